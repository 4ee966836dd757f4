"""Figures of closed papers that an open paper of the same meeting repeats, by keyed hashes alone.

A figure is guessed far more easily than a phrase.  So each is hashed with the meeting it belongs
to, and only one that stands out: round sums, years, dates, times, telephone numbers and the
numbers of pages, paragraphs and Acts would meet by chance in any two papers.

    hash = HMAC-SHA-256(key, "figure" | 0 | meeting | 0 | value, then "%" if it is a share)[:8]
"""

import hmac
import re
from collections.abc import Collection, Iterator
from decimal import Decimal
from typing import Final

from portal.inspection.leaks.content.phrases import SIZE

MOST: Final = 2_000
"""Of one paper."""

_SPACE: Final = "[ \u00a0\u2009\u202f]"
_FIGURE: Final = re.compile(
    rf"(?P<sign>[£€$]{_SPACE}?|\bGBP{_SPACE}?|\bEUR{_SPACE}?)?"
    r"(?<![\w./:+-])(?<!\d[ -])"
    # In a table of text a comma parts columns; then no group of three digits follows it.
    r"(?P<whole>(?<!\d,)[1-9]\d{0,2}(?:,\d{3})+|(?<!\d,)[1-9]\d*|[1-9]\d{3,}|(?<!\d,)0(?=\.))"
    r"(?P<part>\.\d+)?"
    rf"(?P<times>{_SPACE}?(?:thousand|million|billion|k|mn?|bn)\b)?"
    rf"(?P<after>{_SPACE}?(?:%|per{_SPACE}?cent\b|percentage points?\b|pounds?\b|GBP\b|euros?\b))?"
    r"(?![\w/:]|\.\d|,\d{3}(?!\d)|-\d)",
    re.IGNORECASE,
)
_NEXT_GROUP: Final = re.compile(rf"{_SPACE}\d")
_TIMES: Final = {"k": 3, "t": 3, "m": 6, "b": 9}
_LARGE: Final = 1_000
_LONGEST: Final = 15
_MONEY: Final = 3
_NUMBER: Final = 4
_SHARE: Final = 3
"""Significant digits that each has to have at least."""
_COMMON: Final = frozenset({"5", "25", "75", "125", "375", "625", "875", "3", "33", "7", "67"})
"""Decimals of a half, quarters, eighths and thirds."""


def figure_hashes_of(text: str, key: bytes, meeting: str) -> list[bytes]:
    """Give the hashes to keep of the figures of a closed text, each once."""
    found = dict.fromkeys(value for value, _, _ in _figures(text))
    return list(dict.fromkeys(_hash(each, key, meeting) for each in list(found)[:MOST]))


def figures_in(
    text: str, key: bytes, meeting: str, known: Collection[bytes]
) -> Iterator[tuple[int, int]]:
    """Give where figures stand in a text whose hashes are known."""
    for value, start, end in _figures(text):
        if _hash(value, key, meeting) in known:
            yield start, end


def _hash(value: str, key: bytes, meeting: str) -> bytes:
    # No phrase has this form: its words are parted by spaces alone.
    said = b"\0".join((b"figure", meeting.encode(), value.encode()))
    return hmac.digest(key, said, "sha256")[:SIZE]


def _figures(text: str) -> Iterator[tuple[str, int, int]]:
    """Give the figures that stand out, as they are compared: the same however they are written."""
    for found in _FIGURE.finditer(text):
        if len(found["whole"]) + len(found["part"] or "") > _LONGEST:
            continue
        value = Decimal(found["whole"].replace(",", "") + (found["part"] or ""))
        if times := (found["times"] or "").strip().casefold():
            value = value.scaleb(_TIMES[times[0]])
        after = (found["after"] or "").strip().casefold()
        share = after.startswith(("%", "per"))
        if share:
            stands_out = _share_stands_out(value)
        elif found["sign"] or after or times:
            stands_out = value >= _LARGE and _significant(value) >= _MONEY
        else:
            stands_out = _number_stands_out(value, found, text)
        if stands_out:
            yield f"{value.normalize():f}{'%' if share else ''}", found.start(), found.end()


def _share_stands_out(value: Decimal) -> bool:
    whole, _, part = f"{value.normalize():f}".partition(".")
    return bool(part) and part not in _COMMON and len(whole.lstrip("0") + part) >= _SHARE


def _number_stands_out(value: Decimal, found: re.Match[str], text: str) -> bool:
    if _significant(value) < _NUMBER:
        return False
    if "," in found["whole"]:
        return True
    if found["part"]:  # a time or a paragraph has two digits before its point
        return value >= 100  # noqa: PLR2004
    # Four digits without a comma are a year; groups of digits are a telephone number or the like.
    return value >= 10 * _LARGE and _NEXT_GROUP.match(text, found.end()) is None


def _significant(value: Decimal) -> int:
    return len(f"{value:f}".replace(".", "").strip("0"))
