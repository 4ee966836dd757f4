"""Lines of running text as paragraphs, bullets, dashes and numbered lines."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from portal.services.imports.actions import begins_action
from portal.services.imports.labels import closure_of_line
from portal.services.imports.model import Block, BlockKind, Closure, Words
from portal.services.imports.source import Line, joined

_MARKERS: Final = (
    (BlockKind.BULLET, re.compile(r"[\u00b7\u2022\u25aa\u25e6\u25cf\u2023\uf0b7o*](?=[\s\u00a0])")),
    (BlockKind.BULLET, re.compile(r"[\u00b7\u2022\u25aa\u25e6\u25cf\u2023\uf0b7](?=\S)")),
    (BlockKind.DASH, re.compile(r"[-\u2013\u2014](?=\s*[^\s\d-])")),
    (BlockKind.DASH, re.compile(r"[-\u2013\u2014](?=\s)")),
    (BlockKind.NUMBERED, re.compile(r"\d{1,3}[.)](?!\d)")),
    (BlockKind.NUMBERED, re.compile(r"\d{0,3}\([a-z]{1,4}\)(?=\s)")),
    (BlockKind.NUMBERED, re.compile(r"[a-z]{1,4}[.)](?=\s)")),
)
_LISTS: Final = frozenset({BlockKind.BULLET, BlockKind.DASH, BlockKind.NUMBERED})


def blocks_of(lines: Sequence[Line], *, closed: Closure | None = None) -> tuple[Block, ...]:
    """Make blocks of some lines; a blank line, or a marker, begins a new one.

    A marked bullet or dash closes itself and what hangs from it.  Any other marked line reads
    like a heading of which nobody can say how far it reaches, so it closes the rest.
    ``closed`` closes them all.
    """
    return tuple(_closing(_levelled(_grouped(lines)), closed))


def _grouped(lines: Sequence[Line]) -> Iterator[tuple[BlockKind, Words | None, Words]]:
    run: list[Line] = []
    for line in lines:
        if run and (line.blank or _begins(line)):
            yield _block(run)
            run = []
        if not line.blank:
            run.append(line)
    if run:
        yield _block(run)


def _begins(line: Line) -> bool:
    """Say whether a line is a block of its own even without a blank line before it."""
    tidy = line.words().text
    return bool(_marker(tidy)) or begins_action(tidy) or closure_of_line(tidy) is not None


def _marker(tidy: str) -> tuple[BlockKind, int] | None:
    for kind, pattern in _MARKERS:
        if match := pattern.match(tidy):
            return (kind, match.end()) if tidy[match.end() :].strip() else None
    return None


def _block(run: Sequence[Line]) -> tuple[BlockKind, Words | None, Words]:
    first, rest = run[0], run[1:]
    indent = len(first.text) - len(first.text.lstrip())
    found = _marker(first.text.strip())
    kind, length = found or (BlockKind.PARAGRAPH, 0)
    marker = first.words(indent, indent + length) if length else None
    text = joined(first.words(indent + length), *(line.words() for line in rest))
    return (BlockKind.ACTION if begins_action(text.text) else kind), marker, text


def _levelled(
    found: Iterator[tuple[BlockKind, Words | None, Words]],
) -> Iterator[Block]:
    under_bullet = False
    for kind, marker, text in found:
        if kind is BlockKind.BULLET:
            under_bullet = True
        elif kind not in _LISTS:
            under_bullet = False
        level = int(under_bullet and kind is not BlockKind.BULLET)
        yield Block(kind=kind, marker=marker, text=text, level=level)


def _closing(blocks: Iterator[Block], closed: Closure | None) -> Iterator[Block]:
    to_the_end, hanging, from_kind = closed, None, BlockKind.PARAGRAPH
    for block in blocks:
        own = None if to_the_end else closure_of_line(block.text.text)
        if own and block.kind in {BlockKind.BULLET, BlockKind.DASH}:
            hanging, from_kind = own, block.kind
        elif own:
            to_the_end = own
        elif hanging and not _hangs(block, from_kind):
            hanging = None
        closure = to_the_end or hanging
        yield Block(
            kind=block.kind,
            marker=block.marker,
            text=block.text,
            level=block.level,
            closed=closure,
        )


def _hangs(block: Block, from_kind: BlockKind) -> bool:
    """Say whether a block belongs to the marked bullet or dash above it."""
    if block.kind is BlockKind.ACTION:
        return True
    if from_kind is BlockKind.BULLET:
        return block.kind in {BlockKind.DASH, BlockKind.NUMBERED}
    return block.kind is BlockKind.NUMBERED
