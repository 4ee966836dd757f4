"""Plain text of the record, as the blocks a page is made of.

A text keeps its shape in its lines: a blank line ends a paragraph; a line that begins with a
bullet (``•``, ``*``, a hyphen or a dash) is a list's, and one that begins with ``o`` or stands
further in belongs to the bullet above; a line that begins with ``## `` is a heading; a paragraph
that begins with a number such as ``2.1`` can be cited by it.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final

_BULLET: Final = re.compile(r"(?P<in>[ \t]*)(?P<mark>[•·▪*\u2013-]|o(?=[ \t]))[ \t]+(?P<text>\S.*)")
_HEADING: Final = re.compile(r"##+[ \t]+(?P<text>\S.*)")
_NUMBERED: Final = re.compile(r"(?P<number>\d{1,3}(?:\.\d{1,3}){0,3})\.?[ \t]+(?P<text>\S.*)")


@dataclass(slots=True)
class Bullet:
    """One line of a list, and those under it."""

    text: str
    under: list[str] = field(default_factory=list)


@dataclass(slots=True, kw_only=True)
class Block:
    """A heading, a paragraph or a list."""

    kind: str
    text: str = ""
    number: str = ""
    anchor: str = ""
    bullets: list[Bullet] = field(default_factory=list)


def blocks(text: str) -> list[Block]:
    """Part a text into its blocks.  Numbers that can be cited get an anchor, each its own."""
    found = list(_blocks(text.replace("\r\n", "\n").split("\n")))
    seen: set[str] = set()
    for block in found:
        if block.number:
            anchor = f"paragraph-{block.number.replace('.', '-')}"
            block.anchor = "" if anchor in seen else anchor
            seen.add(anchor)
    return found


def _blocks(lines: list[str]) -> Iterator[Block]:
    block: Block | None = None
    for line in [*lines, ""]:
        if bullet := _BULLET.fullmatch(line.rstrip()):
            if block is None or block.kind != "list":
                if block is not None:
                    yield block
                block = Block(kind="list")
            _add(block, bullet)
            continue
        if block is not None and (not line.strip() or _opens(line)):
            yield block
            block = None
        if block is None:
            block = _begun(line.strip()) if line.strip() else None
        elif block.kind == "list":
            _continue(block, line.strip())
        else:
            block.text = f"{block.text} {line.strip()}"
    if block is not None:
        yield block


def _opens(line: str) -> bool:
    return bool(_HEADING.fullmatch(line.strip()))


def _begun(line: str) -> Block:
    if heading := _HEADING.fullmatch(line):
        return Block(kind="heading", text=heading["text"])
    if numbered := _NUMBERED.fullmatch(line):
        return Block(kind="paragraph", number=numbered["number"], text=numbered["text"])
    return Block(kind="paragraph", text=line)


def _add(block: Block, bullet: re.Match[str]) -> None:
    deeper = bullet["mark"] == "o" or len(bullet["in"]) > 1
    if deeper and block.bullets:
        block.bullets[-1].under.append(bullet["text"])
    else:
        block.bullets.append(Bullet(bullet["text"]))


def _continue(block: Block, line: str) -> None:
    last = block.bullets[-1]
    if last.under:
        last.under[-1] = f"{last.under[-1]} {line}"
    else:
        last.text = f"{last.text} {line}"


def without_headings(text: str) -> str:
    """Give a text that nobody here has written: a line that looks like a heading's is none."""
    return "\n".join(
        line.lstrip("#") if line.startswith("##") else line for line in text.split("\n")
    )


FILTERS: Final[dict[str, Callable[..., Any]]] = {
    "blocks": blocks,
    "without_headings": without_headings,
}
"""By the names templates call them."""
