"""The input as lines that know where they stand."""

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from portal.services.imports.model import Span, Words

_SPACES: Final = re.compile(r"\s+")
_STEP: Final = re.compile(r"\s+|\S")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of the input, without its line end; ``number`` counts from 1."""

    number: int
    start: int
    text: str = field(repr=False)

    @property
    def end(self) -> int:
        """Where the line ends in the input."""
        return self.start + len(self.text)

    @property
    def blank(self) -> bool:
        """Whether the line holds only white space."""
        return not self.text.strip()

    def words(self, start: int = 0, end: int | None = None) -> Words:
        """Take the words between two columns of this line, counted from 0."""
        piece = self.text[start:end]
        first = self.start + start + len(piece) - len(piece.lstrip())
        tidy = piece.strip()
        return Words(text=_SPACES.sub(" ", tidy), spans=(Span(first, first + len(tidy)),))


def joined(*pieces: Words) -> Words:
    """Join words into one run, with a space between, keeping where each stands."""
    return Words(
        text=" ".join(each.text for each in pieces if each.text),
        spans=tuple(span for each in pieces for span in each.spans),
    )


class Source:
    """A text and its lines.

    Lines end wherever Unicode says that a line ends, a form feed included, so that no heading
    can stand unseen in the middle of another line.
    """

    def __init__(self, text: str) -> None:
        self.text = text

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """Every line of the text, in order."""
        found: list[Line] = []
        start = 0
        for number, kept in enumerate(self.text.splitlines(keepends=True), start=1):
            text = kept.splitlines()[0]
            found.append(Line(number=number, start=start, text=text))
            start += len(kept)
        return tuple(found)

    def part(self, words: Words, start: int, end: int | None = None) -> Words:
        """Take the characters between two places in some words, with where they stand."""
        spans: list[Span] = []
        at = 0
        stop = len(words.text) if end is None else end
        as_printed = len(words.text) == sum(each.end - each.start + 1 for each in words.spans) - 1
        for span in words.spans:
            piece = self.text[span.start : span.end]
            # Where white space was closed up, each character is looked for one by one.
            steps = None if as_printed else [each.start() for each in _STEP.finditer(piece)]
            length = len(piece) if steps is None else len(steps)
            first, last = max(start - at, 0), min(stop - at, length)
            if first < last:
                begins = first if steps is None else steps[first]
                ends = last if steps is None or last == length else steps[last]
                ends = len(piece) if last == length else ends
                inside = piece[begins:ends]
                begins += len(inside) - len(inside.lstrip())
                ends = begins + len(inside.strip())
                if begins < ends:
                    spans.append(Span(span.start + begins, span.start + ends))
            at += length + 1  # and the space that joins it to the next
        return Words(text=words.text[start:stop].strip(), spans=tuple(spans))

    def line_number(self, offset: int) -> int:
        """Say on which line, counted from 1, a character stands."""
        return bisect_right(self.lines, offset, key=lambda line: line.start)
