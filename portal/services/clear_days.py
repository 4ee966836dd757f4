"""Clear days: by when an agenda must be published.

The day of publishing and the day of the meeting do not count, nor do weekends and bank holidays
(Local Government Act 1972 s.100B(3) and s.100A(6)(a); R (Elitestone) v Swansea, 1991).
"""

from datetime import date, timedelta
from functools import lru_cache
from typing import Final

from holidays import country_holidays

from portal.policy.attributes import Jurisdiction
from portal.policy.grounds import NoSchemeInForce, scheme_for

USUAL: Final = 5
SATURDAY: Final = 5


def publication_day(meeting_on: date, jurisdiction: Jurisdiction) -> date:
    """Give the last day on which the agenda of a meeting can be published in time."""
    day = meeting_on
    for _ in range(days_of_notice(meeting_on, jurisdiction) + 1):
        day -= timedelta(days=1)
        while not is_working_day(day, jurisdiction):
            day -= timedelta(days=1)
    return day


def days_of_notice(meeting_on: date, jurisdiction: Jurisdiction) -> int:
    """Give how many clear days' notice the nation's rules want on that date."""
    try:
        return scheme_for(jurisdiction, meeting_on).notice_days or USUAL
    except NoSchemeInForce:
        return USUAL


def is_working_day(day: date, jurisdiction: Jurisdiction) -> bool:
    """Say whether a day is neither at a weekend nor a bank holiday in that nation."""
    if day.weekday() >= SATURDAY:
        return False
    return day not in _bank_holidays(jurisdiction, day.year)


@lru_cache(maxsize=64)
def _bank_holidays(jurisdiction: Jurisdiction, year: int) -> frozenset[date]:
    nation = {"ENG": "ENG", "WAL": "WLS", "SCO": "SCT", "NI": "NIR"}[jurisdiction]
    return frozenset(country_holidays("GB", subdiv=nation, years=year))
