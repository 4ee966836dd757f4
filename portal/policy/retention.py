"""How long papers are kept, and from which day one may be disposed of: arithmetic of dates.

What was open to inspection has a least term that no rule of a body can cut short: six years for
minutes and reports, four for background papers, or longer where the meeting's own access rules
say so (1972 Act ss.100C(1), 100D(2)).  What is closed has the term that its body set.  Without a
rule a paper is kept for good; a term may end, but nothing ends by itself.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from portal.policy.attributes import DocType, Jurisdiction, Regime
from portal.policy.periods import Wording, last_open_day
from portal.policy.regimes import NotARegimeThere, regime_rules

LEAST_OPEN: Final = 6
"""Years for which minutes and reports stay, beginning with the date of the meeting."""

LEAST_BACKGROUND: Final = 4
"""Years for which the background papers of an open report stay."""

LONGEST: Final = 150
"""Years beyond which a term is a slip of the pen: such papers are kept for good instead."""

_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """For how long something is kept: so many years from its meeting, or ``None``, for good."""

    years: int | None
    wording: Wording = Wording.BEGINNING_WITH

    def last_day(self, meeting_on: date) -> date | None:
        """Give the last day on which it is kept; ``None`` if there is none."""
        if self.years is None:
            return None
        return last_open_day(meeting_on, self.years, self.wording)

    def due_on(self, meeting_on: date) -> date | None:
        """Give the first day on which it may be disposed of; ``None`` if there is none."""
        last = self.last_day(meeting_on)
        return None if last is None else last + _DAY

    def is_over(self, meeting_on: date, today: date) -> bool:
        """Say whether it may be disposed of."""
        due = self.due_on(meeting_on)
        return due is not None and due <= today


def least_years(doc_type: DocType, regime: Regime, jurisdiction: Jurisdiction) -> int:
    """Give the years for which an open document of a meeting stays, whatever its body sets."""
    least = LEAST_BACKGROUND if doc_type is DocType.BACKGROUND else LEAST_OPEN
    try:
        return max(least, regime_rules(regime, jurisdiction).years_open(doc_type))
    except NotARegimeThere:
        return max(least, LEAST_OPEN)


def term_of(
    years: int | None,
    doc_type: DocType,
    regime: Regime,
    jurisdiction: Jurisdiction,
    *,
    closed: bool,
) -> Term:
    """Give the term of a document: what its body set, and no less than the law if it is open.

    :param years: what the body set for such documents; ``None`` if it set nothing, or for good.
    """
    try:
        wording = regime_rules(regime, jurisdiction).period_wording
    except NotARegimeThere:
        wording = Wording.FROM  # the later of the two
    if years is None or closed:
        return Term(years=years, wording=wording)
    return Term(years=max(years, least_years(doc_type, regime, jurisdiction)), wording=wording)
