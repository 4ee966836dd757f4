"""Reading what is closed: written down first, and refused when that cannot be done."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select, update

from portal.audit import Outcome, Phase, Verb
from portal.errors import CannotOpen, KeysUnavailable, LogUnavailable, NotFound, Refused
from portal.records.tables import CompartmentKey, Paper, PaperVersion
from portal.services import restricted_files, restricted_papers
from portal.services.submitting import PDF, add_version
from tests.support.furnishing import (
    ADMINISTRATOR,
    AUDITOR,
    MEMBER,
    PREVENT_MEMBER,
    SENSITIVE_PAPER,
    STRANGER,
)

CONTENT = b"%PDF-1.7 " + bytes(range(256)) * 200


@pytest.fixture
def version(work_of):
    work = work_of(PREVENT_MEMBER)
    pieces = (CONTENT[at : at + 7_001] for at in range(0, len(CONTENT), 7_001))
    found = add_version(
        work, SENSITIVE_PAPER, file_name="nightjar.pdf", media_type=PDF, pieces=pieces
    )
    work.commit()
    return found


def lines(work, thing):
    return [(each.entry, each.outcome) for each in work.journal.about(thing)]


def test_opening_writes_the_intent_before_and_the_outcome_after(work_of):
    work = work_of(PREVENT_MEMBER)
    page = restricted_papers.read_paper(work, SENSITIVE_PAPER)
    assert page.title
    entry, outcome = lines(work, SENSITIVE_PAPER)[0]
    assert (entry.verb, entry.phase) == (Verb.PAPER_OPENED, Phase.INTENT)
    assert outcome.detail["outcome"] == Outcome.DONE
    assert entry.actor == work.actor
    assert page.title not in entry.encode().decode()


@pytest.mark.parametrize("person", [MEMBER, STRANGER, ADMINISTRATOR, AUDITOR])
def test_nobody_else_opens_it_and_the_denial_is_written_down(work_of, person):
    work = work_of(person)
    with pytest.raises(NotFound):
        restricted_papers.read_paper(work, SENSITIVE_PAPER)
    entry, _ = lines(work, SENSITIVE_PAPER)[0]
    assert entry.verb is Verb.READ_DENIED
    assert entry.actor == work.actor


def test_without_a_log_nothing_is_opened(work_of, log_engine):
    work = work_of(PREVENT_MEMBER)
    with log_engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE log_entry RENAME TO gone")
    with pytest.raises(LogUnavailable):
        restricted_papers.read_paper(work, SENSITIVE_PAPER)


def test_a_key_swapped_in_the_record_opens_nothing(work_of, furnished):
    work = work_of(PREVENT_MEMBER)
    general, prevent = (
        work.session.scalars(
            select(CompartmentKey.wrapped).where(
                CompartmentKey.compartment_id == furnished.compartments[slug]
            )
        ).one()
        for slug in ("general", "prevent")
    )
    assert general != prevent
    work.session.execute(
        update(CompartmentKey)
        .where(CompartmentKey.compartment_id == furnished.compartments["prevent"])
        .values(wrapped=general)
    )
    with pytest.raises((CannotOpen, KeysUnavailable)):
        restricted_papers.read_paper(work, SENSITIVE_PAPER)
    _, outcome = lines(work, SENSITIVE_PAPER)[0]
    assert outcome.detail["outcome"] == Outcome.FAILED


def test_an_envelope_moved_to_another_row_does_not_open(work_of):
    work = work_of(PREVENT_MEMBER)
    sealed = work.session.scalars(select(Paper.sealed).where(Paper.id == SENSITIVE_PAPER)).one()
    moved = bytearray(sealed)
    moved[-1] ^= 1
    for spoilt in (bytes(moved), sealed[:-1], sealed + b"\0", b""):
        work.session.execute(update(Paper).where(Paper.id == SENSITIVE_PAPER).values(sealed=spoilt))
        with pytest.raises(CannotOpen):
            restricted_papers.read_paper(work, SENSITIVE_PAPER)


@settings(max_examples=25)
@given(data=st.data())
def test_any_range_is_that_part_of_the_file(work_of, version, data):
    work = work_of(PREVENT_MEMBER)
    start = data.draw(st.integers(0, len(CONTENT) - 1))
    stop = data.draw(st.integers(start + 1, len(CONTENT)))
    found = restricted_files.find_file(work, SENSITIVE_PAPER, version)
    assert b"".join(found.read(work, start, stop)) == CONTENT[start:stop]


def test_a_reader_who_goes_away_is_written_down_as_such(work_of, version):
    work = work_of(PREVENT_MEMBER)
    found = restricted_files.find_file(work, SENSITIVE_PAPER, version)
    pieces = found.read(work, 0, len(CONTENT))
    next(pieces)
    pieces.close()
    _, outcome = lines(work, version)[0]
    assert outcome.detail["outcome"] == Outcome.ABORTED


def test_the_file_on_the_disk_is_ciphertext(work_of, version, tmp_path):
    row = work_of(PREVENT_MEMBER).session.get_one(PaperVersion, version)
    assert row.file_name == row.sha256 == ""
    stored = b"".join(path.read_bytes() for path in (tmp_path / "papers").iterdir())
    assert b"%PDF" not in stored
    assert len(stored) > len(CONTENT)


def test_a_version_that_the_log_did_not_pin_last_is_refused(work_of, version):
    work = work_of(PREVENT_MEMBER)
    newer = add_version(
        work, SENSITIVE_PAPER, file_name="b.pdf", media_type=PDF, pieces=[b"%PDF-newer"]
    )
    work.commit()
    assert restricted_files.find_file(work, SENSITIVE_PAPER, newer)
    work.session.execute(PaperVersion.__table__.delete().where(PaperVersion.id == newer))
    with pytest.raises(CannotOpen):
        restricted_files.find_file(work, SENSITIVE_PAPER, version)


@pytest.mark.parametrize(("media_type", "pieces"), [(PDF, []), ("text/html", [b"<p>"])])
def test_a_refused_file_leaves_nothing(work_of, tmp_path, media_type, pieces):
    work = work_of(PREVENT_MEMBER)
    before = sorted((tmp_path / "papers").iterdir())
    with pytest.raises(Refused):
        add_version(work, SENSITIVE_PAPER, file_name="x", media_type=media_type, pieces=pieces)
    assert sorted((tmp_path / "papers").iterdir()) == before
