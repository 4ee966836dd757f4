"""Phrases of closed papers, known again by keyed hashes alone.

Eight words in a row are hashed under a body's key; of every four such hashes in a row the least is
kept (winnowing: Schleimer, Wilkerson and Aiken, 2003), so that eleven words in common are always
found, and nothing can be read from what is kept.
"""

import hmac
from collections.abc import Collection, Iterator
from typing import Final

from portal.inspection.leaks.content.stock import STOCK
from portal.inspection.leaks.words import spans_of

WORDS: Final = 8
WINDOW: Final = 4
SIZE: Final = 8
"""The bytes of a hash that are kept."""

MOST: Final = 20_000
"""Of one paper; what is over it is thinned out evenly."""


def hashes_of(text: str, key: bytes) -> list[bytes]:
    """Give the hashes to keep of a closed text, each once."""
    stock = _stock(key)
    every = [each for each, _, _ in _shingles(text, key)]
    kept: dict[bytes, None] = {}
    for at in range(max(0, len(every) - WINDOW + 1)):
        kept[min(every[at : at + WINDOW])] = None
    if 0 < len(every) < WINDOW:
        kept[min(every)] = None
    found = [each for each in kept if each not in stock]
    step = -(-len(found) // MOST) or 1
    return found[::step]


def phrases_in(text: str, key: bytes, known: Collection[bytes]) -> Iterator[tuple[int, int]]:
    """Give where phrases stand in a text whose hashes are known; what overlaps is one."""
    start = end = -1
    for each, first, last in _shingles(text, key):
        if each not in known:
            continue
        if end >= 0 and first <= end:
            end = last
            continue
        if end >= 0:
            yield start, end
        start, end = first, last
    if end >= 0:
        yield start, end


def _shingles(text: str, key: bytes) -> Iterator[tuple[bytes, int, int]]:
    spans = list(spans_of(text))
    words = [each.encode() for each, _, _ in spans]
    for at in range(len(words) - WORDS + 1):
        said = b" ".join(words[at : at + WORDS])
        digest = hmac.digest(key, said, "sha256")[:SIZE]
        yield digest, spans[at][1], spans[at + WORDS - 1][2]


def _stock(key: bytes) -> frozenset[bytes]:
    return frozenset(each for line in STOCK for each, _, _ in _shingles(line, key))
