"""Accounting for the input: which of its characters no part of the result says.

Worked out from the result, not from what the reader believes it has used: a span counts only
if the words that claim it say the same characters, white space aside.
"""

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from typing import Final

from portal.services.imports.model import Doubt, DoubtKind, Publication, Span, Words
from portal.services.imports.source import Source

_FIELDS: Final[dict[type, tuple[str, ...]]] = {}
_GAP: Final = re.compile(rb"\0+")


def words_of(found: object) -> Iterator[Words]:
    """Give all the words in a result, closed ones too."""
    if isinstance(found, Words):
        yield found
    elif isinstance(found, tuple):
        for each in found:
            yield from words_of(each)
    elif names := _names(type(found)):
        for name in names:
            yield from words_of(getattr(found, name))


def _names(kind: type) -> tuple[str, ...]:
    if kind not in _FIELDS:
        _FIELDS[kind] = tuple(each.name for each in fields(kind)) if is_dataclass(kind) else ()
    return _FIELDS[kind]


def says_its_spans(words: Words, text: str) -> bool:
    """Say whether words are what stands at their spans, white space aside."""
    printed = "".join(text[span.start : span.end] for span in words.spans)
    return "".join(printed.split()) == "".join(words.text.split())


def gaps(publication: Publication, source: Source) -> tuple[Span, ...]:
    """Give the stretches that nothing in the result says, those of white space alone left out."""
    said = bytearray(len(source.text))
    for words in words_of(publication):
        if says_its_spans(words, source.text):
            for span in words.spans:
                said[span.start : span.end] = b"\1" * (span.end - span.start)
    found: list[Span] = []
    for gap in _GAP.finditer(said):
        piece = source.text[gap.start() : gap.end()]
        start = gap.start() + len(piece) - len(piece.lstrip())
        if tidy := piece.strip():
            found.append(Span(start, start + len(tidy)))
    return tuple(found)


def accounted(publication: Publication, source: Source) -> Publication:
    """Add a doubt for every stretch of the input that the result does not account for.

    The doubts give lines and lengths, never the text: it may be closed.
    """
    doubts = (_doubt(span, source) for span in gaps(publication, source))
    return replace(publication, doubts=(*publication.doubts, *doubts))


def _doubt(span: Span, source: Source) -> Doubt:
    first, last = source.line_number(span.start), source.line_number(span.end - 1)
    where = f"line {first}" if first == last else f"lines {first} to {last}"
    length = sum(not each.isspace() for each in source.text[span.start : span.end])
    characters = "1 character" if length == 1 else f"{length} characters"
    return Doubt(
        kind=DoubtKind.UNACCOUNTED_TEXT,
        where=where,
        sentence=f"The reader could not place {characters} on {where}; nothing of it was kept.",
        spans=(span,),
    )
