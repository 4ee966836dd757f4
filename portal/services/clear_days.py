"""Clear days in a nation's calendar: by when to publish, and how long things stay open.

The counting itself is the policy's; the bank holidays are those of the ``holidays`` package.
"""

from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Final

from holidays import country_holidays

from portal.policy.attributes import DocType, Jurisdiction, Regime
from portal.policy.notice import USUAL, Counting, Notice, Reading, notice_given
from portal.policy.periods import (
    Counted,
    due_day,
    every_day,
    last_lawful_day,
    last_of,
    last_open_day,
)
from portal.policy.regimes import LongNotice, NotARegimeThere, RegimeRules, regime_rules

_NATION: Final = {
    Jurisdiction.ENG: "ENG",
    Jurisdiction.WAL: "WLS",
    Jurisdiction.SCO: "SCT",
    Jurisdiction.NI: "NIR",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class BothReadings:
    """A long notice, counted both ways; ``chosen`` is the council's own."""

    calendar: Notice
    working: Notice
    reading: Reading

    @property
    def chosen(self) -> Notice:
        """The notice as the council counts it."""
        return self.working if self.reading is Reading.WORKING else self.calendar


def rules_there(regime: Regime, jurisdiction: Jurisdiction) -> RegimeRules:
    """Give a body's access rules; a nation's ordinary ones where its own are not law there."""
    try:
        return regime_rules(regime, jurisdiction)
    except NotARegimeThere:
        return regime_rules(Regime.PART_VA, jurisdiction)


def working_days(jurisdiction: Jurisdiction, counting: Counting = USUAL) -> Counted:
    """Give what says of a day whether it is a working day in that nation."""
    return counting.working(lambda day: day in _bank_holidays(jurisdiction, day.year))


def working_days_everywhere(counting: Counting = USUAL) -> Counted:
    """Give what says of a day whether it is a working day in every part of the United Kingdom.

    (Freedom of Information Act 2000 s.10(6).)
    """
    return counting.working(
        lambda day: any(day in _bank_holidays(nation, day.year) for nation in _NATION)
    )


def is_working_day(day: date, jurisdiction: Jurisdiction, counting: Counting = USUAL) -> bool:
    """Say whether a day is neither at a weekend nor a bank holiday in that nation."""
    return working_days(jurisdiction, counting)(day)


def days_of_notice(
    meeting_on: date, jurisdiction: Jurisdiction, regime: Regime = Regime.PART_VA
) -> int:
    """Give how many clear days' notice a body's rules want of a meeting on that date."""
    return rules_there(regime, jurisdiction).notice_on(meeting_on)


def publication_day(
    meeting_on: date,
    jurisdiction: Jurisdiction,
    regime: Regime = Regime.PART_VA,
    counting: Counting = USUAL,
) -> date:
    """Give the last day on which the agenda of a meeting can be published in time."""
    need = days_of_notice(meeting_on, jurisdiction, regime)
    return last_lawful_day(meeting_on, need, working_days(jurisdiction, counting))


def publication_moment(
    meeting_on: date,
    jurisdiction: Jurisdiction,
    regime: Regime = Regime.PART_VA,
    counting: Counting = USUAL,
) -> datetime:
    """Give the last moment at which it can: when the offices close on that day."""
    return counting.closing(publication_day(meeting_on, jurisdiction, regime, counting))


def agenda_notice(  # noqa: PLR0913 -- two moments, a body's two marks, and how days are counted
    published_at: datetime,
    meeting_on: date,
    jurisdiction: Jurisdiction,
    regime: Regime = Regime.PART_VA,
    *,
    counting: Counting = USUAL,
    convened_at: datetime | None = None,
) -> Notice:
    """Judge the notice of a meeting, an item or a report, published at a moment."""
    return notice_given(
        published_at,
        meeting_on,
        days_of_notice(meeting_on, jurisdiction, regime),
        counted=working_days(jurisdiction, counting),
        counting=counting,
        convened_at=convened_at,
    )


def long_notice(
    published_at: datetime,
    meeting_on: date,
    notice: LongNotice,
    rules: RegimeRules,
    counting: Counting = USUAL,
) -> BothReadings | None:
    """Judge one of the notices that some rules want weeks before; ``None`` where they do not.

    (SI 2012/2089 regs 5, 9 and 10.)  Only the notices of 28 days are read both ways: five clear
    days are working days, as they are everywhere.
    """
    need = rules.long_notice(notice)
    if need is None:
        return None
    both = {
        reading: notice_given(published_at, meeting_on, need, counted=counted, counting=counting)
        for reading, counted in (
            (Reading.CALENDAR, every_day),
            (Reading.WORKING, working_days(rules.jurisdiction, counting)),
        )
    }
    weeks = notice in {LongNotice.PRIVATE, LongNotice.KEY_DECISION}
    return BothReadings(
        calendar=both[Reading.CALENDAR],
        working=both[Reading.WORKING],
        reading=counting.long_notice if weeks else Reading.WORKING,
    )


def request_due(asked_on: date, rules: RegimeRules, counting: Counting = USUAL) -> date | None:
    """Give the last day to answer a scrutiny member's request (SI 2012/2089 reg 17(2)).

    The day of the request does not count.  ``None`` where members have no such right.
    """
    if rules.scrutiny_request_days is None:
        return None
    counted = working_days(rules.jurisdiction, counting)
    return due_day(asked_on, rules.scrutiny_request_days, counted)


def meeting_note_due(
    meeting_on: date, rules: RegimeRules, counting: Counting = USUAL
) -> date | None:
    """Give the last day to publish the note of a meeting, the meeting's day counting as the first.

    (Local Government and Elections (Wales) Act 2021 Schedule 4.)  ``None`` outside Wales.
    """
    if rules.note_of_meeting_days is None:
        return None
    counted = working_days(rules.jurisdiction, counting)
    return last_of(meeting_on, rules.note_of_meeting_days, counted)


def open_until(start: date, doc_type: DocType, rules: RegimeRules) -> date:
    """Give the last day of the duty to keep something open; when it ends nothing is removed.

    :param start: the day of the meeting, or of the decision.
    """
    return last_open_day(start, rules.years_open(doc_type), rules.period_wording)


@lru_cache(maxsize=256)
def _bank_holidays(jurisdiction: Jurisdiction, year: int) -> frozenset[date]:
    return frozenset(country_holidays("GB", subdiv=_NATION[jurisdiction], years=year))
