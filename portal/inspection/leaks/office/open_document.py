"""What an OpenDocument file holds besides what it shows (OASIS OpenDocument 1.3, part 3)."""

import re
from typing import Final

from lxml import etree

from portal.inspection.leaks.model import Kind, Passage, Read
from portal.inspection.leaks.office.colours import WHITE, is_colour, is_lost
from portal.inspection.leaks.office.package import Package, child
from portal.inspection.leaks.office.parts import PICTURES
from portal.inspection.leaks.pictures import find_in_picture
from portal.inspection.leaks.telling import has_path, is_telling
from portal.inspection.leaks.words import Seen
from portal.inspection.leaks.xml import attribute, local

_BLOCKS: Final = frozenset({"p", "h"})
_APART: Final = frozenset(
    {"annotation", "tracked-changes", "notes", "hidden-text", "hidden-paragraph"}
)
_COLLAPSED: Final = frozenset({"collapse", "filter"})
_META: Final = frozenset(
    {
        "creator",
        "initial-creator",
        "printed-by",
        "title",
        "subject",
        "description",
        "keyword",
        "user-defined",
    }
)
_OBJECT: Final = re.compile(r"Object [0-9]+(?:/content\.xml)?")
_LENGTH: Final = re.compile(r"(-?[0-9.]+)(cm|mm|in|pt|px)")
_POINTS: Final = {"cm": 28.35, "mm": 2.835, "in": 72.0, "pt": 1.0, "px": 0.75}
_TINIEST: Final = 2.0


def read_open_document(package: Package, read: Read) -> list[tuple[str, bytes]]:
    """Put down what an OpenDocument file holds besides; give the files within it."""
    content, styles = package.xml("content.xml"), package.xml("styles.xml")
    looks = _Looks([each for each in (content, styles) if each is not None])
    for root in (content, styles):
        if root is not None:
            _Reader(looks, read).walk(root, "the text", shown=True)
    _read_meta(package, Seen(read.shown), read)
    return _read_parts(package, read)


class _Looks:
    """The styles of a file, so far as they decide whether words are seen."""

    def __init__(self, roots: list[etree._Element]) -> None:
        self._styles = {
            attribute(each, "name"): each
            for root in roots
            for each in root.iter()
            if local(each) == "style"
        }
        layout = next(
            (e for r in roots for e in r.iter() if local(e) == "page-layout-properties"), None
        )
        self.width = _points(attribute(layout, "page-width")) if layout is not None else 0.0
        self.height = _points(attribute(layout, "page-height")) if layout is not None else 0.0

    def said(self, style: str, name: str) -> str:
        """Give a property of a style, or of its parent."""
        for _ in range(20):
            found = self._styles.get(style)
            if found is None:
                return ""
            for part in found:
                if attribute(part, name):
                    return attribute(part, name)
            style = attribute(found, "parent-style-name")
        return ""

    def why_hidden(self, styles: list[str]) -> Kind | None:
        """Say why words under some styles, the innermost first, are not seen."""

        def said(name: str) -> str:
            return next(
                (found for found in (self.said(each, name) for each in styles) if found), ""
            )

        if said("display") == "none":
            return Kind.HIDDEN_TEXT
        if 0 < _points(said("font-size")) <= _TINIEST:
            return Kind.TINY_TEXT
        colour, ground = said("color"), said("background-color")
        if not is_colour(ground):
            ground = "" if said("fill") or said("fill-color") else WHITE
        if is_colour(colour) and is_colour(ground) and is_lost(colour, ground):
            return Kind.FAINT_TEXT
        return None


class _Reader:
    """Walks a file's text, and knows in which sheet, slide or section it is."""

    def __init__(self, looks: _Looks, read: Read) -> None:
        self._looks, self._read = looks, read
        self._slides = self._rows = 0

    def walk(self, element: etree._Element, place: str, *, shown: bool) -> None:
        """Put down what is not seen below an element, and keep its words."""
        for each in element:
            name = local(each)
            if name in _APART:
                self._apart(each, name, place)
            elif name == "table" and attribute(each, "name"):
                self._table(each, shown=shown)
            elif name == "page":
                self._slide(each)
            elif name == "section" and attribute(each, "display") in {"none", "condition"}:
                self._read.add(Kind.HIDDEN_TEXT, f"section {attribute(each, 'name')}", _words(each))
                self.walk(each, place, shown=False)
            elif name == "frame":
                self._frame(each, place, shown=shown)
            elif name in _BLOCKS:
                self._block(each, place, shown=shown)
            else:
                self.walk(each, place, shown=shown)

    def _apart(self, element: etree._Element, name: str, place: str) -> None:
        words = _words(element) or attribute(element, "string-value")
        kind = {
            "annotation": Kind.COMMENT,
            "tracked-changes": Kind.TRACKED_CHANGE,
            "notes": Kind.SPEAKER_NOTES,
        }.get(name, Kind.HIDDEN_TEXT)
        if words.strip():
            self._read.add(kind, place, words)
            self._read.passages.append(Passage(text=words, place=place, shown=False))

    def _block(self, block: etree._Element, place: str, *, shown: bool) -> None:
        kept: list[str] = []
        for text, styles in _pieces(block, [attribute(block, "style-name")]):
            kind = self._looks.why_hidden(styles) if shown else None
            if kind is None:
                kept.append(text)
            elif text.strip():
                self._read.add(kind, place, text)
                self._read.passages.append(Passage(text=text, place=place, shown=False))
        self._read.passages.append(Passage(text="".join(kept), place=place, shown=shown))
        for each in block.iter():
            if local(each) in _APART:
                self._apart(each, local(each), place)
            elif local(each) == "frame":
                self._frame(each, place, shown=shown)

    def _table(self, table: etree._Element, *, shown: bool) -> None:
        name = attribute(table, "name")
        shut = self._looks.said(attribute(table, "style-name"), "display") == "false"
        if shut:
            self._read.add(Kind.HIDDEN_SHEET, f"sheet {name}", _words(table))
        number = 0
        for each in table.iter():
            if local(each) == "table-row":
                number += 1
                if attribute(each, "visibility") in _COLLAPSED and _words(each).strip():
                    self._read.add(Kind.HIDDEN_ROWS, f"sheet {name}, row {number}", _words(each))
        self._columns(table, name)
        self.walk(table, f"sheet {name}", shown=shown and not shut)

    def _columns(self, table: etree._Element, name: str) -> None:
        shut: list[bool] = []
        for each in table.iter():
            if local(each) == "table-column":
                times = attribute(each, "number-columns-repeated")
                count = min(int(times), 1000) if times.isdigit() else 1
                shut += [attribute(each, "visibility") in _COLLAPSED] * count
        if not any(shut):
            return
        words: list[str] = []
        for row in table.iter():
            if local(row) == "table-row":
                words += [
                    _words(cell)
                    for at, cell in enumerate(_cells(row))
                    if at < len(shut) and shut[at]
                ]
        if "".join(words).strip():
            self._read.add(Kind.HIDDEN_COLUMNS, f"sheet {name}", " ".join(words))

    def _slide(self, page: etree._Element) -> None:
        self._slides += 1
        place = f"slide {self._slides}"
        shut = self._looks.said(attribute(page, "style-name"), "visibility") == "hidden"
        if shut:
            self._read.add(Kind.HIDDEN_SLIDE, place, _words(page))
        self.walk(page, place, shown=not shut)

    def _frame(self, frame: etree._Element, place: str, *, shown: bool) -> None:
        told = " ".join(e.text or "" for e in frame if local(e) in {"title", "desc"})
        if has_path(told):
            self._read.add(Kind.ALTERNATIVE_TEXT, place, told)
        self._read.passages.append(Passage(text=told, place=f"{place}, a description", shown=False))
        x, y = _points(attribute(frame, "x")), _points(attribute(frame, "y"))
        wide, high = _points(attribute(frame, "width")), _points(attribute(frame, "height"))
        beside = (
            self._slides
            and self._looks.width
            and (x >= self._looks.width or y >= self._looks.height or x + wide < 0 or y + high < 0)
        )
        if beside and (_words(frame).strip() or child(frame, "image") is not None):
            self._read.add(Kind.OFF_PAGE_TEXT, place, _words(frame) or "A picture")
        self.walk(frame, place, shown=shown and not beside)


def _pieces(block: etree._Element, styles: list[str]) -> list[tuple[str, list[str]]]:
    found: list[tuple[str, list[str]]] = [(block.text or "", styles)]
    for each in block:
        name = local(each)
        if name in {"tab", "line-break", "s"}:
            found.append((" ", styles))
        elif name not in _APART and name != "frame":
            own = attribute(each, "style-name")
            found += _pieces(each, [own, *styles] if own else styles)
        found.append((each.tail or "", styles))
    return found


def _cells(row: etree._Element) -> list[etree._Element]:
    found: list[etree._Element] = []
    for cell in row:
        times = attribute(cell, "number-columns-repeated")
        found += [cell] * (min(int(times), 1000) if times.isdigit() else 1)
    return found


def _words(element: etree._Element) -> str:
    """Give an element's words, without who wrote them and when."""
    parts = [
        "".join(str(each) for each in block.itertext())
        for block in element.iter()
        if local(block) in _BLOCKS
    ]
    return " ".join(parts)


def _points(length: str) -> float:
    found = _LENGTH.fullmatch(length)
    try:
        return float(found[1]) * _POINTS[found[2]] if found else 0.0
    except ValueError:
        return 0.0


def _read_meta(package: Package, seen: Seen, read: Read) -> None:
    for part, names in (("meta.xml", _META), ("settings.xml", frozenset({"config-item"}))):
        root = package.xml(part)
        for each in root.iter() if root is not None else ():
            told = each.text or "" if isinstance(each.tag, str) else ""
            wanted = has_path(told) if part == "settings.xml" else is_telling(told, seen)
            if local(each) in names and wanted:
                name = attribute(each, "name") or local(each)
                read.add(Kind.METADATA, f"properties of the file, {name}", told)


def _read_parts(package: Package, read: Read) -> list[tuple[str, bytes]]:
    within: list[tuple[str, bytes]] = []
    for name in package.names:
        if name.startswith("Versions/"):
            read.add(Kind.PREVIOUS_REVISION, "an earlier version within the file", name)
            within.append((name, package.read(name)))
        elif name.startswith("Pictures/") and name.lower().endswith(PICTURES):
            find_in_picture(package.read(name), f"picture {name}", read)
        elif _OBJECT.fullmatch(name):
            read.add(Kind.EMBEDDED_OBJECT, "the whole file", name)
        elif name == "Thumbnails/thumbnail.png":
            words = "A small picture of the first page, as it was when the file was saved."
            read.add(Kind.THUMBNAIL, "properties of the file", words)
    return within
