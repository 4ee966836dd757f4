"""Whatever is tried, a release takes two people and opens what they saw, or nothing."""

from datetime import date
from uuid import UUID, uuid4

import pytest

from portal.audit import Verb
from portal.errors import CannotOpen, LogUnavailable, NotFound, NotPermitted, Refused
from portal.policy import Classification, Office
from portal.records.tables import (
    AskState,
    Body,
    IdentityLink,
    OfficeHolding,
    Paper,
    PaperVersion,
    ReleaseCause,
    Restriction,
)
from portal.services import papers
from portal.services.release_pages import read_release, read_releases
from portal.services.releasing import ask_release, confirm_release, refuse_release
from portal.services.submitting import Submission, add_version, submit_paper
from portal.services.unsealing import settle_all_files
from tests.services.life.asking import PDF, asked, nothing_opened
from tests.support.furnishing import (
    ADMINISTRATOR,
    AUDITOR,
    CLERK,
    CLOSED_ITEM,
    CLOSED_PAPER,
    MEMBER,
    MONITORING_OFFICER,
    SENSITIVE_PAPER,
    STRANGER,
    touch,
)
from tests.support.looking import settle_release

pytestmark = pytest.mark.slow


def test_nobody_confirms_what_they_asked_for(work_of, general, version, tmp_path):
    release = asked(work_of, general)
    with pytest.raises(NotPermitted):
        confirm_release(work_of(CLERK), release)
    with pytest.raises(NotPermitted):
        refuse_release(work_of(CLERK), release, "I have thought better of it.")
    nothing_opened(work_of, tmp_path, version)


@pytest.mark.parametrize("state", [AskState.ASKED, AskState.GRANTED])
def test_nobody_confirms_in_another_account_what_they_asked_for(
    work_of, general, version, tmp_path, state
):
    release = asked(work_of, general)
    with (work := work_of(CLERK)).session as session:
        session.add(
            IdentityLink(
                person_id=MONITORING_OFFICER,
                newcomer_id=CLERK,
                tenant_id="t",
                object_id="o",
                guest=False,
                asked_at=work.clock(),
                state=state,
                first_approved_by_id=MEMBER,
                second_approved_by_id=AUDITOR,
            )
        )
        session.commit()
    with pytest.raises(NotPermitted):
        confirm_release(work_of(MONITORING_OFFICER), release)
    nothing_opened(work_of, tmp_path, version)


@pytest.mark.parametrize("person", [MEMBER, AUDITOR, ADMINISTRATOR, STRANGER, None])
def test_to_everybody_else_there_is_no_release(work_of, general, person):
    release = asked(work_of, general)
    with pytest.raises(NotFound):
        confirm_release(work_of(person), release)
    with pytest.raises(NotFound):
        read_release(work_of(person), release)
    with pytest.raises(NotFound):
        ask_release(
            work_of(person), general, cause=ReleaseCause.DECISION, announcement="All of it."
        )
    assert read_releases(work_of(person)) == ()


def test_officers_of_another_body_confirm_nothing_here(work_of, general, version, tmp_path):
    release = asked(work_of, general)
    work = work_of(MONITORING_OFFICER)
    elsewhere = Body(id=uuid4(), slug="elsewhere", name="Elsewhere")
    work.session.add(elsewhere)
    work.session.flush()
    work.session.add(
        OfficeHolding(
            person_id=STRANGER,
            office=Office.PROPER_OFFICER,
            body_id=elsewhere.id,
            from_on=date(2025, 1, 6),
        )
    )
    work.session.commit()
    with pytest.raises(NotFound):
        confirm_release(work_of(STRANGER), release)
    nothing_opened(work_of, tmp_path, version)


def test_a_release_is_decided_once(work_of, general):
    release = asked(work_of, general)
    confirm_release(work_of(MONITORING_OFFICER), release)
    with pytest.raises(Refused, match="already"):
        confirm_release(work_of(MONITORING_OFFICER), release)
    with pytest.raises(Refused, match="ended"):
        asked(work_of, general)


def test_a_release_that_is_refused_opens_nothing(work_of, general, version, tmp_path):
    release = asked(work_of, general)
    with pytest.raises(Refused, match="Say why"):
        refuse_release(work_of(MONITORING_OFFICER), release, " ")
    refuse_release(work_of(MONITORING_OFFICER), release, "The trial goes on.")
    with pytest.raises(Refused, match="already"):
        confirm_release(work_of(MONITORING_OFFICER), release)
    nothing_opened(work_of, tmp_path, version)


def test_the_same_is_not_asked_for_twice_at_once(work_of, general):
    asked(work_of, general)
    with pytest.raises(Refused, match="waiting already"):
        asked(work_of, general)


@pytest.mark.parametrize("classification", ["CONF", "CASE", "REV", "OUTSIDE"])
def test_some_classes_are_never_released_here(work_of, general, classification):
    work = work_of(CLERK)
    touch(work.session, Restriction, general, classification=Classification(classification))
    with pytest.raises(Refused, match=r"released|taken out"):
        asked(work_of, general)


@pytest.mark.parametrize("classification", ["CONF", "CASE", "REV"])
def test_nor_is_what_became_of_such_a_class_later(work_of, general, classification):
    release = asked(work_of, general, parts=[("paper", CLOSED_PAPER)])
    touch(work_of(CLERK).session, Paper, CLOSED_PAPER, classification=classification)
    with pytest.raises(NotPermitted):
        confirm_release(work_of(MONITORING_OFFICER), release)
    with pytest.raises(NotFound):
        papers.read_paper(work_of(None), CLOSED_PAPER)


def test_a_part_must_be_closed_under_the_restriction(work_of, general):
    for parts in ([], [("paper", SENSITIVE_PAPER)], [("person", CLOSED_PAPER)]):
        with pytest.raises(Refused, match="Choose"):
            asked(work_of, general, parts=parts)


def test_what_was_put_there_since_is_not_released_unseen(work_of, general):
    release = asked(work_of, general)
    officer = work_of(MONITORING_OFFICER)
    seen = read_release(officer, release).seen
    officer.session.rollback()
    work = work_of(CLERK)
    add_version(
        work, CLOSED_PAPER, file_name="b.pdf", media_type="application/pdf", pieces=[b"%PDF"]
    )
    work.commit()
    with pytest.raises(Refused, match="has changed"):
        confirm_release(officer, release, seen=seen)
    officer.session.rollback()
    submitted = work_of(CLERK)
    submit_paper(submitted, CLOSED_ITEM, Submission(title="Another"), restriction=general)
    submitted.commit()
    with pytest.raises(Refused, match="has changed"):
        confirm_release(officer, release)


def test_without_the_log_nothing_is_released(work_of, general, version, tmp_path, log_engine):
    release = asked(work_of, general)
    settle_release(work_of(CLERK), release)
    with log_engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE log_entry RENAME TO log_entry_away")
    with pytest.raises(LogUnavailable):
        confirm_release(work_of(MONITORING_OFFICER), release)
    nothing_opened(work_of, tmp_path, version)


@pytest.mark.parametrize("at", ["blob", "commit"])
def test_what_breaks_off_opens_nothing_and_leaves_nothing(
    work_of, asked_for, tmp_path, at, monkeypatch
):
    release, version = asked_for
    settle_release(work_of(CLERK), release)
    officer = work_of(MONITORING_OFFICER)
    if at == "blob":
        (path,) = (tmp_path / "papers").iterdir()
        whole = path.read_bytes()
        path.write_bytes(whole[:40000] + bytes([whole[40000] ^ 1]) + whole[40001:])
    else:
        monkeypatch.setattr(officer.session, "commit", _broken_off)
    with pytest.raises((CannotOpen, OSError)):
        confirm_release(officer, release)
    nothing_opened(work_of, tmp_path, version)
    (line,) = (
        each
        for each in officer.journal.about(version)
        if each.entry.verb is Verb.RESTRICTION_UNSEALED
    )
    assert line.outcome.detail["outcome"] == "failed"


def _broken_off() -> None:
    raise OSError("the database went away")


def test_a_process_killed_between_the_file_and_the_row_leaves_nothing_open(
    work_of, general, version, tmp_path
):
    """What the dead process wrote is there until the files are settled, and no row names it."""
    release = asked(work_of, general)
    settle_release(work_of(CLERK), release)
    kept = work_of(None).session.get_one(PaperVersion, version).blob
    (tmp_path / "papers" / UUID(int=kept.int ^ 1).hex).write_bytes(PDF)
    work = work_of(None)
    assert settle_all_files(work) >= 2  # the papers of the release among them
    nothing_opened(work_of, tmp_path, version)
    (tmp_path / "papers" / UUID(int=kept.int ^ 1).hex).write_bytes(b"half of it")
    confirm_release(work_of(MONITORING_OFFICER), release)
    file = papers.read_file(work_of(None), CLOSED_PAPER, version)
    assert b"".join(file.stream(0, file.size)) == PDF
