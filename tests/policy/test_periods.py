"""Counting days between days, every one by hand against the reference's own dates."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.policy.periods import (
    Wording,
    clear_days,
    due_day,
    every_day,
    first_counted,
    last_lawful_day,
    last_of,
    last_open_day,
)
from tests.policy.reference import reference

DAY = timedelta(days=1)
MONDAY = date(2026, 6, 1)
dates = st.dates(date(1986, 4, 1), date(2090, 12, 31))
needs = st.integers(0, 40)


def weekday(day: date) -> bool:
    return day.weekday() < 5


def told(part: str) -> list[dict]:
    return reference("dates.yaml")[part]


def counted_in(mode: str):
    listed = set(reference("dates.yaml")["bank_holidays"])
    working = {"calendar": every_day, "working": lambda day: weekday(day) and day not in listed}
    return working[mode]


def test_the_references_counts():
    for each in told("count"):
        counted = counted_in(each["mode"])
        assert clear_days(each["pub"], each["mtg"], counted) == each["expect"], each["id"]


def test_the_references_last_lawful_days():
    for each in told("latest"):
        counted = counted_in(each["mode"])
        assert last_lawful_day(each["mtg"], each["n"], counted) == each["expect"], each["id"]


def test_the_references_last_days_of_inspection():
    for each in told("last_open_day"):
        last = last_open_day(each["start"], each["years"], Wording(each["wording"]))
        assert last == each["expect"], each["id"]


@pytest.mark.parametrize(
    ("published", "meeting", "days"),
    [
        (0, 0, 0),
        (0, 1, 0),
        (0, 2, 1),
        (0, 7, 4),  # Monday to Monday
        (4, 7, 0),  # Friday to Monday
        (5, 8, 1),  # Saturday to Tuesday
        (7, 0, 0),
        (2, 0, 0),
    ],
)
def test_neither_end_counts_nor_a_weekend(published, meeting, days):
    assert clear_days(MONDAY + published * DAY, MONDAY + meeting * DAY, weekday) == days


@given(dates, st.integers(-60, 60))
def test_clear_days_are_the_counted_days_between(published, gap):
    meeting = published + gap * DAY
    between = [published + each * DAY for each in range(200) if published + each * DAY < meeting]
    assert clear_days(published, meeting, weekday) == sum(map(weekday, between[1:]))
    assert clear_days(published, meeting, every_day) == max(0, gap - 1)


@given(dates, needs)
def test_the_last_lawful_day_is_lawful_and_the_next_is_not(meeting, need):
    last = last_lawful_day(meeting, need, weekday)
    assert weekday(last)
    assert clear_days(last, meeting, weekday) == need
    later = first_counted(last + DAY, weekday)
    assert clear_days(later, meeting, weekday) < max(need, 1)


@given(dates, st.integers(1, 40))
def test_a_due_day_is_so_many_counted_days_after_the_request(asked, days):
    due = due_day(asked, days, weekday)
    assert weekday(due)
    assert clear_days(asked, due, weekday) == days - 1


@given(dates, st.integers(1, 40))
def test_a_period_that_begins_with_its_day_ends_one_day_sooner(first, days):
    last = last_of(first, days, weekday)
    assert clear_days(first - DAY, last + DAY, weekday) == days
    assert weekday(last)


@pytest.mark.parametrize(
    ("days", "due", "last"),
    [(1, 1, 0), (4, 4, 3), (5, 7, 4), (6, 8, 7), (10, 14, 11)],
)
def test_days_from_a_monday(days, due, last):
    assert due_day(MONDAY, days, weekday) == MONDAY + due * DAY
    assert last_of(MONDAY, days, weekday) == MONDAY + last * DAY


def test_a_day_that_counts_is_its_own_first():
    assert first_counted(MONDAY, weekday) == MONDAY
    assert first_counted(MONDAY - DAY, weekday) == MONDAY
    assert first_counted(MONDAY - 2 * DAY, weekday) == MONDAY
    assert first_counted(MONDAY - DAY, every_day) == MONDAY - DAY


@pytest.mark.parametrize(
    ("start", "years", "wording", "last"),
    [
        (date(2023, 6, 28), 6, Wording.BEGINNING_WITH, date(2029, 6, 27)),  # q38
        (date(2023, 6, 28), 4, Wording.BEGINNING_WITH, date(2027, 6, 27)),  # q39
        (date(2023, 6, 28), 6, Wording.FROM, date(2029, 6, 28)),
        (date(2024, 2, 29), 6, Wording.BEGINNING_WITH, date(2030, 2, 28)),
        (date(2024, 2, 29), 6, Wording.FROM, date(2030, 2, 28)),
        (date(2024, 2, 29), 4, Wording.BEGINNING_WITH, date(2028, 2, 28)),
        (date(2024, 2, 29), 4, Wording.FROM, date(2028, 2, 29)),
        (date(2024, 3, 1), 4, Wording.BEGINNING_WITH, date(2028, 2, 29)),
        (date(2023, 3, 1), 6, Wording.BEGINNING_WITH, date(2029, 2, 28)),
        (date(2023, 1, 1), 6, Wording.BEGINNING_WITH, date(2028, 12, 31)),
        (date(2024, 2, 28), 6, Wording.FROM, date(2030, 2, 28)),
    ],
)
def test_a_period_of_years_ends_where_its_wording_says(start, years, wording, last):
    assert last_open_day(start, years, wording) == last


@given(dates, st.integers(1, 10))
def test_a_period_from_a_day_never_ends_before_one_beginning_with_it(start, years):
    including = last_open_day(start, years, Wording.BEGINNING_WITH)
    excluding = last_open_day(start, years, Wording.FROM)
    assert including <= excluding <= including + DAY
    assert excluding.year == start.year + years
