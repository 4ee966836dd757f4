"""Noticing that something open names what something marked keeps back."""

import re
from collections.abc import Iterator
from typing import Final

from portal.services.imports.doubting import place
from portal.services.imports.labels import closure_of_line, marking_of_heading
from portal.services.imports.model import Block, Doubt, DoubtKind, Item, Words
from portal.services.imports.source import Source

_NOT_A_WORD: Final = re.compile(r"[\W_]+")
_INDEXED_BY: Final = 2  # words; every title is looked up by its first two
_MOST_ALIKE: Final = 20  # titles that begin with the same two words


def naming_doubts(items: tuple[Item, ...], source: Source) -> Iterator[Doubt]:
    """Doubt open headings and lines that begin with the title of something marked.

    The sentences name lines and item numbers, never the title.
    """
    marked = _marked_titles(items, source)
    for item in (each for top in items for each in top.walk()):
        if item.closed:
            continue
        if what := _names(item.heading, marked):
            yield Doubt(
                kind=DoubtKind.MARKING_DISAGREEMENT,
                where=place(item),
                sentence=f"The heading of {place(item)} is open, yet it is that of {what}, "
                "which is marked.",
                spans=item.heading.spans,
            )
        for block in _blocks(item):
            what = "" if block.closed else _names(block.text, marked)
            if what:
                line = f"Line {source.line_number(block.text.spans[0].start)}"
                yield Doubt(
                    kind=DoubtKind.MENTIONS_WITHHELD_MATTER,
                    where=place(item),
                    sentence=f"{line}, inside {place(item)}, is open, yet it names the matter of "
                    f"{what}, which is marked.",
                    spans=block.text.spans,
                )


def title_without_label(text: str) -> str:
    """Reduce a title to its words in small letters, its label left out, to compare it by."""
    words = _NOT_A_WORD.sub(" ", text.casefold()).strip()
    label = _NOT_A_WORD.sub(" ", marking_of_heading(text).casefold())
    return words.removeprefix(label).removesuffix(label).strip() if label else words


def _marked_titles(items: tuple[Item, ...], source: Source) -> dict[str, list[tuple[str, str]]]:
    found: dict[str, list[tuple[str, str]]] = {}
    for item in (each for top in items for each in top.walk()):
        things = [(item.heading.text, place(item))] if item.closed else []
        for block in () if item.closed else _blocks(item):
            if block.closed and closure_of_line(block.text.text):
                line = source.line_number(block.text.spans[0].start)
                things.append((block.text.text, f"line {line}"))
        for text, what in things:
            title = title_without_label(text)
            alike = found.setdefault(_key(title), [])
            if title.count(" ") >= _INDEXED_BY - 1 and len(alike) < _MOST_ALIKE:
                alike.append((title, what))
    return found


def _names(words: Words, marked: dict[str, list[tuple[str, str]]]) -> str:
    text = title_without_label(words.text[:300])
    for title, what in marked.get(_key(text), ()):
        if text == title or text.startswith(f"{title} "):
            return what
    return ""


def _key(title: str) -> str:
    return " ".join(title.split(" ", _INDEXED_BY)[:_INDEXED_BY])


def _blocks(item: Item) -> tuple[Block, ...]:
    return (*item.agenda_text, *(item.minutes.blocks if item.minutes else ()))
