"""Words as they are compared: folded, without signs, in order."""

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

_WORD: Final = re.compile("[^\\W_](?:[^\\W_]|[\u00ad\u200b-\u200f\u2060\ufeff])*")
_SOFT: Final = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
_BROKEN: Final = re.compile("(?:-|\u00ad|\ufffe|\u0002|\u2010)[ \t]*[\r\n]+[ \t]*")


def spans_of(text: str) -> Iterator[tuple[str, int, int]]:
    """Give the words of a text in order, as they are compared, and where each stands.

    A word that is broken at the end of a line is one.
    """
    held: tuple[str, int, int] | None = None
    for found in _WORD.finditer(text):
        word = unicodedata.normalize("NFKC", _SOFT.sub("", found[0])).casefold()
        if (
            held is not None
            and found[0][:1].islower()
            and _BROKEN.fullmatch(text, held[2], found.start())
        ):
            held = (held[0] + word, held[1], found.end())
            continue
        if held is not None:
            yield held
        held = (word, found.start(), found.end())
    if held is not None:
        yield held


def words_of(text: str) -> list[str]:
    """Give the words of a text in order, as they are compared."""
    return [each for each, _, _ in spans_of(text)]


class Seen:
    """The words a reader of a file sees, asked whether others say more."""

    def __init__(self, text: str) -> None:
        found = words_of(text)
        self._known = frozenset(found)
        self._line = f" {' '.join(found)} "

    def says(self, text: str) -> bool:
        """Say whether the words stand there, in this order; no words always do."""
        words = words_of(text)
        return not words or f" {' '.join(words)} " in self._line

    def more_in(self, text: str) -> list[str]:
        """Give the words of a text that stand nowhere there."""
        return [each for each in words_of(text) if each not in self._known]
