"""A clerk's today tells what is due of their bodies, and nothing of anybody else's."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import update

from portal.audit import Verb
from portal.errors import NotFound
from portal.records.tables import (
    AskState,
    BreakGlass,
    ImportBatch,
    Meeting,
    MistakenPublication,
    PaperRequest,
    Release,
    Restriction,
    RestrictionState,
    Seat,
    SubstituteNaming,
)
from portal.services.today import read_today
from portal.services.watching import read_watch
from tests.support.furnishing import (
    ADMINISTRATOR,
    AUDITOR,
    BOARD,
    CLERK,
    CLOSED_ITEM,
    CLOSED_PAPER,
    MEMBER,
    MONITORING_OFFICER,
    NEXT,
    NOW,
    PLANNED,
    STRANGER,
)

TODAY = NOW.date()


@pytest.fixture
def session(office, furnished):
    del furnished
    work = office.work_of(CLERK)
    yield work.session
    work.session.close()


def told(work_of, person=CLERK):
    page = read_today(work_of(person))
    return [(each.what, each.late) for each in (*page.deadlines, *page.waiting)]


@pytest.mark.parametrize("person", [None, MEMBER, STRANGER])
def test_nobody_else_has_a_clerk_s_day(work_of, person):
    with pytest.raises(NotFound):
        read_today(work_of(person))


def test_there_may_be_nothing_due(work_of, session):
    session.execute(update(Restriction).values(review_on=date(2031, 1, 1)))
    session.commit()
    assert told(work_of) == []


@pytest.mark.parametrize(("days", "late"), [(12, False), (3, True)])
def test_an_agenda_is_due_by_the_last_lawful_moment(work_of, session, days, late):
    session.execute(update(Restriction).values(review_on=date(2031, 1, 1)))
    session.execute(
        update(Meeting).where(Meeting.id == PLANNED).values(starts_at=NOW + timedelta(days=days))
    )
    session.commit()
    (due,) = read_today(work_of(CLERK)).deadlines
    assert due.what.startswith("Publish the agenda of ")
    assert (due.address, due.late) == (f"/meetings/{PLANNED}", late)
    assert due.by is not None
    assert (due.by < NOW) is late


def test_a_review_is_overdue_or_due_within_the_week(work_of, session, furnished):
    session.execute(update(Restriction).values(review_on=date(2031, 1, 1)))
    for slug, days in (("general", -1), ("prevent", 0), ("dhr", 7), ("domestic_abuse", 8)):
        restriction = session.get(Restriction, furnished.restrictions[slug])
        restriction.review_on = TODAY + timedelta(days=days)
    session.commit()
    assert told(work_of) == [
        ("1 restriction to review", True),
        ("2 restrictions to review", False),
    ]


def test_everything_that_waits_is_counted(work_of, session, furnished):
    general = furnished.restrictions["general"]
    session.execute(update(Restriction).values(review_on=date(2031, 1, 1)))
    compartment = furnished.compartments["general"]
    seat = session.query(Seat).filter_by(person_id=MEMBER).one()
    session.get(Restriction, furnished.restrictions["dhr"]).state = RestrictionState.PROPOSED
    session.add_all(
        [
            MistakenPublication(
                body_id=BOARD,
                item_id=CLOSED_ITEM,
                noun="paper",
                row_id=CLOSED_PAPER,
                compartment_id=compartment,
                aware_at=NOW,
                deadline_at=NOW + timedelta(hours=72),
                found_by_id=CLERK,
                taken_down_at=NOW,
                sealed_evidence=b"sealed",
            ),
            PaperRequest(
                reference="R-1",
                body_id=BOARD,
                compartment_id=compartment,
                sealed_request=b"sealed",
                received_at=NOW,
                due_on=TODAY + timedelta(days=2),
            ),
            Release(
                restriction_id=general,
                announcement="The report is published.",
                asked_by_id=MONITORING_OFFICER,
                asked_at=NOW,
            ),
            SubstituteNaming(
                seat_id=seat.id,
                meeting_id=NEXT,
                person_id=STRANGER,
                named_by_id=MEMBER,
                named_at=NOW,
            ),
            SubstituteNaming(
                seat_id=seat.id,
                meeting_id=NEXT,
                person_id=STRANGER,
                named_by_id=MEMBER,
                named_at=NOW,
                state=AskState.GRANTED,
            ),
            ImportBatch(
                id=uuid4(),
                body_id=BOARD,
                meeting_id=NEXT,
                kind="page",
                digest="d",
                counts={},
                applied_at=NOW,
            ),
        ]
    )
    session.commit()
    assert [what for what, _ in told(work_of)] == [
        "1 request for a paper to answer",
        "Decide whether to report a mistaken publication",
        "Restriction to decide for Wrenbury Community Safety Partnership",
        "1 release to confirm",
        "1 substitute to approve",
        "1 import to review",
    ]


@pytest.mark.parametrize("person", [None, MEMBER, STRANGER])
def test_nobody_else_watches_over_access(work_of, person):
    with pytest.raises(NotFound):
        read_watch(work_of(person))


@pytest.mark.parametrize("person", [AUDITOR, MONITORING_OFFICER])
def test_whoever_watches_sees_the_log_s_health_and_what_is_overdue(
    work_of, session, furnished, person
):
    session.get(Restriction, furnished.restrictions["general"]).review_on = date(2020, 1, 1)
    session.commit()
    work = work_of(person)
    page = read_watch(work)
    assert page.log is not None
    assert page.log.entries == work.journal.checkpoint().size - 1  # that it was read is noted
    assert page.overdue[0].what == "Reviews of restrictions"
    assert page.told == ()


def test_an_emergency_opening_is_shown_while_it_lasts(work_of, session, furnished):
    for minutes in (-1, 30):
        session.add(
            BreakGlass(
                person_id=ADMINISTRATOR,
                item_id=CLOSED_ITEM,
                compartment_id=furnished.compartments["general"],
                sealed_reason=b"sealed",
                asked_at=NOW,
                first_approved_by_id=MONITORING_OFFICER,
                second_approved_by_id=CLERK,
                opened_at=NOW - timedelta(minutes=60),
                ends_at=NOW + timedelta(minutes=minutes),
            )
        )
    session.commit()
    (opening,) = read_watch(work_of(AUDITOR)).openings
    assert opening.ends_at == NOW + timedelta(minutes=30)


def test_what_the_monitoring_officer_is_told_is_shown_and_reading_it_is_noted(work_of):
    work = work_of(MONITORING_OFFICER)
    work.journal.note(
        actor=work.actor,
        verb=Verb.MONITORING_OFFICER_TOLD,
        objects=(CLOSED_PAPER,),
        detail={"rule": "R070"},
    )
    (told_of,) = read_watch(work).told or ()
    assert (told_of.rule, told_of.thing) == ("R070", str(CLOSED_PAPER))
    newest = work.journal.recent(limit=1)[0].entry
    assert (newest.verb, newest.detail["of"]) == (Verb.LOG_READ, "all")
