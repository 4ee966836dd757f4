"""The notebook of a reading: the layout met, the doubts, and the days and cells read on the way."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from portal.services.imports.days import WEEKDAYS, days_in, hours_in, in_words
from portal.services.imports.model import DayPrinted, Doubt, DoubtKind, Hours, Span, Words
from portal.services.imports.source import Line, Source

LONGEST_HEAD: Final = 300  # characters; a longer line is text, and is matched with no pattern
TO_BE_CONFIRMED: Final = re.compile(
    r"(?:date )?(?:tbc|tba|to be (?:confirmed|agreed))\b", re.IGNORECASE
)


@dataclass(slots=True)
class Notebook:
    """What a reading puts down on its way: the layout it met, and its doubts."""

    source: Source
    furniture: list[Words] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)

    def layout(self, *words: Words | None) -> None:
        """Keep words that only carry the layout; they are open, so nothing closed goes here."""
        self.furniture.extend(each for each in words if each is not None and each.text)

    def doubt(self, kind: DoubtKind, where: str, sentence: str, *words: Words) -> None:
        """Put down a doubt; the sentence must quote nothing that may be closed."""
        spans = tuple(span for each in words for span in each.spans)
        self.doubts.append(Doubt(kind=kind, where=where, sentence=sentence, spans=spans))

    def part(self, words: Words, found: re.Match[str], group: str | int) -> Words | None:
        """Take the words of one group of a match on some words; ``None`` if it matched nothing."""
        if found.start(group) < 0 or not found[group].strip():
            return None
        return self.source.part(words, *found.span(group))

    def punctuation(self, words: Words, *used: Words | None) -> None:
        """Keep as layout what some words leave between the parts used of them, if no letter."""
        spans = sorted(span for each in used if each is not None for span in each.spans)
        for whole in words.spans:
            at = whole.start
            for span in (*spans, Span(whole.end, whole.end)):
                piece = self.source.text[at : span.start]
                if at < span.start and not any(each.isalnum() for each in piece):
                    self.layout(Words(text=" ".join(piece.split()), spans=(Span(at, span.start),)))
                at = max(at, span.end)

    def line_of(self, words: Words) -> str:
        """Say where words begin, as a doubt's ``where``."""
        return (
            f"line {self.source.line_number(words.spans[0].start)}" if words.spans else "the text"
        )

    def day(self, words: Words, near: date | None = None) -> DayPrinted | None:
        """Read the first day printed in some words; ``None`` if there is none.

        A day that does not exist, or whose weekday is another, comes with a doubt.
        """
        found = next(days_in(words.text[:LONGEST_HEAD]), None)
        if found is None:
            return None
        printed = self.source.part(words, found.start, found.end)
        on = found.best(near)
        if on is None:
            sentence = "The day printed here could not be understood as a date."
            self.doubt(DoubtKind.DATE_NOT_UNDERSTOOD, self.line_of(words), sentence, printed)
        elif found.weekday is not None and found.weekday != on.weekday():
            sentence = f"The paper says {WEEKDAYS[found.weekday]}, but the date is {in_words(on)}."
            self.doubt(DoubtKind.IMPOSSIBLE_WEEKDAY, self.line_of(words), sentence, printed)
        return DayPrinted(on=on, printed=printed)

    def hours(self, words: Words) -> Hours | None:
        """Read the first hours printed in some words; ``None`` if there are none."""
        found = hours_in(words.text[:LONGEST_HEAD])
        if found is None:
            return None
        start, end, starts, ends = found
        return Hours(starts=starts, ends=ends, printed=self.source.part(words, start, end))


def cells(line: Line) -> tuple[Words, ...]:
    """Give the cells of a line whose columns are divided by tabs, empty ones too."""
    found: list[Words] = []
    start = 0
    for text in line.text.split("\t"):
        found.append(line.words(start, start + len(text)))
        start += len(text) + 1
    return tuple(found)


def short(line: Line) -> str:
    """Give a line's words if it can be a head or a label, else nothing."""
    return " ".join(line.text.split()) if len(line.text) <= LONGEST_HEAD else ""


def touches(line: Line, above: Line | None) -> bool:
    """Say whether a line stands directly below another, with no blank line between."""
    return above is not None and line.number == above.number + 1


def busy_lines(lines: Sequence[Line]) -> tuple[Line, ...]:
    """Leave out blank lines."""
    return tuple(line for line in lines if not line.blank)
