"""A marking of no scheme is kept as it was printed, and closes until somebody has decided."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.policy import PUBLIC_SCOPE
from portal.policy.markings import Meaning, read_marking
from portal.records import visible
from portal.records.tables import ImportBatch, ImportDoubt, ImportState, Paper
from portal.services.imports.pack import read_pack
from portal.services.imports.source import Source
from portal.services.imports.storing import apply_publication
from tests.services.imports.published import invented

PACK = invented("agenda-pack.txt").text


def test_q44_a_report_marked_protected_is_held_with_a_task_until_it_is_classed(setting):
    assert "PROTECTED" in PACK
    source = Source(PACK)
    found = read_pack(source)
    marked = [each for each in found.reports if each.marking_on_cover]
    held = [each for each in marked if each.marking_on_cover.text == "PROTECTED"]
    assert held
    assert all(each.closed for each in held)
    assert read_marking("PROTECTED").meaning is Meaning.UNKNOWN
    work = setting.work()
    with work.session:
        apply_publication(work, "harbour", found, source)
    with Session(setting.engine) as session:
        assert session.scalars(select(ImportBatch.state)).one() is ImportState.AWAITING_REVIEW
        assert session.scalars(select(ImportDoubt.id)).all()
        sealed = session.scalars(select(Paper).where(Paper.sealed.is_not(None))).all()
        assert sealed
        for paper in sealed:
            assert paper.restriction_id is None  # no class was decided: a label closes it
            assert paper.marking == ""
            assert not PUBLIC_SCOPE.admits(visible.thing(session, Paper, paper.id))
