"""Markings printed in a file, by the patterns that whoever asks has for them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

_LONGEST_LINE: Final = 400
_LINES: Final = re.compile(r"[^\r\n\v\f\x85\u2028\u2029]+")


@dataclass(frozen=True, slots=True)
class Printed:
    """One marking: its name, and how a line begins that bears it."""

    mark: str
    pattern: re.Pattern[str]


def markings_in(text: str, wanted: Sequence[Printed]) -> Iterator[tuple[str, int, int]]:
    """Give which markings stand in a text and where; a line bears one at most."""
    for line in _LINES.finditer(text):
        said = line[0].strip()
        start = line.start() + (len(line[0]) - len(line[0].lstrip()))
        for each in wanted:
            found = each.pattern.match(said[:_LONGEST_LINE])
            if found is not None:
                yield each.mark, start, start + len(said)
                break
