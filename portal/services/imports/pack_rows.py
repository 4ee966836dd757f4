"""The rows of an agenda: number, title, presenter, time allowed, and pages or state.

A row comes with its columns divided by tabs, or, where the page's columns were lost, as one run
of words that ends in presenter, time and pages.
"""

import re
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

from portal.services.imports.labels import closure_of_heading, closure_of_line
from portal.services.imports.model import (
    Block,
    BlockKind,
    Closure,
    Item,
    ItemKind,
    Words,
)
from portal.services.imports.pack_notebook import LONGEST_HEAD, Notebook, cells, short, touches
from portal.services.imports.source import Line, joined

_NUMBER: Final = re.compile(
    r"(?P<number>\d{1,3}[a-z]?)(?:\.\s?(?!\d)|\)\s|(?=\t))|(?P<letter>\((?:[a-z]|[ivx]{1,4})\))\s"
)
_MINUTES: Final = re.compile(r"(?P<minutes>\d{1,3}) ?min(?:ute)?s?\.?$", re.IGNORECASE)
_PAGES: Final = re.compile(r"(?:pages? )?\d{1,4}(?: ?[-\u2013] ?(?:\d{1,4})?)?$", re.IGNORECASE)
_OPEN_RANGE: Final = re.compile(r".{0,20}\d ?[-\u2013]$")
_STATES: Final = (
    (ItemKind.VERBAL, re.compile(r"(?:verbal|oral)(?: (?:report|update|item))?$", re.IGNORECASE)),
    (ItemKind.TO_FOLLOW, re.compile(r"(?:(?:paper|report)s? )?to follow$", re.IGNORECASE)),
    (ItemKind.TO_NOTE, re.compile(r"(?:to note|for noting|for information)$", re.IGNORECASE)),
    (ItemKind.DECISION, re.compile(r"(?:for |to )?(?:decision|decide|approval)$", re.IGNORECASE)),
    (ItemKind.DISCUSSION, re.compile(r"(?:for )?discussion$", re.IGNORECASE)),
    (ItemKind.PRESENTATION, re.compile(r"presentation$", re.IGNORECASE)),
    (
        ItemKind.CIRCULATED_SEPARATELY,
        re.compile(r"(?:papers? )?(?:to be )?(?:circulated|sent) sep[ae]rately$", re.IGNORECASE),
    ),
)
_RUN_TOGETHER: Final = re.compile(
    r"(?P<title>\S.*?)"
    r"(?: (?P<minutes>\d{1,3} ?min(?:ute)?s?)(?: (?P<pages>\d{1,4}(?: ?[-\u2013](?: ?\d{1,4})?)?))?"
    r"| (?P<range>\d{1,4} ?[-\u2013](?: ?\d{1,4})?))?"
    r"(?: (?P<state>verbal|(?:paper|report)s? to follow|to note))?$",
    re.IGNORECASE,
)
_SENTENCE_ENDS: Final = (".", ";", ":", "?", "!", ",")
_LONGEST_TITLE: Final = 90  # characters; a longer line below a sub-item is text


@dataclass(slots=True)
class Row:
    """One row while its lines are still being gathered."""

    number: Words | None
    heading: Words
    lettered: bool = False
    presenter: Words | None = None
    minutes: Words | None = None
    pages: Words | None = None
    kind: ItemKind = ItemKind.UNSTATED
    state: Words | None = None
    text: list[Block] = field(default_factory=list)
    children: list["Row"] = field(default_factory=list)
    closed: Closure | None = None

    @property
    def newest(self) -> "Row":
        """The row, or the last of the rows below it, to which the next line belongs."""
        return self.children[-1] if self.children else self

    @property
    def bare(self) -> bool:
        """Whether nothing but a title has been read."""
        read = (self.presenter, self.minutes, self.pages, self.state)
        return all(each is None for each in read) and not self.text

    def fill(self, columns: list[Words]) -> None:
        """Put the columns after the title where they belong, whatever their order."""
        for each in columns:
            state = kind_stated(each.text)
            if not each.text:
                continue
            if self.minutes is None and _MINUTES.match(each.text):
                self.minutes = each
            elif self.pages is None and _PAGES.match(each.text):
                self.pages = each
            elif self.state is None and state is not ItemKind.UNSTATED:
                self.kind, self.state = state, each
            elif self.presenter is None:
                self.presenter = each
            else:
                self.text.append(Block(kind=BlockKind.PARAGRAPH, text=each))
            self.close(closure_of_heading(each.text, context=self.heading.text))

    def close(self, closure: Closure | None) -> None:
        """Close the row if it is marked; what is closed stays closed."""
        self.closed = self.closed or closure

    def take(
        self, line: Line, above: Line | None, notebook: Notebook, presenters: frozenset[str]
    ) -> None:
        """Take a line without a number: the rest of a title, a sub-item, or text."""
        if "\t" in line.text.strip() and self.bare and touches(line, above):
            first, *rest = cells(line)
            self.heading = joined(self.heading, first) if first.text else self.heading
            self.close(closure_of_heading(self.heading.text))
            self.fill(rest)
        elif self._is_sub_item(line, above):
            self.children.append(_row(None, line, 0, notebook, presenters))
        else:
            words = line.words()
            self.close(closure_of_line(words.text))
            self.text.append(Block(kind=BlockKind.PARAGRAPH, text=words))

    def _is_sub_item(self, line: Line, above: Line | None) -> bool:
        title = short(line)
        apart = self.lettered and not touches(line, above)
        return "\t" in line.text.strip() or (
            apart and 0 < len(title) <= _LONGEST_TITLE and not title.endswith(_SENTENCE_ENDS)
        )

    def item(self) -> Item:
        """Make the item and the items under it."""
        found = _MINUTES.match(self.minutes.text) if self.minutes else None
        reported = self.kind is ItemKind.UNSTATED and self.pages is not None
        return Item(
            number=self.number,
            heading=self.heading,
            closed=self.closed,
            kind=ItemKind.REPORT if reported else self.kind,
            kind_printed=self.state,
            presenter=self.presenter,
            minutes_allowed=int(found["minutes"]) if found else None,
            minutes_allowed_printed=self.minutes,
            pages=self.pages,
            agenda_text=tuple(self.text),
            items=tuple(each.item() for each in self.children),
        )


def kind_stated(text: str) -> ItemKind:
    """Say how an item comes before the board, from the words of a column or a status."""
    plain = text[:LONGEST_HEAD]
    return next((kind for kind, form in _STATES if form.match(plain)), ItemKind.UNSTATED)


def starts_row(line: Line) -> bool:
    """Say whether a line begins with an agenda number or a sub-item's letter."""
    return bool(_NUMBER.match(line.text.lstrip()[:LONGEST_HEAD]))


def read_row(line: Line, notebook: Notebook, presenters: frozenset[str]) -> Row:
    """Read a line that begins with a number or letter."""
    indent = len(line.text) - len(line.text.lstrip())
    found = _NUMBER.match(line.text[indent : indent + LONGEST_HEAD])
    if found is None:
        return _row(None, line, indent, notebook, presenters)
    name = "number" if found["number"] else "letter"
    number = line.words(indent + found.start(name), indent + found.end(name))
    stop = line.words(indent + found.end(name), indent + found.end())
    notebook.layout(stop)
    row = _row(number, line, indent + found.end(), notebook, presenters)
    row.lettered = name == "letter"
    return row


def continues_pages(row: Row, line: Line) -> bool:
    """Say whether a line holds the end of a range of pages broken above it."""
    return (
        row.pages is not None
        and bool(_OPEN_RANGE.match(row.pages.text))
        and short(line).isdecimal()
    )


def _row(
    number: Words | None, line: Line, start: int, notebook: Notebook, presenters: frozenset[str]
) -> Row:
    if "\t" in line.text[start:].strip():
        columns = _columns(line, start)
        row = Row(number=number, heading=columns[0])
        row.fill(list(columns[1:]))
    else:
        row = _run_together(number, line.words(start), notebook, presenters)
    row.close(closure_of_heading(row.heading.text))
    return row


def _columns(line: Line, start: int) -> tuple[Words, ...]:
    """Give the columns from a place in a line on, the first of them not empty."""
    start += len(line.text[start:]) - len(line.text[start:].lstrip())
    stops = [
        start - 1,
        *(at for at, each in enumerate(line.text) if each == "\t" and at >= start),
        len(line.text),
    ]
    return tuple(line.words(before + 1, after) for before, after in pairwise(stops))


def _run_together(
    number: Words | None, words: Words, notebook: Notebook, presenters: frozenset[str]
) -> Row:
    found = _RUN_TOGETHER.match(words.text) if len(words.text) <= LONGEST_HEAD else None
    if found is None:
        return Row(number=number, heading=words)
    end = found.end("title")
    row = Row(number=number, heading=words)
    row.minutes = notebook.part(words, found, "minutes")
    row.pages = notebook.part(words, found, "pages") or notebook.part(words, found, "range")
    row.state = notebook.part(words, found, "state")
    if row.state is not None:
        row.kind = kind_stated(row.state.text)
    if row.minutes is not None:
        title = found["title"]
        known = [each for each in presenters if title.casefold().endswith(f" {each}")]
        if known:
            end = len(title) - len(max(known, key=len))
            row.presenter = notebook.source.part(words, end, found.end("title"))
    row.heading = notebook.source.part(words, 0, end)
    return row
