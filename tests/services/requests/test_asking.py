"""Anybody may ask; what they write is sealed, and nothing else knows it."""

import logging
import re
from collections.abc import Callable
from datetime import date, timedelta
from uuid import UUID

import pytest
from sqlalchemy import MetaData, Table, func, inspect, select, text

from portal.audit import Verb
from portal.errors import LogUnavailable, NotFound, Refused
from portal.policy import Jurisdiction
from portal.records.tables import AskedToday, BodyRegime, Compartment, PaperRequest, RequestState
from portal.services import requests_asking
from portal.services.requests_asking import About, TooManyRequests, asking_about, boards_to_ask
from portal.services.work import Work
from tests.services.requests.conftest import CANARIES
from tests.support.furnishing import BOARD, BOARD_NAME, CLOSED_NOTICE, SLUG

pytestmark = pytest.mark.slow

WorkOf = Callable[[UUID | None], Work]


def requests_kept(work: Work) -> int:
    return work.session.scalar(select(func.count()).select_from(PaperRequest)) or 0


def everything_in(engine) -> str:
    """Give every value of every table, as text."""
    said = []
    with engine.connect() as connection:
        for name in inspect(connection).get_table_names():
            table = Table(name, MetaData(), autoload_with=connection)
            said += [repr(row) for row in connection.execute(select(table))]
    return "\n".join(said)


def test_a_request_is_received_with_a_reference_and_a_day(work_of: WorkOf, ask):
    received = ask()
    assert re.fullmatch(r"CD-[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}", received.reference)
    assert received.due_on == date(2026, 4, 14)  # Easter does not count, nor St Patrick's Day
    row = work_of(None).session.scalars(select(PaperRequest)).one()
    assert (row.reference, row.body_id, row.notice_id) == (received.reference, BOARD, CLOSED_NOTICE)
    assert row.state is RequestState.RECEIVED
    assert (row.asked_for, row.answer, row.outcome) == ("", "", None)


def test_it_may_be_about_what_no_notice_speaks_of(work_of: WorkOf, ask):
    received = ask(About(board=SLUG))
    row = work_of(None).session.scalars(select(PaperRequest)).one()
    assert row.notice_id is None
    assert received.body.name == BOARD_NAME
    assert boards_to_ask(work_of(None)) == ((SLUG, BOARD_NAME),)


def test_nothing_of_it_lies_in_clear_anywhere(
    ask, office, record_engine, log_engine, caplog: pytest.LogCaptureFixture
):
    with caplog.at_level(logging.DEBUG):
        received = ask()
    stored = everything_in(record_engine) + everything_in(log_engine) + caplog.text
    assert received.reference in stored
    for canary in (*CANARIES, "192.0.2.7"):
        assert canary.casefold() not in stored.casefold(), canary
    (line,) = (e for e in office.journal.recent() if e.entry.verb is Verb.REQUEST_RECEIVED)
    assert dict(line.entry.detail) == {}


@pytest.mark.parametrize(
    "about", [About(), About(board="no-such-board"), About(notice=UUID(int=4))]
)
def test_what_is_not_there_cannot_be_asked_about(work_of: WorkOf, ask, about):
    with pytest.raises(NotFound):
        ask(about)
    with pytest.raises(NotFound):
        asking_about(work_of(None), about)
    assert requests_kept(work_of(None)) == 0


def test_the_same_form_sent_twice_is_one_request(work_of: WorkOf, ask):
    assert ask() == ask()
    assert requests_kept(work_of(None)) == 1
    with pytest.raises(Refused, match="sent before"):
        ask(About(board=SLUG))
    assert ask(form="another form that was begun").reference != ask().reference
    assert requests_kept(work_of(None)) == 2


def test_so_many_a_day_from_one_address_and_no_more(work_of: WorkOf, ask, monkeypatch):
    monkeypatch.setattr(requests_asking, "A_DAY_FROM_ONE_ADDRESS", 2)
    ask(form="one form of the day")
    ask(form="two forms of the day")
    with pytest.raises(TooManyRequests):
        ask(form="three forms of the day")
    ask(form="four forms of the day", origin="192.0.2.8")
    monkeypatch.setattr(requests_asking, "A_DAY_FROM_ANYWHERE", 3)
    with pytest.raises(TooManyRequests):
        ask(form="five forms of the day", origin="192.0.2.9")
    assert requests_kept(work_of(None)) == 3


def test_yesterdays_counts_are_gone_at_the_next_request(work_of: WorkOf, ask):
    ask()
    work = work_of(None)
    for row in work.session.scalars(select(AskedToday)):
        row.day_on -= timedelta(days=1)
    work.commit()
    ask(form="the next day's form")
    days = set(work_of(None).session.scalars(select(AskedToday.day_on)))
    assert days == {date(2026, 3, 12)}


def test_scotlands_days_are_counted_by_scotlands_calendar(work_of: WorkOf, ask):
    work = work_of(None)
    work.session.scalars(select(BodyRegime)).one().jurisdiction = Jurisdiction.SCO
    work.commit()
    received = ask()
    assert received.law.commissioner == "Scottish Information Commissioner"
    assert received.due_on == date(2026, 4, 10)  # Easter Monday counts there


def test_a_board_with_nowhere_to_keep_it_says_so(work_of: WorkOf, ask):
    work = work_of(None)
    for compartment in work.session.scalars(select(Compartment)):
        compartment.slug = f"{compartment.slug}-gone"
    work.commit()
    with pytest.raises(Refused, match="cannot take requests"):
        ask()
    assert requests_kept(work_of(None)) == 0


def test_without_a_log_nothing_is_kept(work_of: WorkOf, ask, log_engine):
    with log_engine.begin() as connection:
        connection.execute(text("ALTER TABLE log_entry RENAME TO log_entry_away"))
    with pytest.raises(LogUnavailable):
        ask()
    assert requests_kept(work_of(None)) == 0
