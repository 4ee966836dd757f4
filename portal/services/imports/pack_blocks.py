"""The text of a report as blocks: numbered headings and paragraphs, bullets, rows of tables.

The number of a paragraph may stand behind a dash ("- 3.1"), as it does where the list marks of a
word processor were written out.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from portal.services.imports.model import Block, BlockKind, Span, Words
from portal.services.imports.pack_notebook import LONGEST_HEAD, Notebook, cells, short
from portal.services.imports.source import Line, joined

_PARAGRAPH: Final = re.compile(
    r"(?:[-\u2013] )?(?P<number>\d{1,2}(?:\.\d{1,3}){1,3})\.?\s(?=\s{0,9}\S)"
)
_HEADING: Final = re.compile(r"(?P<number>\d{1,2}\.)\s(?=\s{0,9}\S)")
_BULLET: Final = re.compile(r"(?P<number>[-\u2013\u2014\u2022\u00b7\u25aa\uf0b7o*])\s(?=\s{0,9}\S)")
_EMPTY_BULLET: Final = re.compile(r"[-\u2013\u2014\u2022\u00b7\u25aa\uf0b7*]$")
_TAG: Final = re.compile(r"</?(?:p|br|b|i|strong|em|ul|li|div|span) ?/?>", re.IGNORECASE)
_ENDS_A_SENTENCE: Final = (".", ";", ":", "?", "!", ",")
_LONGEST_HEADING: Final = 90  # characters of a heading without a number


def report_blocks(lines: Sequence[Line], notebook: Notebook) -> tuple[Block, ...]:
    """Make blocks of a report's lines; marks of an empty bullet become furniture."""
    return tuple(_blocks(lines, notebook))


def recommendations_in(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """Give the blocks of a report that say what the board is asked to do."""
    found: list[Block] = []
    within = False
    for block in blocks:
        if block.kind is BlockKind.HEADING and block.level == 0:
            within = "recommend" in block.text.text.casefold()
        elif within:
            found.append(block)
    return tuple(found)


def _blocks(lines: Sequence[Line], notebook: Notebook) -> Iterator[Block]:
    run: list[Line] = []
    level = 0
    leads_in = False  # whether the text above ends in a colon
    for line in lines:
        if run and (line.blank or _stands_alone(line)):
            paragraph = _paragraph(run, level, notebook, below=None if leads_in else line)
            leads_in = paragraph.text.text.endswith(":")
            yield paragraph
            run = []
        if line.blank:
            continue
        if _EMPTY_BULLET.match(short(line)):
            notebook.layout(line.words())
        elif (block := _marked(line, level, notebook)) is None:
            run.append(line)
        else:
            if block.kind is not BlockKind.BULLET:
                level = block.level if block.kind is BlockKind.HEADING else 1
            leads_in = block.text.text.endswith(":")
            yield block
    if run:
        yield _paragraph(run, level, notebook, below=None)


def _stands_alone(line: Line) -> bool:
    text = line.text.strip()[:LONGEST_HEAD]
    return "\t" in line.text.strip() or any(
        form.match(text) for form in (_PARAGRAPH, _HEADING, _BULLET, _EMPTY_BULLET)
    )


def _marked(line: Line, level: int, notebook: Notebook) -> Block | None:
    """Read a line that is a block of its own: a row, or one with a number or a bullet."""
    if "\t" in line.text.strip():
        row = joined(*(_untagged(each, notebook) for each in cells(line) if each.text))
        return Block(kind=BlockKind.TABLE_ROW, text=row, level=level)
    indent = len(line.text) - len(line.text.lstrip())
    text = line.text[indent : indent + LONGEST_HEAD]
    for form, kind, at in (
        (_PARAGRAPH, BlockKind.NUMBERED, 1),
        (_HEADING, BlockKind.HEADING, 0),
        (_BULLET, BlockKind.BULLET, 2),
    ):
        if found := form.match(text):
            start = found.start("number")
            notebook.layout(line.words(indent, indent + start))
            marker = line.words(indent + start, indent + found.end())
            stop = found.end()
            return Block(
                kind=kind,
                text=_untagged(line.words(indent + stop), notebook),
                marker=marker,
                level=at,
            )
    return None


def _paragraph(run: Sequence[Line], level: int, notebook: Notebook, *, below: Line | None) -> Block:
    """Make a paragraph of lines that touch; a short one above others is a heading within."""
    text = joined(*(_untagged(line.words(), notebook) for line in run))
    short_one = len(run) == 1 and 0 < len(text.text) <= _LONGEST_HEADING
    heading = short_one and level and below is not None and below.blank
    if heading and not text.text.endswith(_ENDS_A_SENTENCE) and text.text[:1].isupper():
        return Block(kind=BlockKind.HEADING, text=text, level=1)
    return Block(kind=BlockKind.PARAGRAPH, text=text, level=1 if level else 0)


def _untagged(words: Words, notebook: Notebook) -> Words:
    """Leave out the tags of a table that was written out as a web page."""
    if "<" not in words.text:
        return words
    pieces: list[Words] = []
    for span in words.spans:
        raw = notebook.source.text[span.start : span.end]
        start = 0
        for tag in _TAG.finditer(raw):
            pieces.append(_piece(raw, span.start, start, tag.start()))
            notebook.layout(_piece(raw, span.start, *tag.span()))
            start = tag.end()
        pieces.append(_piece(raw, span.start, start, len(raw)))
    return joined(*(each for each in pieces if each.text))


def _piece(raw: str, offset: int, start: int, end: int) -> Words:
    tidy = raw[start:end].strip()
    first = offset + start + len(raw[start:end]) - len(raw[start:end].lstrip())
    return Words(text=" ".join(tidy.split()), spans=(Span(first, first + len(tidy)),))
