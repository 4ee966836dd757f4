"""Markings printed on papers: what each is, and what the portal must do when it meets one.

A marking never decides anything by itself.  The Government's classification policy is not a
statute; old and local markings map to no class; and "restricted" on an agenda is a label, that
has legal meaning only once a ground is recorded.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Meaning(StrEnum):
    """What a marking asks of the portal."""

    NONE = "none"  # nothing: it is no marking, or OFFICIAL, which need not be marked
    NEED_TO_KNOW = "need_to_know"  # OFFICIAL-SENSITIVE: open only if a second person says so
    OUTSIDE = "outside"  # SECRET and above: refused, and never stored
    REVIEW = "review"  # of a scheme that ended in April 2014: somebody must look again
    UNKNOWN = "unknown"  # of no scheme: kept as it stands, and a person decides
    LABEL = "label"  # "restricted": a label without a ground
    WITHHELD = "withheld"  # "not for publication": the statute's own marking (s.100B(5))


@dataclass(frozen=True, slots=True, kw_only=True)
class Marking:
    """A marking as it was printed, and what it means."""

    raw: str
    meaning: Meaning

    @property
    def may_be_open(self) -> bool:
        """Say whether something so marked may be put before the public without a second look."""
        return self.meaning is Meaning.NONE


_PREFIX: Final = r"(?:classification|security(?: classification)?|protective marking|marking)"
_MEANINGS: Final = (
    (r"(?:UK )?(?:TOP )?SECRET", Meaning.OUTSIDE),
    (r"OFFICIAL[ -]*SENSITIVE", Meaning.NEED_TO_KNOW),
    (r"OFFICIAL", Meaning.NONE),
    (r"NOT FOR PUBLICATION", Meaning.WITHHELD),
    (r"(?:DOCUMENT IS )?RESTRICTED", Meaning.LABEL),
    (r"UNCLASSIFIED|PROTECT|CONFIDENTIAL", Meaning.REVIEW),
)
_FIELDS: Final = tuple(
    (re.compile(rf"(?:{_PREFIX}\s*:\s*)?(?:{words})\b(?!-)", re.IGNORECASE), meaning)
    for words, meaning in _MEANINGS
)
_LINE: Final = re.compile(
    rf"^\W*(?:{_PREFIX}\s*:\s*)?(?:(?P<outside>(?:UK )?(?:TOP )?SECRET)"
    r"|(?P<sensitive>OFFICIAL[ -]+SENSITIVE))(?:\s*[-:/\[(\u2013].*|\W*)$",
    re.MULTILINE,
)
_TOP: Final = re.compile(r"\b(?P<outside>TOP SECRET)\b|\b(?P<sensitive>OFFICIAL-SENSITIVE)\b")
_CLAIMING: Final = r"(?:(?:this|the)\s+)?(?:report|document|paper|appendix|item|minutes?)\s+"
_EXEMPT: Final = (
    rf"(?i:{_CLAIMING}(?:contains?|is|are)\s+(?:not\s+for\s+publication|(?:wholly\s+)?exempt\b|"
    r"(?:exempt|confidential)\s+information))"
    r"|(?i:not\s+for\s+publication)\b(?!\s+(?:of|in|before|until)\b)"
    r"|By\s+virtue\s+of\s+paragraphs?\b.{0,40}\bSchedule\s+(?:12A|7A)\b"
    r"|EXEMPT(?:\s+(?:REPORT|ITEM|PAPER|APPENDIX|INFORMATION))?\s*$"
)
_ALONE: Final = r"\s*(?:[-:/|\[(\u2013].*)?$"
PRINTED: Final = (
    (
        Meaning.OUTSIDE,
        rf"\W*(?i:{_PREFIX}\s*:\s*)?(?:UK )?(?:TOP )?SECRET{_ALONE}|.*\bTOP SECRET\b",
    ),
    (
        Meaning.NEED_TO_KNOW,
        (
            rf"\W*(?i:{_PREFIX}\s*:\s*)?OFFICIAL[ -]+SENSITIVE{_ALONE}|.*\bOFFICIAL-SENSITIVE\b"
            rf"|\W*(?i:{_PREFIX}\s*:\s*OFFICIAL[ -]*SENSITIVE\b)"
        ),
    ),
    (
        Meaning.REVIEW,
        (
            rf"\W*(?i:{_PREFIX}\s*:\s*(?:PROTECT(?:ED)?|CONFIDENTIAL)\b)"
            rf"|\W*(?:PROTECT(?:ED)?|(?:STRICTLY |PRIVATE (?:AND|&) )?CONFIDENTIAL){_ALONE}"
        ),
    ),
    (
        Meaning.LABEL,
        rf"\W*(?i:{_PREFIX}\s*:\s*RESTRICTED\b)|\W*(?:DOCUMENT IS )?RESTRICTED{_ALONE}",
    ),
    (Meaning.WITHHELD, _EXEMPT),
)
"""How a line of a file begins that marks the file itself, whoever is to read it.

A report that only speaks of what is marked, as of an appendix that is not for publication, does
not begin its lines so.
"""
_SIGNS: Final = " \t\r\n[](){}*.:;,\u2013-"


def read_marking(printed: str) -> Marking:
    """Say what a paper's marking means, as it stands where a marking stands.

    UNCLASSIFIED, PROTECT, RESTRICTED and CONFIDENTIAL were tiers until 2 April 2014 and are
    never mapped to those of today; RESTRICTED is also what committee software prints.
    """
    plain = re.sub(r"\s+", " ", printed.replace("_", "-")).strip(_SIGNS)
    if not plain:
        return Marking(raw=printed, meaning=Meaning.NONE)
    for pattern, meaning in _FIELDS:
        if pattern.match(plain):
            return Marking(raw=printed, meaning=meaning)
    return Marking(raw=printed, meaning=Meaning.UNKNOWN)


def marking_within(*texts: str) -> Meaning:
    """Say whether a title or a text carries a marking of the Government's scheme.

    Only what is printed as markings are, in capitals and by itself on a line, is one: a survey
    by secret shoppers is no secret.
    """
    found = {
        Meaning.OUTSIDE if each["outside"] else Meaning.NEED_TO_KNOW
        for text in texts
        for pattern in (_LINE, _TOP)
        for each in pattern.finditer(text)
    }
    for meaning in (Meaning.OUTSIDE, Meaning.NEED_TO_KNOW):
        if meaning in found:
            return meaning
    return Meaning.NONE
