"""Something published by mistake comes down at once; the evidence is kept, and the clock runs."""

import hashlib
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from portal.audit import Verb
from portal.errors import NotFound, NotPermitted, Refused
from portal.policy import Classification, Regime, Stage
from portal.records.tables import (
    AgendaItem,
    MistakenPublication,
    Paper,
    PaperVersion,
    WithheldNotice,
)
from portal.services import items, papers
from portal.services.mistake_files import (
    close_file,
    keep_notes,
    open_evidence,
    read_mistake,
    read_mistakes,
    report_to_commissioner,
    tell_officer,
)
from portal.services.mistakes import Mistake, deadline, withdraw_publication
from portal.services.submitting import add_version
from portal.services.work import LOCAL
from tests.services.life.asking import PDF
from tests.services.life.closing_items import close_something, meet_under
from tests.support.databases import KINDS
from tests.support.furnishing import (
    AUDITOR,
    CANARY,
    CLERK,
    HELD,
    MEMBER,
    MONITORING_OFFICER,
    NEXT_ITEM,
    NOW,
    OPEN_ITEM,
    OPEN_PAPER,
    STRANGER,
    named,
    public_version,
    touch,
)

pytestmark = pytest.mark.slow

ON_BOTH = pytest.mark.parametrize("database_kind", KINDS, indirect=True)
AWARE = NOW - timedelta(minutes=30)


@pytest.fixture
def database_kind(request):
    return getattr(request, "param", "sqlite")


def mistake(furnished, **named):
    told = {"aware_at": AWARE, "compartment": furnished.compartments["general"]}
    return Mistake(**(told | named))


def withdraw(work_of, furnished, noun="paper", row=OPEN_PAPER, **named):
    return withdraw_publication(work_of(CLERK), noun, row, mistake(furnished, **named))


@ON_BOTH
def test_q35_a_paper_comes_down_with_its_file_and_the_evidence_is_kept(
    work_of, furnished, tmp_path
):
    work = work_of(CLERK)
    close_something(work, furnished, item=OPEN_ITEM, meeting=HELD)
    version = add_version(
        work, OPEN_PAPER, file_name="crime.pdf", media_type="application/pdf", pieces=[PDF]
    )
    work.commit()
    before = public_version(work.session)
    work.session.rollback()
    file = withdraw(work_of, furnished)
    stranger = work_of(None)
    with pytest.raises(NotFound):
        papers.read_paper(stranger, OPEN_PAPER)
    assert public_version(stranger.session) > before
    kept = stranger.session.get_one(PaperVersion, version)
    (path,) = (tmp_path / "papers").iterdir()
    assert (path.name, kept.sha256, kept.file_name) == (kept.blob.hex, "", "")
    assert b"%PDF" not in path.read_bytes()
    row = stranger.session.get_one(MistakenPublication, file)
    assert row.deadline_at == AWARE + timedelta(hours=72)
    assert b"Burglary" not in row.sealed_evidence
    assert work.journal.latest(Verb.PUBLICATION_WITHDRAWN, OPEN_PAPER) is not None
    stranger.session.rollback()
    tell_officer(work_of(CLERK), file)
    page = read_mistake(work_of(CLERK), file)
    assert page.officer_told_at == NOW
    assert "PAPER" not in {each.sentence for each in page.openings}
    assert any("sealed" in each.sentence for each in page.openings)


def test_q35_its_status_stays_what_it_was_meant_to_be(work_of, furnished):
    closed = close_something(work_of(CLERK), furnished, item=NEXT_ITEM)
    work = work_of(CLERK)
    paper = Paper(id=named("slipped out"), item_id=NEXT_ITEM, title="A report on people")
    work.session.add(paper)
    work.commit()
    file = withdraw(work_of, furnished, row=paper.id, restriction=closed.restriction)
    session = work_of(None).session
    assert session.get_one(Paper, named("slipped out")).classification is Classification.EX
    assert session.get_one(MistakenPublication, file).restriction_id == closed.restriction


def test_without_a_ground_nobody_is_told_one(work_of, furnished):
    withdraw(work_of, furnished, noun="minute", row=named("open minute"))
    stranger = work_of(None)
    line = items.read_item(stranger, HELD, OPEN_ITEM).line
    assert (line.minutes, line.withheld) == ((), ())
    minute = items.read_item(work_of(STRANGER), HELD, OPEN_ITEM).line
    assert minute.minutes == ()


def test_the_public_is_told_only_if_the_clerk_says_so(work_of, furnished):
    withdraw(work_of, furnished, told=True)
    (notice,) = items.read_item(work_of(None), HELD, OPEN_ITEM).line.withheld
    assert notice.heading == "A paper withdrawn on 12 March 2026: published by mistake"
    assert notice.pending
    assert notice.words.ground == ""
    stored = work_of(None).session.scalars(
        select(WithheldNotice.reason).where(WithheldNotice.item_id == OPEN_ITEM)
    )
    assert list(stored) == [""]


def test_what_was_taken_in_public_is_not_exempt_afterwards(work_of, furnished):
    meet_under(work_of(CLERK), Regime.PART_VA, meeting=HELD)
    work = work_of(CLERK)
    closed = close_something(work, furnished, item=OPEN_ITEM, meeting=HELD)
    assert work.session.get_one(AgendaItem, OPEN_ITEM).stage is Stage.POST_OPEN
    work.session.rollback()
    with pytest.raises(Refused, match="taken in public"):
        withdraw(work_of, furnished, restriction=closed.restriction)
    withdraw(work_of, furnished)
    for person in (None, STRANGER, MEMBER):
        with pytest.raises(NotFound):
            papers.read_paper(work_of(person), OPEN_PAPER)


@pytest.mark.parametrize(
    ("aware", "until"),
    [
        # Friday 17:00 to Monday 17:00, through a weekend
        (datetime(2026, 3, 13, 17, tzinfo=LOCAL), datetime(2026, 3, 16, 17, tzinfo=LOCAL)),
        # the clocks go forward on Sunday 29 March: an hour of the weekend is missing
        (datetime(2026, 3, 27, 17, tzinfo=LOCAL), datetime(2026, 3, 30, 18, tzinfo=LOCAL)),
        # and back on Sunday 25 October
        (datetime(2026, 10, 23, 17, tzinfo=LOCAL), datetime(2026, 10, 26, 16, tzinfo=LOCAL)),
    ],
)
def test_q36_the_hours_run_through_the_weekend(aware, until):
    assert deadline(aware) == until.astimezone(UTC)
    assert deadline(aware) - aware.astimezone(UTC) == timedelta(hours=72)


@ON_BOTH
@pytest.mark.parametrize("person", [MEMBER, AUDITOR, STRANGER, None])
def test_nobody_else_takes_anything_down_or_sees_its_file(work_of, furnished, person):
    with pytest.raises(NotFound):
        withdraw_publication(work_of(person), "paper", OPEN_PAPER, mistake(furnished))
    assert papers.read_paper(work_of(None), OPEN_PAPER).title
    file = withdraw(work_of, furnished)
    with pytest.raises(NotFound):
        read_mistake(work_of(person), file)
    assert read_mistakes(work_of(person)) == ()


def test_it_must_be_open_and_of_a_kind_that_is_published(work_of, furnished):
    for noun, row in (
        ("paper", named("closed paper")),
        ("seat", OPEN_PAPER),
        ("minute", OPEN_PAPER),
    ):
        with pytest.raises(NotFound):
            withdraw(work_of, furnished, noun=noun, row=row)
    with pytest.raises(Refused, match="still to come"):
        withdraw(work_of, furnished, aware_at=NOW + timedelta(minutes=1))
    with pytest.raises(Refused, match="compartments"):
        withdraw(work_of, furnished, compartment=OPEN_PAPER)


def test_the_evidence_opens_to_whoever_may_open_the_thing_and_the_log_is_told(work_of, furnished):
    work = work_of(CLERK)
    closed = close_something(work, furnished)
    version = add_version(
        work, OPEN_PAPER, file_name="crime.pdf", media_type="application/pdf", pieces=[PDF]
    )
    touch(work.session, Paper, OPEN_PAPER, item_id=NEXT_ITEM)
    file = withdraw(work_of, furnished, restriction=closed.restriction)
    evidence = open_evidence(work_of(CLERK), file)
    assert "Burglary" in evidence.words["text"]
    assert evidence.versions[0]["sha256"] == hashlib.sha256(PDF).hexdigest()
    assert evidence.versions[0]["id"] == str(version)
    assert f"/papers/{OPEN_PAPER}" in evidence.addresses
    assert work.journal.latest(Verb.EVIDENCE_OPENED, file) is not None
    keep_notes(work_of(CLERK), file, f"{CANARY} rang at noon.")
    assert open_evidence(work_of(CLERK), file).notes == f"{CANARY} rang at noon."


def test_without_a_ground_the_evidence_opens_to_those_on_the_list_alone(work_of, furnished):
    file = withdraw(work_of, furnished)
    assert not read_mistake(work_of(CLERK), file).evidence_may_be_opened
    with pytest.raises(NotPermitted):
        open_evidence(work_of(CLERK), file)


def test_a_file_closes_once_it_is_recorded_who_was_told(work_of, furnished):
    file = withdraw(work_of, furnished)
    with pytest.raises(Refused, match="officer"):
        close_file(work_of(CLERK), file)
    tell_officer(work_of(CLERK), file)
    with pytest.raises(Refused, match="Commissioner"):
        close_file(work_of(CLERK), file)
    with pytest.raises(Refused, match="unlikely"):
        report_to_commissioner(work_of(CLERK), file, reported=False)
    report_to_commissioner(work_of(CLERK), file, reported=False, because="Nobody is named.")
    close_file(work_of(MONITORING_OFFICER), file)
    with pytest.raises(Refused, match="closed"):
        tell_officer(work_of(CLERK), file)
    (line,) = read_mistakes(work_of(CLERK))
    assert (line.closed, line.settled) == (True, True)


def test_a_report_after_the_72_hours_says_why_it_is_late(work_of, furnished):
    file = withdraw(work_of, furnished, aware_at=NOW - timedelta(hours=73))
    with pytest.raises(Refused, match="late"):
        report_to_commissioner(work_of(CLERK), file, reported=True)
    report_to_commissioner(work_of(CLERK), file, reported=True, because="It was a holiday.")
    assert read_mistake(work_of(CLERK), file).reported_at == NOW
