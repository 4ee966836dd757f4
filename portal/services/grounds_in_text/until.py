"""Until when a sentence says that something is closed, where it gives a date."""

import itertools
import re
from collections.abc import Sequence
from datetime import date
from typing import Final

from portal.services.grounds_in_text.tokens import Token
from portal.services.grounds_in_text.vocabulary import words

_UNTIL: Final = words("until till tan hyd")
_MONTHS: Final = (
    "jan",
    "feb",
    "mar",
    "apr",
    "may",
    "jun",
    "jul",
    "aug",
    "sep",
    "oct",
    "nov",
    "dec",
)
_WRITTEN: Final = re.compile(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})")
_AHEAD: Final = 8  # tokens after "until"


def until_when(tokens: Sequence[Token]) -> date | None:
    """Give the date after "until"; ``None`` where an event is named, or a date that is none."""
    said = [each.text for each in tokens]
    at = next((at for at, word in enumerate(said) if word in _UNTIL), len(said))
    near = said[at + 1 : at + 1 + _AHEAD]
    for word in near:
        found = _WRITTEN.fullmatch(word)
        if found:
            return _date(*found.groups())
    for day, month, year in zip(near, near[1:], near[2:], strict=False):
        if month[:3] in _MONTHS and year.isdigit():
            return _date(day.rstrip("stndrh"), str(_MONTHS.index(month[:3]) + 1), year)
    for month, year in itertools.pairwise(near):
        if month[:3] in _MONTHS and year.isdigit():
            return _date("1", str(_MONTHS.index(month[:3]) + 1), year)
    return None


def _date(day: str, month: str, year: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None
