"""What was found in the file of a release is for those who may release it and read it, alone."""

import json
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from portal.audit import Verb
from portal.errors import NotFound, NotPermitted, Refused
from portal.policy import Office
from portal.records.tables import (
    Body,
    LeakCheck,
    LeakFinding,
    OfficeHolding,
    Paper,
    PaperVersion,
)
from portal.services import papers
from portal.services.leak_check.examining import examine
from portal.services.leak_check.findings import accept, read_findings, read_standing
from portal.services.leak_check.stored import Stored
from portal.services.leak_check.watching_for import keep_names
from portal.services.releasing import refuse_release
from tests.services.life.asking import NUMBER, asked, confirm, page_of
from tests.support.furnishing import (
    ADMINISTRATOR,
    AUDITOR,
    BOARD,
    CANARY,
    CLERK,
    MEMBER,
    MONITORING_OFFICER,
    NOW,
    PREVENT_MEMBER,
    SENSITIVE_PAPER,
    STRANGER,
)
from tests.support.looking import BECAUSE, settle_file

pytestmark = pytest.mark.slow


def test_to_everybody_else_there_is_no_such_file(work_of, general, put):
    version = put()
    asked(work_of, general)
    examine(work_of(CLERK), Stored(version))
    for person in (MEMBER, PREVENT_MEMBER, AUDITOR, ADMINISTRATOR, STRANGER, None):
        for act in (
            lambda work: examine(work, Stored(version), again=True),
            lambda work: read_findings(work, Stored(version)),
            lambda work: accept(work, Stored(version), 0, BECAUSE),
        ):
            work = work_of(person)
            with pytest.raises(NotFound):
                act(work)
            work.session.close()
    work = work_of(CLERK)
    assert work.session.scalars(select(LeakFinding.state)).all() == ["open"]
    assert work.session.scalar(select(LeakCheck.checked_by_id)) == CLERK


def test_who_may_release_and_not_read_has_nothing_looked_into(work_of, furnished, put):
    version = put(paper=SENSITIVE_PAPER)
    release = asked(work_of, furnished.restrictions["prevent"])
    officer = work_of(MONITORING_OFFICER)
    with pytest.raises(NotFound):
        examine(officer, Stored(version))
    assert officer.journal.latest(Verb.READ_DENIED, SENSITIVE_PAPER)
    shown = page_of(work_of, release)
    assert {part.words for part in shown.parts} == {None}
    ((file,),) = [part.files for part in shown.parts if part.files]
    assert (file.looked, file.found) == (False, 0)
    assert CANARY not in repr(shown)
    with pytest.raises(Refused, match="has not been looked into"):
        confirm(work_of, release)


def test_a_clerk_of_another_body_has_nothing_looked_into(work_of, general, put):
    version = put()
    asked(work_of, general)
    work = work_of(CLERK)
    elsewhere = Body(id=uuid4(), slug="elsewhere", name="Elsewhere")
    work.session.add(elsewhere)
    work.session.flush()
    held = {"office": Office.CLERK, "body_id": elsewhere.id, "from_on": NOW.date()}
    work.session.add(OfficeHolding(person_id=STRANGER, **held))
    work.session.commit()
    with pytest.raises(NotFound):
        examine(work_of(STRANGER), Stored(version))
    assert work.session.scalar(select(func.count()).select_from(LeakCheck)) == 0


def test_a_closed_file_is_looked_into_only_while_its_release_waits(work_of, general, put):
    version = put()
    with pytest.raises(NotFound):
        examine(work_of(CLERK), Stored(version))
    release = asked(work_of, general)
    examine(work_of(CLERK), Stored(version))
    refuse_release(work_of(MONITORING_OFFICER), release, "The trial goes on.")
    with pytest.raises(NotFound):
        read_findings(work_of(CLERK), Stored(version))


def test_no_word_that_was_found_or_given_as_a_reason_lies_in_clear(
    work_of, general, put, record_engine, tmp_path
):
    version = put()
    asked(work_of, general)
    keep_names(work_of(CLERK), BOARD, "Marjorie Quillfeather")
    settle_file(work_of(CLERK), version, "Mrs Quillfeather has agreed to it.")
    work = work_of(CLERK)
    (check,) = work.session.scalars(select(LeakCheck))
    rows = [check, *work.session.scalars(select(LeakFinding))]
    told = json.dumps([str(vars(each)) for each in rows])
    for word in (NUMBER, "Quillfeather", "patient"):
        assert word not in told
    assert check.compartment_id == general_of(work, version)
    for path in (tmp_path / "papers").iterdir():
        assert NUMBER.encode() not in path.read_bytes()
    if record_engine.dialect.name == "sqlite":
        for path in tmp_path.glob("**/*.db*"):
            assert NUMBER.encode() not in path.read_bytes()


def general_of(work, version):
    paper = work.session.get_one(PaperVersion, version).paper_id
    return work.session.get_one(Paper, paper).compartment_id


def test_what_was_released_from_a_sensitive_compartment_keeps_its_reasons_to_its_readers(
    work_of, furnished, put
):
    version = put(paper=SENSITIVE_PAPER)
    release = asked(work_of, furnished.restrictions["prevent"])
    reader = reader_of_it(work_of)
    settle_file(work_of(reader), version)
    confirm(work_of, release)
    assert papers.read_paper(work_of(None), SENSITIVE_PAPER).title
    assert not read_standing(work_of(CLERK), Stored(version)).looked
    with pytest.raises((NotFound, NotPermitted)):
        read_findings(work_of(CLERK), Stored(version))
    examine(work_of(CLERK), Stored(version))
    assert read_standing(work_of(CLERK), Stored(version)).open == 1


def reader_of_it(work_of):
    """Appoint somebody who may read the sensitive paper to release for the board."""
    work = work_of(CLERK)
    held = {"office": Office.PROPER_OFFICER, "body_id": BOARD, "from_on": NOW.date()}
    work.session.add(OfficeHolding(person_id=PREVENT_MEMBER, **held))
    work.session.commit()
    return PREVENT_MEMBER
