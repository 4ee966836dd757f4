"""Days as people write them in papers, and what dates they can mean."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time
from typing import Final

WEEKDAYS: Final = (
    "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday",
)  # fmt: skip
MONTHS: Final = (
    "January", "February", "March", "April", "May", "June", "July",
    "August", "September", "October", "November", "December",
)  # fmt: skip
_CENTURY: Final = 100
_NOON: Final = 12

_WEEKDAY: Final = "|".join(rf"{each[:3]}(?:{each[3:]}|{each[3:4]}|s|rs|nes)?" for each in WEEKDAYS)
_MONTH: Final = "|".join(rf"{each[:3]}(?:{each[3:]}|t)?" for each in MONTHS)
_DAY: Final = re.compile(
    rf"\b(?:(?P<weekday>{_WEEKDAY})\b[,.]? ?(?:the )?)?"
    rf"(?:(?P<day>\d{{1,2}})(?:st|nd|rd|th)? (?:of )?(?P<month>{_MONTH})\b"
    r"(?:,? (?P<year>(?:19|20)\d\d)\b)?"
    r"|(?P<day_n>\d{1,2})[/.](?P<month_n>\d{1,2})[/.](?P<year_n>(?:(?:19|20)\d\d)|\d\d)\b)",
    re.IGNORECASE,
)
_CLOCK: Final = (
    r"(?<!\d)(?P<hour{0}>\d{{1,2}})(?:[:.](?P<minute{0}>\d\d))?"
    r" ?(?P<half{0}>[ap]\.?m\b\.?|noon|hrs)?"
)
_HOURS: Final = re.compile(
    _CLOCK.format("") + r"(?: ?(?:-|\u2013|\u2014|to|until) ?" + _CLOCK.format("2") + ")?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class DayFound:
    """A day found in a text, between two of its characters; the year and weekday may be unsaid."""

    start: int
    end: int
    day: int
    month: int
    year: int | None
    weekday: int | None

    def in_year(self, year: int) -> date | None:
        """Give the date in a year; nothing on 30 February."""
        try:
            return date(year, self.month, self.day)
        except ValueError:
            return None

    def candidates(self, near: date | None, *, ahead: bool = False) -> tuple[date, ...]:
        """Give the dates it can mean: one if the year is said, else those next to ``near``.

        ``ahead`` keeps to dates on or after ``near``.
        """
        if self.year is not None:
            years = [self.year]
        elif near is not None:
            years = [near.year, near.year + 1, near.year - 1]
        else:
            return ()
        found = [each for year in years if (each := self.in_year(year)) is not None]
        if self.year is None and near is not None:
            after = sorted(each for each in found if each >= near)[:1]
            before = sorted(each for each in found if each < near)[-1:]
            found = after if ahead else sorted(after + before, key=lambda each: abs(each - near))
        return tuple(found)

    def best(self, near: date | None, *, ahead: bool = False) -> date | None:
        """Give the date it most likely means: the right weekday first, then the nearest."""
        found = self.candidates(near, ahead=ahead)
        right = [each for each in found if self.weekday in (None, each.weekday())]
        return next(iter(right or found), None)

    def impossible(self, near: date | None, *, ahead: bool = False) -> date | None:
        """Give the date it would be, if its weekday fits none of the dates it can mean."""
        found = self.candidates(near, ahead=ahead)
        if self.weekday is None or not found:
            return None
        return None if any(each.weekday() == self.weekday for each in found) else found[0]


def days_in(text: str) -> Iterator[DayFound]:
    """Find the days named in a tidied text, in order."""
    for match in _DAY.finditer(text):
        if match["day"]:
            month = _index(MONTHS, match["month"]) + 1
            day, year = int(match["day"]), int(match["year"]) if match["year"] else None
        else:
            day, month, year = (int(match[each]) for each in ("day_n", "month_n", "year_n"))
            year = year + 2000 if year < _CENTURY else year
        if 1 <= day <= 31 and 1 <= month <= len(MONTHS):  # noqa: PLR2004 -- days of a month
            weekday = _index(WEEKDAYS, match["weekday"]) if match["weekday"] else None
            yield DayFound(
                start=match.start(),
                end=match.end(),
                day=day,
                month=month,
                year=year,
                weekday=weekday,
            )


def hours_in(text: str) -> tuple[int, int, time, time | None] | None:
    """Find "10:00 am - 1:00 pm" in a tidied text: where it stands, when it starts and ends."""
    for match in _HOURS.finditer(text):
        if not (match["minute"] or match["half"]):
            continue
        starts = _time(match["hour"], match["minute"], match["half"] or "")
        ends = _time(match["hour2"], match["minute2"], match["half2"] or "")
        if starts is not None:
            return match.start(), match.end(), starts, ends
    return None


def in_words(day: date) -> str:
    """Write a date as the portal's sentences do."""
    return f"{WEEKDAYS[day.weekday()]} {day.day} {MONTHS[day.month - 1]} {day.year}"


def _index(names: tuple[str, ...], printed: str) -> int:
    return next(n for n, each in enumerate(names) if each[:3].lower() == printed[:3].lower())


def _time(hour: str | None, minute: str | None, half: str) -> time | None:
    if hour is None:
        return None
    at = int(hour)
    if half.lower().startswith("p") and at < _NOON:
        at += _NOON
    if half.lower().startswith("a") and at == _NOON:
        at = 0
    try:
        return time(at, int(minute or 0))
    except ValueError:
        return None
