"""Disposed of: gone from the record, the store, the root and every backup; the rest still opens."""

import shutil

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.audit import Verb
from portal.errors import CannotOpen, NotFound
from portal.records.blobs import Blobs
from portal.records.tables import (
    CompartmentKey,
    DestroyedEpoch,
    Disposal,
    DisposalState,
    Paper,
    PaperVersion,
)
from portal.services import papers, restricted_papers
from portal.services.labelling import file_label, row_label
from portal.services.retention.carrying_out import carry_out
from portal.services.retention.certificates import as_text, digest_of
from portal.services.retention.pages import read_disposal
from tests.services.keys.stock import sealed_rows, unreadable
from tests.services.retention.conftest import split_anew
from tests.support.furnishing import (
    CANARY,
    CLERK,
    CLOSED_PAPER,
    HIDDEN_PAPER,
    MEMBER,
    OPEN_PAPER,
)

pytestmark = pytest.mark.slow


def envelopes_of(session, paper):
    """Keep what a backup has of a paper: its envelope, and its versions' keys."""
    row = session.get_one(Paper, paper)
    versions = session.execute(
        select(
            PaperVersion.id,
            PaperVersion.sealed_key,
            PaperVersion.sealed_name,
            PaperVersion.blob,
            PaperVersion.size,
            PaperVersion.sealed_size,
        ).where(PaperVersion.paper_id == paper)
    ).all()
    return row.sealed, versions


def test_nothing_of_it_is_left_and_everything_else_still_opens(
    work_of, approved, operator, furnished, tmp_path
):
    general = furnished.compartments["general"]
    blobs = {each.blob for each in envelopes_of(work_of(None).session, CLOSED_PAPER)[1]}
    before = {(s.name, row) for s, row, _ in sealed_rows(work_of(None).session, general)}
    carry_out(operator(), approved)

    session = work_of(None).session
    paper = session.get_one(Paper, CLOSED_PAPER)
    assert (paper.sealed, paper.title, paper.compartment_id) == (b"", "", general)
    assert session.scalars(select(PaperVersion)).all() != []
    assert envelopes_of(session, CLOSED_PAPER)[1] == []
    assert not any((tmp_path / "papers" / each.hex).exists() for each in blobs)

    after = {(s.name, row) for s, row, _ in sealed_rows(session, general)}
    assert {(name, row) for name, row in before - after if row == CLOSED_PAPER} == {
        ("paper.sealed", CLOSED_PAPER)
    }
    assert {name for name, _ in before - after} <= {
        "paper.sealed",
        "paper_version.sealed_key",
        "paper_version.sealed_name",
    }
    assert unreadable(operator(), general) == []
    assert work_of(MEMBER).session is not None
    page = restricted_papers.read_paper(work_of(MEMBER), HIDDEN_PAPER)
    assert CANARY in page.title


def test_the_old_epoch_is_destroyed_at_the_root_and_the_log_has_the_certificate(
    work_of, approved, operator, furnished, record_engine
):
    general = furnished.compartments["general"]
    carry_out(operator(), approved)
    with Session(record_engine) as session:
        (gone,) = session.scalars(select(DestroyedEpoch)).all()
        assert (gone.compartment_id, gone.epoch, gone.final_at) == (general, 1, None)
        assert "is not in root" in gone.evidence
        disposal = session.get_one(Disposal, approved)
        assert disposal.state is DisposalState.DONE
        kept = select(CompartmentKey.epoch).where(CompartmentKey.compartment_id == general)
        assert session.scalars(kept).all() == [2]
    journal = work_of(None).journal
    certified = journal.latest(Verb.DISPOSAL_CERTIFIED, approved)
    assert certified.detail["certificate"] == digest_of(disposal.certificate)
    assert (certified.detail["papers"], certified.detail["files"]) == (1, 2)
    assert str(CLOSED_PAPER) in certified.objects
    paper = journal.latest(Verb.PAPER_DISPOSED, CLOSED_PAPER)
    assert (paper.detail["kind"], paper.detail["years"]) == ("report", 6)
    assert len(paper.objects) == 4  # the paper, the disposal and two versions
    key = next(
        line
        for line in journal.about(approved)
        if line.entry.verb is Verb.COMPARTMENT_KEY_DESTROYED
    )
    assert key.entry.detail["epoch"] == 1
    assert key.entry.detail["check_value"] == gone.check_value.hex()
    assert key.outcome.detail["outcome"] == "done"
    assert journal.verify().findings == ()


def test_a_backup_from_before_no_longer_opens_it_with_todays_root(  # noqa: PLR0913, PLR0917 -- what there is
    work_of, approved, operator, office, furnished, tmp_path
):
    """What a backup holds of it: its envelope, its files and their keys, the wrapped epoch key."""
    general = furnished.compartments["general"]
    session = work_of(None).session
    sealed, versions = envelopes_of(session, CLOSED_PAPER)
    under = office.keys.of_epoch(session, general, 1)
    shutil.copytree(tmp_path / "papers", tmp_path / "backup")
    carry_out(operator(), approved)

    reading = work_of(MEMBER)
    receipt = reading.journal.intend(
        actor=reading.actor,
        verb=Verb.PAPER_OPENED,
        objects=(CLOSED_PAPER, *(each.id for each in versions)),
        detail={"rule": "R010"},
    )
    with pytest.raises(CannotOpen):
        office.door.open(receipt, row_label(general, "paper", CLOSED_PAPER), sealed, under=under)
    restored = Blobs.in_folder(tmp_path / "backup")
    assert len(versions) == 2
    for version in versions:
        assert restored.size(version.blob) == version.sealed_size
        with pytest.raises(CannotOpen):
            office.door.file_reader(
                receipt,
                file_label(general, version.id),
                under=under,
                sealed_key=version.sealed_key,
                size=version.size,
                sealed_size=version.sealed_size,
                source=restored.read_at(version.blob),
            )


def test_its_readers_learn_when_and_under_which_rule_and_others_nothing(
    work_of, approved, operator
):
    carry_out(operator(), approved)
    standing = restricted_papers.read_paper(work_of(MEMBER), CLOSED_PAPER)
    assert isinstance(standing, restricted_papers.Standing)
    assert standing.tombstone.years == 6
    assert standing.tombstone.source == "Schedule 4.2"
    with pytest.raises(NotFound):
        papers.read_paper(work_of(None), CLOSED_PAPER)


def test_carrying_it_out_again_does_nothing(work_of, approved, operator, record_engine):
    carry_out(operator(), approved)
    size = work_of(None).journal.checkpoint().size
    carry_out(operator(), approved)
    assert work_of(None).journal.checkpoint().size == size
    with Session(record_engine) as session:
        assert len(session.scalars(select(DestroyedEpoch)).all()) == 1
        assert len(session.scalars(select(CompartmentKey.epoch)).all()) == 4


def test_of_an_open_paper_nothing_is_left_but_when_and_why(
    work_of, approved_open, operator, tmp_path
):
    assert any(b"Kingfisher" in each.read_bytes() for each in (tmp_path / "papers").iterdir())
    carry_out(operator(), approved_open)
    told = papers.read_paper(work_of(None), OPEN_PAPER)
    assert (told.title, told.text, told.author, told.versions) == ("", "", "", ())
    assert (told.tombstone.years, told.tombstone.source) == (6, "Schedule 4.2")
    assert not any(b"Kingfisher" in each.read_bytes() for each in (tmp_path / "papers").iterdir())
    disposal = work_of(None).session.get_one(Disposal, approved_open)
    assert disposal.certificate["epochs"] == []


def test_a_recovery_key_that_stood_then_is_to_be_split_anew(work_of, approved, office, operator):
    split_anew(office)
    carry_out(operator(), approved)
    told = read_disposal(work_of(CLERK), approved)
    assert told.recovery_stands
    assert "portal keys split" in as_text(told.certificate)
    work_of(None).session.close()
    split_anew(office)
    assert not read_disposal(work_of(CLERK), approved).recovery_stands
