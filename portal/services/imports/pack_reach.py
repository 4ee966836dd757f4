"""How far a mark reaches that stands on no item: the heading of a closed part, an exclusion.

A line such as "PART 2 - EXEMPT ITEMS", and an item or sentence by which the public is excluded,
close whatever comes after them.  Any other mark that stands between two items may belong to
either, so it closes the one above and the one below.
"""

import re
from dataclasses import dataclass
from typing import Final

from portal.services.imports.labels import closure_of_heading, closure_of_line
from portal.services.imports.model import Closure, CompartmentKind
from portal.services.imports.pack_notebook import LONGEST_HEAD, short
from portal.services.imports.source import Line

_FOLLOWING: Final = re.compile(
    r"\b(?:items|business|section|reports|agenda|matters|session)\b"
    r"|\bpart\b(?! \w{1,3} (?:item|minute|report|paper)\b)",
    re.IGNORECASE,
)
_EXCLUSION: Final = re.compile(
    r"\bexclu(?:de|des|ded|ding|sion) (?:of )?(?:the )?(?:press and (?:the )?)?public\b",
    re.IGNORECASE,
)
_EXCLUDED: Final = Closure(compartment=CompartmentKind.GENERAL, label="EXCLUSION OF THE PUBLIC")


@dataclass(slots=True)
class Reach:
    """What the marks met so far close of the items still to come."""

    following: Closure | None = None
    next_only: Closure | None = None

    def onto_next(self) -> Closure | None:
        """Give what closes the item that begins here."""
        found = self.following or self.next_only
        self.next_only = None
        return found

    def follow(self, text: str) -> None:
        """Note a heading or line that closes all that comes after it."""
        self.following = self.following or closes_what_follows(text)

    def between(
        self, line: Line, mark: Closure | None, *, apart: bool, everything: bool = False
    ) -> None:
        """Note a line between two items; ``everything`` is for one above them all."""
        self.follow(line.text)
        if mark is not None and everything:
            self.following = self.following or mark
        elif mark is not None and apart:
            self.next_only = mark


def mark_on(line: Line) -> Closure | None:
    """Give the mark on a line that is no row of its own; ``None`` if it has none."""
    return closure_of_line(line.text) or (closure_of_heading(line.text) if short(line) else None)


def closes_what_follows(text: str) -> Closure | None:
    """Say whether a heading or line closes all that comes after it, and with which label."""
    if _EXCLUSION.search(text):
        return _EXCLUDED
    mark = closure_of_heading(text) if len(text) <= LONGEST_HEAD else None
    return mark if mark is not None and _FOLLOWING.search(text) else None
