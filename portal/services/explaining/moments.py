"""The moment somebody asks about, as a day and a time on a clock in the United Kingdom."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from portal.errors import Refused
from portal.services.work import LOCAL

HOUR: Final = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A moment, and whether the clock showed it twice that night."""

    at: datetime
    twice: bool = False
    second: bool = False  # of the two, the one after the clocks went back


def moment_of(day: str, clock: str, *, second: bool = False) -> Asked:
    """Read a day and a time, as date and time inputs send them, on a clock in the United Kingdom.

    When the clocks go back an hour is shown twice; then it is the first of the two unless the
    ``second`` is asked for, and the answer says that there were two.

    :raises Refused: if they are not a day and a time, or the clock never showed that time.
    """
    try:
        local = datetime.combine(date.fromisoformat(day), time.fromisoformat(clock or "12:00"))
    except ValueError:
        raise Refused("Give the day as 2026-03-31 and the time as 10:00.") from None
    if local.tzinfo is not None:
        raise Refused("Give the time as a clock in the United Kingdom shows it, such as 10:00.")
    first, later = (local.replace(tzinfo=LOCAL, fold=fold).astimezone(UTC) for fold in (0, 1))
    if first.astimezone(LOCAL).replace(tzinfo=None) != local:
        raise Refused("The clock never showed that time: it went forward that night.")
    twice = later - first == HOUR
    return Asked(at=later if twice and second else first, twice=twice, second=twice and second)
