"""Words that say nothing, and words that are a copy of others."""

import unicodedata
from typing import Final

_EMPTY: Final = frozenset({"na", "none", "nil", "tbc", "tbd", "tba", "x", "xx", "xxx"})
"""What people type to get past a question.  It answers none."""

_RUN: Final = 8
"""So many words in a row that stand elsewhere were copied from there."""


def says_nothing(words: str) -> bool:
    """Say whether words are blank: spaces, signs, characters of no width, or a stopgap."""
    letters = "".join(each for each in _plain(words) if each.isalnum())
    return not letters or letters in _EMPTY


def copies(public: str, private: str) -> bool:
    """Say whether public words were taken from private ones: the same, or a long run of them."""
    said, kept = _words(public), _words(private)
    if said == kept:
        return bool(said)
    runs = {tuple(kept[at : at + _RUN]) for at in range(len(kept) - _RUN + 1)}
    return any(tuple(said[at : at + _RUN]) in runs for at in range(len(said) - _RUN + 1))


def _plain(words: str) -> str:
    return unicodedata.normalize("NFKC", words).casefold()


def _words(words: str) -> list[str]:
    kept = (each if each.isalnum() or each.isspace() else "" for each in _plain(words))
    return "".join(kept).split()
