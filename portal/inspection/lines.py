"""The line that says whose copy something is, typeset in whatever script a name is written in.

Typst brings fonts for Latin, Greek, Cyrillic, Hebrew and Arabic script; others come from the
system's, if it has them.  A letter for which no font is there is written by its number, such as
``[U+738B]``: no name is left out, and no copy holds a glyph that is none.
"""

import base64
from collections.abc import Mapping
from typing import Any, Final, Literal

import typst

LONGEST: Final = 480
"""In points: a longer line is broken."""

_SOURCE: Final = b"""
#set page(width: auto, height: auto, margin: 2pt, fill: white)
#set text(size: 8pt, hyphenate: false, dir: ltr)
#let line = text(sys.inputs.line)
#context if measure(line).width > 480pt { box(width: 480pt, line) } else { line }
"""
_PPI: Final = 150


def set_line(asked: Mapping[str, Any]) -> dict[str, Any]:
    """Set the line asked for as a page of its own, for what will be marked with it.

    ``asked["mark"]`` is ``{"line": words}`` or null; in its place is then what was set, as
    ``{"pdf": bytes, "png": bytes}``.
    """
    mark = asked.get("mark")
    if mark is None:
        return {**asked, "mark": None}
    words = _with_numbers(str(mark["line"]))
    return {**asked, "mark": {"pdf": _set(words, "pdf"), "png": _set(words, "png")}}


def as_mark(given: Mapping[str, Any] | None, kind: str) -> bytes | None:
    """Give the line as it was set, whether it came as bytes or in base64."""
    if given is None:
        return None
    found = given[kind]
    return found if isinstance(found, bytes) else base64.b64decode(found)


def _set(words: str, kind: Literal["pdf", "png"]) -> bytes:
    # Of marked content the line needs none: whoever puts it on a page says what it is there.
    made: object = typst.compile(
        _SOURCE, format=kind, sys_inputs={"line": words}, ppi=float(_PPI), pdf_tags=False
    )
    if not isinstance(made, bytes):
        raise TypeError("a line is one page")
    return made


def _with_numbers(words: str) -> str:
    """Write by its number each letter for which there is no font, and each that shows nothing."""
    words = "".join(each if each.isprintable() else f"[U+{ord(each):04X}]" for each in words)
    if _can_be_set(words):
        return words
    strange = {each for each in words if not each.isascii() and not _can_be_set(each)}
    return "".join(f"[U+{ord(each):04X}]" if each in strange else each for each in words)


def _can_be_set(words: str) -> bool:
    try:
        # A standard for archives refuses what has no glyph.
        typst.compile(_SOURCE, format="pdf", sys_inputs={"line": words}, pdf_standards="a-2b")
    except typst.TypstError:
        return False
    return True
