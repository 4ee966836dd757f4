"""What a spreadsheet holds besides what is shown: sheets, rows, columns, caches, names."""

import re
from collections.abc import Mapping
from typing import Final

from lxml import etree

from portal.inspection.leaks.model import Kind, Passage, Read
from portal.inspection.leaks.office.cell_looks import CellLooks
from portal.inspection.leaks.office.package import Package, child, texts
from portal.inspection.leaks.xml import attribute, local, members, reference

_CELL: Final = re.compile(r"([A-Z]{1,3})([0-9]+)")
_TRUE: Final = frozenset({"1", "true"})
_BUILT_IN: Final = "_xlnm."
_MOST_CELLS: Final = 400
_LOST_NAME: Final = re.compile(r"#REF!|\[[0-9]+\]|^\s*\"|^[^!$]*$")


def read_sheets(package: Package, read: Read) -> None:
    """Put down what a workbook holds besides, and keep its words."""
    book = package.xml("xl/workbook.xml")
    links = package.links("xl/workbook.xml")
    strings = _strings(package)
    looks = CellLooks(package.xml("xl/styles.xml"))
    hidden: set[str] = set()
    for sheet in members(child(book, "sheets")):
        name = attribute(sheet, "name")
        root = package.xml(links.get(reference(sheet), ("", "", False))[1])
        shut = attribute(sheet, "state") in {"hidden", "veryHidden"}
        if root is None:
            continue
        grid = _Sheet(name, root, strings, looks, shown=not shut)
        if shut:
            hidden.add(name)
            sort = "very hidden" if attribute(sheet, "state") == "veryHidden" else "hidden"
            read.add(Kind.HIDDEN_SHEET, f"sheet {name}, {sort}", grid.words())
        grid.put_down(read)
    _read_names(book, hidden, read)
    _read_caches(package, read)
    _read_remarks(package, read)


def _strings(package: Package) -> list[str]:
    root = package.xml("xl/sharedStrings.xml")
    return [texts(each, "t") for each in root if local(each) == "si"] if root is not None else []


class _Sheet:
    """One sheet: its cells by row, and which rows and columns are not shown."""

    def __init__(
        self, name: str, root: etree._Element, strings: list[str], looks: CellLooks, *, shown: bool
    ) -> None:
        self._name, self._shown = name, shown
        self._columns = _hidden_columns(root)
        self._rows: list[tuple[int, bool, dict[int, str]]] = []
        self._faint: list[tuple[str, Kind, str]] = []
        usual = child(root, "sheetFormatPr")
        zero = usual is not None and attribute(usual, "zeroHeight") in _TRUE
        for at, row in enumerate(members(child(root, "sheetData")), 1):
            number = int(attribute(row, "r")) if attribute(row, "r").isdigit() else at
            cells: dict[int, str] = {}
            for cell in row:
                words = _value(cell, strings)
                if not words.strip():
                    continue
                found = _CELL.fullmatch(attribute(cell, "r"))
                cells[_column(found[1]) if found else len(cells) + 1] = words
                kind = looks.why_hidden(attribute(cell, "s"))
                if kind is not None:
                    self._faint.append((attribute(cell, "r"), kind, words))
            flat = attribute(row, "ht") in {"0", "0.0"}
            shut = attribute(row, "hidden") in _TRUE or flat or (zero and not attribute(row, "ht"))
            self._rows.append((number, shut, cells))

    def words(self) -> str:
        """Give what stands in the sheet, for as long as it is not too much."""
        found = [" ".join(cells.values()) for _, _, cells in self._rows[:_MOST_CELLS]]
        return " ".join(found)

    def put_down(self, read: Read) -> None:
        """Put down what is not shown, and keep what is."""
        columns: dict[int, list[str]] = {}
        run: list[tuple[int, str]] = []
        for number, shut, cells in self._rows:
            if shut and cells:
                if run and run[-1][0] != number - 1:
                    self._end(run, read)
                run.append((number, " ".join(cells.values())))
            for column, words in cells.items():
                if column in self._columns:
                    columns.setdefault(column, []).append(words)
            place = f"sheet {self._name}, row {number}"
            shown = self._shown and not shut
            kept = [words for at, words in cells.items() if at not in self._columns]
            rest = [words for at, words in cells.items() if at in self._columns]
            read.passages.append(Passage(text=" | ".join(kept), place=place, shown=shown))
            if rest:
                read.passages.append(Passage(text=" | ".join(rest), place=place, shown=False))
        self._end(run, read)
        for column, found in columns.items():
            place = f"sheet {self._name}, column {_letters(column)}"
            read.add(Kind.HIDDEN_COLUMNS, place, " ".join(found[:_MOST_CELLS]))
        for cell, kind, words in self._faint:
            read.add(kind, f"sheet {self._name}, cell {cell}", words)

    def _end(self, run: list[tuple[int, str]], read: Read) -> None:
        if run:
            first, last = run[0][0], run[-1][0]
            rows = f"row {first}" if first == last else f"rows {first} to {last}"
            words = " ".join(each for _, each in run)
            read.add(Kind.HIDDEN_ROWS, f"sheet {self._name}, {rows}", words)
            run.clear()


def _hidden_columns(root: etree._Element) -> set[int]:
    found: set[int] = set()
    for each in members(child(root, "cols")):
        shut = attribute(each, "hidden") in _TRUE or attribute(each, "width") in {"0", "0.0"}
        first, last = attribute(each, "min"), attribute(each, "max")
        if shut and first.isdigit() and last.isdigit():
            found.update(range(int(first), min(int(last), 16_384) + 1))
    return found


def _value(cell: etree._Element, strings: list[str]) -> str:
    value = child(cell, "v")
    words = (value.text or "") if value is not None else texts(cell, "t")
    if attribute(cell, "t") == "s" and words.isdigit() and int(words) < len(strings):
        return strings[int(words)]
    return words


def _column(letters: str) -> int:
    number = 0
    for each in letters:
        number = number * 26 + ord(each) - 64
    return number


def _letters(column: int) -> str:
    found = ""
    while column:
        column, rest = divmod(column - 1, 26)
        found = chr(65 + rest) + found
    return found


def _read_names(book: etree._Element | None, hidden: set[str], read: Read) -> None:
    """Put down defined names that lead to what is not shown, or hold something themselves."""
    for each in members(child(book, "definedNames")):
        name, told = attribute(each, "name"), each.text or ""
        if name.startswith(_BUILT_IN) or not told.strip():
            continue
        sheet = told.rpartition("!")[0].strip("'=")
        if attribute(each, "hidden") in _TRUE or sheet in hidden or _LOST_NAME.search(told):
            read.add(Kind.DEFINED_NAME, f"defined name {name}", f"{name} {told}")


def _read_caches(package: Package, read: Read) -> None:
    for name in package.under("xl/pivotCache/", ".xml"):
        root = package.xml(name)
        kept = (
            [attribute(each, "v") for each in root.iter() if local(each) in "sn"]
            if root is not None
            else []
        )
        if kept:
            read.add(
                Kind.PIVOT_CACHE, "kept figures of a pivot table", " ".join(kept[:_MOST_CELLS])
            )
            read.passages.append(
                Passage(text=" | ".join(kept), place="kept figures of a pivot table", shown=False)
            )
    for name in package.under("xl/externalLinks/", ".xml"):
        root = package.xml(name)
        values = texts(root, "v", between=" ") if root is not None else ""
        targets = [target for _, target, outside in package.links(name).values() if outside]
        read.add(Kind.LINKED_FILE, "a linked workbook", " ".join([*targets, values]))
    root = package.xml("xl/connections.xml")
    for each in members(root):
        told: Mapping[str, str] = {str(key): str(value) for key, value in each.attrib.items()}
        inner = [str(value) for part in each for value in part.attrib.values()]
        read.add(Kind.LINKED_FILE, "a data connection", " ".join([*told.values(), *inner]))


def _read_remarks(package: Package, read: Read) -> None:
    for folder in ("xl/comments", "xl/threadedComments/"):
        for name in package.under(folder, ".xml"):
            root = package.xml(name)
            for each in root.iter() if root is not None else ():
                if local(each) in {"comment", "threadedComment"}:
                    said = texts(each, "t", "text")
                    read.add(Kind.COMMENT, f"comment at cell {attribute(each, 'ref')}", said)
                    read.passages.append(Passage(text=said, place="a comment", shown=False))
    for name in package.under("xl/revisions/", ".xml"):
        root = package.xml(name)
        said = texts(root, "t", "v", "is", between=" ") if root is not None else ""
        if said.strip():
            read.add(Kind.TRACKED_CHANGE, "history of changes", said)
