"""The numbered rows of a meeting page: where each begins and what stands in it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from portal.errors import Refused
from portal.services.imports.labels import marking_of_heading, marking_of_line
from portal.services.imports.source import Line

MOST_ROWS: Final = 2000
SECTION: Final = re.compile(
    r"(?:(?P<minutes>(?:draft )?minutes?)|(?P<decision>decisions?|resolved)"
    r"|(?P<documents>(?:(?:additional|supporting|background) )?(?:documents|papers))) ?:",
    re.IGNORECASE,
)
_NUMBER: Final = re.compile(r"(?P<number>\d{1,3})(?P<letter>[a-z]{0,2})(?P<stop>\.?)")
_MINUTES: Final = re.compile(
    r"(?:(?P<hours>\d{1,2}) ?(?:hours?|hrs?)(?: (?:and )?)?)?"
    r"(?:(?P<minutes>\d{1,3}) ?(?:minutes?|mins?)\.?)?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One numbered row: its number, the time printed above it, and the lines below."""

    number: int
    letter: str
    number_line: Line
    time_line: Line | None
    body: tuple[Line, ...]

    @property
    def printed(self) -> str:
        """The number as printed, without its full stop."""
        return f"{self.number}{self.letter}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """The rows found, and what does not fit the run of their numbers."""

    rows: tuple[Row, ...]
    before: tuple[Line, ...]  # the lines above the first row
    strays: tuple[Line, ...]  # numbers on a line of their own that are not rows
    leaps: tuple[Row, ...]  # rows before which numbers are missing


@dataclass(frozen=True, slots=True, kw_only=True)
class _Numbered:
    at: int  # index of the line
    number: int
    letter: str
    certain: bool  # printed with a full stop or a letter


def minutes_in(text: str) -> int | None:
    """Read "5 minutes" or "1 hour 30 mins", if a tidied text is that and no more."""
    match = _MINUTES.fullmatch(text)
    if match is None or not (match["hours"] or match["minutes"]):
        return None
    return int(match["hours"] or 0) * 60 + int(match["minutes"] or 0)


def rows_of(lines: Sequence[Line]) -> Rows:
    """Divide a page into its rows.

    A row begins at a number on a line of its own that continues the run.  Numbers may leap, but
    not out of a marked row: there a number that does not follow is taken for part of the text,
    so that nothing of a marked row comes out as the next one.

    :raises Refused: if there are more numbers than any meeting has items.
    """
    numbered = _numbered(lines)
    if len(numbered) > MOST_ROWS:
        raise Refused(
            "This is not the text of a meeting page: thousands of its lines are only a number."
        )
    chosen, strays = _run(lines, numbered)
    if not chosen:
        return Rows(rows=(), before=tuple(lines), strays=(), leaps=())
    starts = [
        _start(lines, each.at, chosen[n - 1].at if n else -1) for n, each in enumerate(chosen)
    ]
    rows = tuple(
        Row(
            number=each.number,
            letter=each.letter,
            number_line=lines[each.at],
            time_line=lines[starts[n]] if starts[n] < each.at else None,
            body=tuple(lines[each.at + 1 : starts[n + 1] if n + 1 < len(chosen) else None]),
        )
        for n, each in enumerate(chosen)
    )
    leaps = tuple(row for before, row in pairwise(rows) if row.number > before.number + 1)
    return Rows(
        rows=rows,
        before=tuple(lines[: starts[0]]),
        strays=tuple(lines[each.at] for each in strays),
        leaps=leaps,
    )


def heading_line(body: Sequence[Line]) -> Line | None:
    """Give the first line of a row that is not blank."""
    return next((line for line in body if not line.blank), None)


def _numbered(lines: Sequence[Line]) -> list[_Numbered]:
    found: list[_Numbered] = []
    for at, line in enumerate(lines):
        match = _NUMBER.fullmatch(line.text.strip()) if len(line.text) < 200 else None  # noqa: PLR2004 -- a number and white space
        if match:
            found.append(
                _Numbered(
                    at=at,
                    number=int(match["number"]),
                    letter=match["letter"],
                    certain=bool(match["letter"] or match["stop"]),
                )
            )
    return found


def _run(
    lines: Sequence[Line], numbered: Sequence[_Numbered]
) -> tuple[list[_Numbered], list[_Numbered]]:
    """Choose the numbers that make a run; give the others too."""
    last_at = {(each.number, each.letter): each.at for each in numbered}
    last_of_number = {each.number: each.at for each in numbered}
    chosen: list[_Numbered] = []
    strays: list[_Numbered] = []
    for each in numbered:
        before = chosen[-1] if chosen else None
        marked = before is not None and _marked(lines, before.at)
        later_again = last_at[each.number, each.letter] > each.at
        if before is None:
            fits = each.certain
        elif (each.number, each.letter) <= (before.number, before.letter) or (
            marked and later_again
        ):
            fits = False
        elif each.number <= before.number + 1:
            fits = True
        else:
            between = range(before.number + 1, each.number)
            comes_later = any(last_of_number.get(number, -1) > each.at for number in between)
            fits = each.certain and not marked and not comes_later
        (chosen if fits else strays).append(each)
    return chosen, strays


def _marked(lines: Sequence[Line], at: int) -> bool:
    """Say whether the row whose number stands on a line has a marking above its minutes."""
    heading_seen = False
    for line in lines[at + 1 : at + 40]:
        text = line.words().text
        if SECTION.fullmatch(text):
            return False
        if text and (marking_of_line(text) if heading_seen else marking_of_heading(text)):
            return True
        heading_seen = heading_seen or bool(text)
    return False


def _start(lines: Sequence[Line], at: int, after: int) -> int:
    """Give the line a row starts on: that of the time printed above its number, if there is one."""
    for above in range(at - 1, after, -1):
        if not lines[above].blank:
            is_time = minutes_in(lines[above].words().text[:40]) is not None
            return above if is_time else at
    return at
