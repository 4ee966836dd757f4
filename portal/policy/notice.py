"""Whether notice was long enough: what was needed, what was given, and the last lawful moment."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

from portal.policy.periods import Counted, clear_days, every_day, first_counted, last_lawful_day
from portal.policy.regimes import RegimeRules

UNITED_KINGDOM: Final = ZoneInfo("Europe/London")
SATURDAY: Final = 5
SUNDAY: Final = 6


class Reading(StrEnum):
    """Which days the long notices of SI 2012/2089 count; the regulations do not say."""

    CALENDAR = "calendar"  # as councils do
    WORKING = "working"  # as a strict reading of Elitestone would


@dataclass(frozen=True, slots=True, kw_only=True)
class Counting:
    """What a council has settled about counting days, where the law leaves it open."""

    offices_close: time = time(17)  # what is published later counts as the next counted day's
    saturdays: bool = False
    closures: frozenset[date] = frozenset()  # on which the offices are shut besides
    long_notice: Reading = Reading.CALENDAR

    def working(self, bank_holiday: Callable[[date], bool]) -> Counted:
        """Give what says of a day whether it is a working day, in a nation with those holidays."""

        def counted(day: date) -> bool:
            weekend = day.weekday() == SUNDAY or (day.weekday() == SATURDAY and not self.saturdays)
            return not weekend and day not in self.closures and not bank_holiday(day)

        return counted

    def closing(self, day: date) -> datetime:
        """Give the moment at which the offices close on a day."""
        return datetime.combine(day, self.offices_close, UNITED_KINGDOM)


USUAL: Final = Counting()
"""How days are counted where a council has settled nothing else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """How much notice was given of a meeting, in clear days, and how much it needed."""

    needed: int
    given: int
    counts_from: date  # the day as whose the publication counts
    last_lawful_day: date
    last_lawful_at: datetime  # when the offices close on it
    convened_late: bool = False  # the meeting itself was convened at shorter notice

    @property
    def short_by(self) -> int:
        """How many clear days are missing."""
        return 0 if self.convened_late else max(0, self.needed - self.given)

    @property
    def enough(self) -> bool:
        """Whether none is missing."""
        return self.short_by == 0


def counts_from(published_at: datetime, counted: Counted, counting: Counting) -> date:
    """Give the day as whose a publication counts.

    What is published after the offices close, or on a day that does not count, counts as
    published on the next day that does.  (No court has settled it: the cautious reading.)
    """
    local = published_at.astimezone(UNITED_KINGDOM)
    late = local.time() > counting.offices_close
    return first_counted(local.date() + timedelta(days=late), counted)


def notice_given(  # noqa: PLR0913 -- two moments, a need, and how days are counted
    published_at: datetime,
    meeting_on: date,
    need: int,
    *,
    counted: Counted = every_day,
    counting: Counting,
    convened_at: datetime | None = None,
) -> Notice:
    """Judge the notice that was given of a meeting, or of an item of its agenda.

    A meeting convened at shorter notice needs its papers open from the moment it is convened
    (1972 Act s.100B(3)(a) and (4)(a)); ``convened_at`` is that moment, where it is known.
    """
    since = counts_from(published_at, counted, counting)
    last = last_lawful_day(meeting_on, need, counted)
    convened_late = (
        convened_at is not None
        and counts_from(convened_at, counted, counting) > last
        and published_at <= convened_at
    )
    return Notice(
        needed=need,
        given=clear_days(since, meeting_on, counted),
        counts_from=since,
        last_lawful_day=last,
        last_lawful_at=counting.closing(last),
        convened_late=convened_late,
    )


def what_is_left(notice: Notice, rules: RegimeRules, *, announced: bool = False) -> str:
    """Say how an item may still be taken when its notice was too short; nothing if it was not.

    :param announced: it was the notice of a decision or a private meeting, not of an agenda.
    """
    if notice.enough:
        return ""
    days = "clear day" if notice.short_by == 1 else "clear days"
    way = "only as urgent"
    if not announced:
        way += ", or at a meeting that was convened at shorter notice"
    return (
        f"This has {notice.given} clear days of notice and needs {notice.needed}: it is short by"
        f" {notice.short_by} {days} ({rules.source}).  The item can be taken {way}."
        f"  {rules.urgency_says}"
    )
