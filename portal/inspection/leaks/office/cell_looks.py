"""How a spreadsheet's cells look, so far as it decides whether their words are seen."""

from typing import Final

from lxml import etree

from portal.inspection.leaks.model import Kind
from portal.inspection.leaks.office.colours import BLACK, WHITE, is_colour, is_lost
from portal.inspection.leaks.office.package import child
from portal.inspection.leaks.xml import attribute, local

_THEME: Final = {"0": WHITE, "1": BLACK}  # the two of every theme that are seldom changed
_INDEXED: Final = {"1": WHITE, "9": WHITE, "0": BLACK, "8": BLACK, "64": BLACK, "65": WHITE}


class CellLooks:
    """The formats of a workbook, asked by a cell's number of its format."""

    def __init__(self, root: etree._Element | None) -> None:
        self._formats = _members(root, "cellXfs", "xf")
        self._fonts = _members(root, "fonts", "font")
        self._fills = _members(root, "fills", "fill")
        self._numbers = {
            attribute(each, "numFmtId"): attribute(each, "formatCode")
            for each in _members(root, "numFmts", "numFmt")
        }

    def why_hidden(self, number: str) -> Kind | None:
        """Say why words in a cell of this format are not seen; nothing, if they are."""
        if not number.isdigit() or int(number) >= len(self._formats):
            return None
        look = self._formats[int(number)]
        code = self._numbers.get(attribute(look, "numFmtId"), "")
        if code and not code.strip('; "'):
            return Kind.HIDDEN_TEXT
        font = _at(self._fonts, attribute(look, "fontId"))
        text = _colour(child(font, "color"), BLACK)
        ground = _ground(_at(self._fills, attribute(look, "fillId")))
        lost = is_colour(text) and is_colour(ground) and is_lost(text, ground)
        return Kind.FAINT_TEXT if lost else None


def _members(root: etree._Element | None, group: str, name: str) -> list[etree._Element]:
    held = child(root, group)
    return [each for each in held if local(each) == name] if held is not None else []


def _at(members: list[etree._Element], number: str) -> etree._Element | None:
    return members[int(number)] if number.isdigit() and int(number) < len(members) else None


def _ground(fill: etree._Element | None) -> str:
    """Give the colour behind a cell's words; nothing, if it is a pattern."""
    pattern = child(fill, "patternFill")
    sort = attribute(pattern, "patternType") if pattern is not None else "none"
    if sort in {"", "none"}:
        return WHITE if child(fill, "gradientFill") is None else ""
    return _colour(child(pattern, "fgColor"), "") if sort == "solid" else ""


def _colour(element: etree._Element | None, usual: str) -> str:
    """Give a colour in numbers; nothing, if the theme decides it."""
    if element is None:
        return usual
    if attribute(element, "rgb"):
        return attribute(element, "rgb")
    if attribute(element, "indexed"):
        return _INDEXED.get(attribute(element, "indexed"), "")
    if attribute(element, "theme") and not attribute(element, "tint"):
        return _THEME.get(attribute(element, "theme"), "")
    return "" if attribute(element, "theme") else usual
