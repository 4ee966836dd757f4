"""Days between days: clear days of notice, and how long something stays open.

Pure counting.  Which days count is the caller's to say, by a predicate: working days of a
nation, or every day.
"""

from collections.abc import Callable
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

Counted = Callable[[date], bool]
"""Says of a day whether it counts."""

_DAY: Final = timedelta(days=1)


class Wording(StrEnum):
    """How an Act says from when a period of years runs."""

    BEGINNING_WITH = "beginning_with"  # the first day is part of it
    FROM = "from"  # the first day is not


def every_day(_: date) -> bool:
    """Count every day of the calendar."""
    return True


def clear_days(published_on: date, meeting_on: date, counted: Counted) -> int:
    """Count the clear days between publishing and meeting, neither of which counts itself.

    Nothing lies between a day and itself, or a day before it.  (R v Swansea City Council, ex
    parte Elitestone Ltd (1993) on 1972 Act s.100B.)
    """
    between = (meeting_on - published_on).days - 1
    return sum(counted(published_on + each * _DAY) for each in range(1, between + 1))


def last_lawful_day(meeting_on: date, need: int, counted: Counted) -> date:
    """Give the last day on which publishing leaves so many clear days before a meeting.

    It is a day that itself counts: nobody publishes while the offices are shut.
    """
    return _steps(meeting_on, need + 1, -_DAY, counted)


def due_day(asked_on: date, days: int, counted: Counted) -> date:
    """Give the last of so many counted days after a request, whose own day does not count."""
    return _steps(asked_on, days, _DAY, counted)


def last_of(first_on: date, days: int, counted: Counted) -> date:
    """Give the last of so many counted days that begin with a given day, if that one counts."""
    return _steps(first_on - _DAY, days, _DAY, counted)


def first_counted(day: date, counted: Counted) -> date:
    """Give a day itself if it counts, otherwise the next that does."""
    return last_of(day, 1, counted)


def last_open_day(start: date, years: int, wording: Wording) -> date:
    """Give the last day of a period of years.

    "Beginning with the date" includes that date, so the period ends the day before its
    anniversary; "from the date" leaves it out, and the anniversary is the last day.  Where a
    year has no 29 February, either ends on the 28th.
    """
    year = start.year + years
    try:
        anniversary = start.replace(year=year)
    except ValueError:  # 29 February
        return date(year, 2, 28)
    return anniversary - _DAY if wording is Wording.BEGINNING_WITH else anniversary


def _steps(day: date, count: int, step: timedelta, counted: Counted) -> date:
    """Walk until so many counted days have been met; give the last of them."""
    while count > 0:
        day += step
        count -= counted(day)
    return day
