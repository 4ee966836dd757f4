"""Titles that everybody will read: what they claim, and whom they give away.

An agenda has no power to withhold (Local Government Act 1972 s.100B(2) speaks of reports), so
its titles must be safe as they stand.
"""

import re
from collections.abc import Iterable
from typing import Final

NEUTRAL: Final = "Statutory review"
"""What to call a review of a death where its name would give somebody away."""

_CLAIM: Final = re.compile(
    r"(?<![A-Za-z-])(?:RESTRICTED|CONFIDENTIAL|EXEMPT|NOT FOR PUBLICATION)(?![A-Za-z-])"
    r"|^\W*(?i:restricted|confidential|exempt|not for publication)\s*(?:[:\u2013\]\)]|-\s|$)"
    r"|[\[\(]\s*(?i:restricted|confidential|exempt)\s*[\]\)]"
)
_REVIEW: Final = re.compile(
    r"\bD\.?H\.?R\.?s?\b|\bDARDRs?\b|\bdomestic homicide review"
    r"|\bdomestic abuse related death review",
    re.IGNORECASE,
)
_WORD: Final = r"[A-Z][a-z]*(?:['\u2019-][A-Z]?[a-z]+|[a-z])"
"""A capitalised word of a name, such as Ashdown, O'Neill or Marsh-Okafor."""

_OF_WHOM: Final = re.compile(
    r"(?:\b(?:of|into|about|regarding|concerning|re|for|death|murder|killing|case)\b"
    r"|[:\u2013\u2014(\"\u2018\u201c]|\s-)\s*(?:(?:Mrs|Mr|Ms|Miss|Dr)\.?\s+)?"
    rf"(?P<name>{_WORD}(?:\s+{_WORD})+)"
)
_NAMED_FIRST: Final = re.compile(
    rf"^(?P<name>{_WORD}\s+{_WORD})\W+(?:DHR|DARDR|[Dd]omestic [Hh]omicide|[Dd]omestic [Aa]buse)"
)
_NOT_NAMES: Final = frozenset(
    """abuse action actions adult annual approval area board briefing case city coordinator
    community council county criminal death deaths domestic draft executive family final findings
    first half head health home homicide implementation item justice learning lessons local member
    national new note office officer overview panel part partnership plan police process progress
    protocol published publication quality quarter quarterly recommendations related report
    reports response review reviews safeguarding safety second service services staff statutory
    strategic strategy summary terms the third training update victim victims violence ward
    women year years youth""".split()  # noqa: SIM905 -- one word after another is read more easily
)


def claims_closure(title: str) -> bool:
    """Say whether a title says of itself that it is restricted."""
    return _CLAIM.search(title) is not None


def speaks_of_a_review(title: str) -> bool:
    """Say whether a title is about a review of a death, under the old name or the new."""
    return _REVIEW.search(title) is not None


def names_somebody(title: str, known: Iterable[str] = ()) -> str:
    """Give the name in a title about a review of a death; empty if it has none.

    :param known: names of people on record; others are found by how a name is written.
    """
    if not speaks_of_a_review(title):
        return ""
    plain = title.casefold()
    for name in known:
        if re.search(rf"\b{re.escape(name.casefold())}\b", plain):
            return name
    for pattern in (_NAMED_FIRST, _OF_WHOM):
        for found in pattern.finditer(title):
            words = found["name"].casefold().split()
            if not _NOT_NAMES.intersection(words):
                return found["name"]
    return ""
