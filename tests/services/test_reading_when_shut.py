"""A page with restricted rows works when they cannot be opened: it is then the public's page."""

import pytest
from sqlalchemy import text

from portal.errors import NotFound
from portal.policy import ANONYMOUS
from portal.records.tables import AgendaItem, CompartmentKey
from portal.services import business, items, meetings, papers
from portal.services.work import Work
from tests.support.furnishing import (
    CANARY,
    CLOSED_ITEM,
    CLOSED_PAPER,
    HELD,
    HIDDEN_ITEM,
    MEMBER,
    SLUG,
    STRANGER,
    furnish,
    open_an_office,
    touch,
)


@pytest.fixture
def office(record_engine, log_engine, tmp_path):
    office = open_an_office(record_engine, log_engine, tmp_path)
    furnish(office)
    return office


def without_a_log(_office, log_engine):
    with log_engine.begin() as connection:
        connection.execute(text("ALTER TABLE log_entry RENAME TO log_entry_gone"))


def without_keys(office, _log_engine):
    work = office.work_for(ANONYMOUS)
    work.session.query(CompartmentKey).delete()
    work.session.commit()
    work.session.close()


def with_a_damaged_envelope(office, _log_engine):
    work = office.work_for(ANONYMOUS)
    sealed = bytearray(work.session.get_one(AgendaItem, HIDDEN_ITEM).sealed or b"")
    sealed[-1] ^= 1
    touch(work.session, AgendaItem, HIDDEN_ITEM, sealed=bytes(sealed))
    work.session.close()


MISFORTUNES = (without_a_log, without_keys, with_a_damaged_envelope)


def lines(work: Work):
    return meetings.read_meeting(work, HELD).agenda


@pytest.mark.parametrize("misfortune", MISFORTUNES)
def test_the_meeting_is_as_the_public_sees_it(office, log_engine, misfortune):
    before = lines(office.work_of(MEMBER))
    assert any(each.restricted for each in before.lines)
    misfortune(office, log_engine)
    after = lines(office.work_of(MEMBER))
    assert after.shut
    assert after.lines == lines(office.work_for(ANONYMOUS)).lines
    assert not lines(office.work_for(ANONYMOUS)).shut


@pytest.mark.parametrize("misfortune", MISFORTUNES[:2])
def test_actions_and_forward_plan_are_as_the_public_sees_them(office, log_engine, misfortune):
    misfortune(office, log_engine)
    member, public = office.work_of(MEMBER), office.work_for(ANONYMOUS)
    actions, plan = business.read_actions(member, SLUG), business.read_forward_plan(member, SLUG)
    assert actions.shut
    assert plan.shut
    assert actions.under_way == business.read_actions(public, SLUG).under_way
    assert plan.days == business.read_forward_plan(public, SLUG).days


@pytest.mark.parametrize("misfortune", MISFORTUNES[:2])
def test_an_item_is_as_the_public_sees_it(office, log_engine, misfortune):
    misfortune(office, log_engine)
    page = items.read_item(office.work_of(MEMBER), HELD, CLOSED_ITEM)
    assert page.shut
    assert page.line == items.read_item(office.work_for(ANONYMOUS), HELD, CLOSED_ITEM).line
    with pytest.raises(NotFound):
        items.read_item(office.work_of(MEMBER), HELD, HIDDEN_ITEM)


def test_what_a_member_is_shown_was_first_written_down(office):
    before = office.journal.checkpoint().size
    page = items.read_item(office.work_of(MEMBER), HELD, CLOSED_ITEM)
    assert CANARY in page.line.heading
    assert CANARY in page.line.minutes[0].text
    lines_ = office.journal.lines_of(office.work_of(MEMBER).actor, limit=10, before=None)
    assert office.journal.checkpoint().size == before + 4
    assert {line.entry.verb for line in lines_} == {"titles:listed", "minutes:opened"}
    assert all(line.outcome is not None for line in lines_)


def test_a_meetings_page_is_one_intent_and_opens_no_minutes(office):
    before = office.journal.checkpoint().size
    agenda = lines(office.work_of(MEMBER))
    assert office.journal.checkpoint().size == before + 2
    assert any(each.closed_minutes for each in agenda.lines)
    assert not any(minute.restricted for each in agenda.lines for minute in each.minutes)


def test_a_denial_is_noted_for_what_is_there_and_for_what_is_not(office):
    somebody = office.work_of(STRANGER)
    before = office.journal.checkpoint().size
    for paper in (CLOSED_PAPER, HIDDEN_ITEM):
        with pytest.raises(NotFound):
            papers.read_paper(somebody, paper)
    assert office.journal.checkpoint().size == before + 2
    stranger = office.work_for(ANONYMOUS)
    with pytest.raises(NotFound):
        papers.read_paper(stranger, CLOSED_PAPER)
    assert office.journal.checkpoint().size == before + 2
