"""When a restriction comes up for review, whom it is put before, and what is a fresh reason.

There is no interval in the Act; a year at most is what councils settle for themselves.  Whatever
is answered here, nothing opens by it: only people and the law open things.
"""

import re
import unicodedata
from collections.abc import Iterable
from datetime import date, timedelta
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Final

ESCALATES_AFTER: Final = timedelta(days=30)
"""How long a review may be overdue before it is put before the monitoring officer."""

IN_SIGHT: Final = timedelta(days=60)
"""How far ahead the lists look."""

NEAR: Final = 0.9
"""Above this share of words in common, in their order, a reason is a copy of another."""

_WORD: Final = re.compile(r"\w+")


class Due(StrEnum):
    """Where a review stands on a day."""

    OVERDUE = "overdue"
    DUE = "due"
    UPCOMING = "upcoming"  # within sight
    LATER = "later"
    EVENT = "event"  # it waits for an event alone


def due_state(due_on: date | None, today: date) -> Due:
    """Say where a review stands; ``None`` is for one that waits for an event."""
    if due_on is None:
        return Due.EVENT
    if due_on < today:
        return Due.OVERDUE
    if due_on == today:
        return Due.DUE
    return Due.UPCOMING if due_on - today <= IN_SIGHT else Due.LATER


def days_overdue(due_on: date | None, today: date) -> int:
    """Count the days since a review was due; none before that, or if it waits for an event."""
    return 0 if due_on is None else max(0, (today - due_on).days)


def escalates(due_on: date | None, today: date, *, told: bool) -> bool:
    """Say whether a review must now be put before the monitoring officer.

    :param told: whether it has been; that is done once.
    """
    return not told and days_overdue(due_on, today) >= ESCALATES_AFTER.days


def latest_next(today: date) -> date:
    """Give the last day to which the next review may be put off: a year from today."""
    try:
        return today.replace(year=today.year + 1)
    except ValueError:  # 29 February
        return date(today.year + 1, 2, 28)


def can_be_next(next_on: date, today: date) -> bool:
    """Say whether a day may be the next review's: after today, and within twelve months."""
    return today < next_on <= latest_next(today)


def words_of(text: str) -> list[str]:
    """Give a text's words without what can be changed and leave it the same text.

    Capitals, accents, ligatures, invisible letters, punctuation and spaces do not count.
    """
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    kept = (each for each in folded if unicodedata.category(each) not in {"Mn", "Me", "Cf"})
    return _WORD.findall("".join(kept).replace("_", " "))


def bare(text: str) -> str:
    """Give a text's words run together: two texts that are copies are the same here."""
    return "".join(words_of(text))


def is_copy(reason: str, earlier: Iterable[str]) -> bool:
    """Say whether a reason is one of the earlier ones again, a few words aside."""
    words, run = words_of(reason), bare(reason)
    return any(run == bare(each) or _likeness(words, words_of(each)) > NEAR for each in earlier)


def _likeness(words: list[str], others: list[str]) -> float:
    """Compare both ways round, since the matching is not the same in both."""
    return max(
        SequenceMatcher(None, words, others, autojunk=False).ratio(),
        SequenceMatcher(None, others, words, autojunk=False).ratio(),
    )
