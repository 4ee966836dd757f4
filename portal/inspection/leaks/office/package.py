"""The parts of an office file: a zip of XML and pictures (ISO/IEC 29500-2; OASIS ODF part 2)."""

import io
import posixpath
import zipfile
import zlib
from collections.abc import Iterator
from typing import Final

from lxml import etree

from portal.inspection.leaks.xml import attribute, local, parsed

_LARGEST_PART: Final = 150_000_000
_LARGEST: Final = 400_000_000
_MOST_PARTS: Final = 20_000
_FAULTS: Final = (
    zipfile.BadZipFile, zlib.error, OSError, ValueError, KeyError, EOFError, NotImplementedError,
    RuntimeError,
)  # fmt: skip


class Package:
    """An office file, opened; a part that cannot be read is as good as absent, and is named."""

    def __init__(self, content: bytes) -> None:
        self.unread: list[str] = []
        self._left = _LARGEST
        self._roots: dict[str, etree._Element | None] = {}
        self.names: list[str] = []
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(content))
            self.names = [each for each in self._zip.namelist() if not each.endswith("/")]
        except _FAULTS:
            self.unread.append("the file does not open as what it is called")
        if len(self.names) > _MOST_PARTS:
            self.unread.append("the file has too many parts")
            self.names = self.names[:_MOST_PARTS]

    def read(self, name: str) -> bytes:
        """Give a part's bytes; nothing, if it is not there or is too large."""
        if name not in self.names:
            return b""
        try:
            size = self._zip.getinfo(name).file_size
            if size > min(_LARGEST_PART, self._left):
                self.unread.append(f"a part that is too large: {name}")
                return b""
            with self._zip.open(name) as part:
                content = part.read(size + 1)
        except _FAULTS:
            self.unread.append(f"a part that is broken: {name}")
            return b""
        self._left -= len(content)
        return content

    def xml(self, name: str) -> etree._Element | None:
        """Give the root of a part; ``None``, if it is not there or no XML."""
        if name not in self._roots:
            content = self.read(name)
            self._roots[name] = parsed(content) if content else None
            if content and self._roots[name] is None:
                self.unread.append(f"a part that is no XML: {name}")
        return self._roots[name]

    def under(self, folder: str, suffix: str = "") -> list[str]:
        """Name the parts in a folder, in the order of their numbers."""
        found = [each for each in self.names if each.startswith(folder) and each.endswith(suffix)]
        return sorted(found, key=lambda each: (len(each), each))

    def links(self, part: str) -> dict[str, tuple[str, str, bool]]:
        """Give what a part refers to, by the reference's id: sort, target, whether outside."""
        folder, name = posixpath.split(part)
        root = self.xml(posixpath.join(folder, "_rels", f"{name}.rels"))
        found: dict[str, tuple[str, str, bool]] = {}
        if root is None:
            return found
        for each in root:
            if local(each) != "Relationship":
                continue
            outside = attribute(each, "TargetMode") == "External"
            target = attribute(each, "Target")
            if not outside:
                target = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
            sort = attribute(each, "Type").rpartition("/")[2]
            found[attribute(each, "Id")] = (sort, target, outside)
        return found

    def all_links(self) -> Iterator[tuple[str, str, str, bool]]:
        """Give every reference of the file: from which part, sort, target, whether outside."""
        for name in self.names:
            if name.endswith(".rels"):
                folder, _, file = name.rpartition("_rels/")
                part = folder + file.removesuffix(".rels")
                for sort, target, outside in self.links(part).values():
                    yield part, sort, target, outside


def texts(element: etree._Element, *names: str, between: str = "") -> str:
    """Give the text of all elements of some names below one, in order."""
    return between.join(each.text or "" for each in element.iter() if local(each) in names)


def child(element: etree._Element | None, *path: str) -> etree._Element | None:
    """Give the first child by name, and its child, and so on."""
    for name in path:
        if element is None:
            return None
        element = next((each for each in element if local(each) == name), None)
    return element
