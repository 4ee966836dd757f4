"""ZIP archives, as Office and OpenDocument files are: held to limits before anything is unpacked.

What the directory says of each part is checked first; then each part is unpacked once, and it
must be as long as the directory said.  So neither a bomb nor a lie about one gets further.
"""

import codecs
import io
import mmap
import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from typing import Final

from portal.inspection.structure.findings import Refused

codecs.lookup("cp437")  # of the names of parts; once the process is locked in, none can be loaded

MOST_ENTRIES: Final = 2_000
MOST_EXPANDED: Final = 200_000_000
MOST_RATIO: Final = 100
SMALL: Final = 200_000
"""Up to so many bytes a part may be packed as tightly as it likes."""

_DIRECTORY_END: Final = b"PK\x05\x06"
_DIRECTORY_END_64: Final = b"PK\x06\x06"
_DIRECTORY: Final = b"PK\x01\x02"
_END_SIZE: Final = 22
_LOCAL: Final = struct.Struct("<4s5H3L2H")
_ENCRYPTED: Final = 0x1
_DESCRIBED_LATER: Final = 0x8
_LONGEST_DESCRIPTOR: Final = 24
_PACKED: Final = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
_DRIVE: Final = re.compile(r"[A-Za-z]:")
_ARCHIVES: Final = (
    b"PK\x03\x04",
    b"PK\x05\x06",
    b"Rar!\x1a\x07",
    b"7z\xbc\xaf\x27\x1c",
    b"\x1f\x8b\x08",
    b"BZh",
    b"\xfd7zXZ\x00",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",  # a compound file, as old Office files and objects are
    b"MZ",
    b"\x7fELF",
    b"%PDF-",
)
_TAR: Final = (257, b"ustar")
_BROKEN: Final = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    KeyError,
    ValueError,
    OSError,
    EOFError,
    RuntimeError,  # also of what is packed in a way that is not known
)


class Archive:
    """The parts of a ZIP archive that is within every limit."""

    def __init__(self, content: memoryview) -> None:
        """Open an archive.

        :raises Refused: if it breaks a rule.
        """
        _refuse_too_many(content)
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(content))
        except _BROKEN:
            raise Refused("archive.damaged") from None
        self._entries = {each.filename: each for each in self._zip.infolist()}
        _check_directory(self._zip.infolist())
        _check_layout(content, self._zip)

    @property
    def names(self) -> tuple[str, ...]:
        """The parts' names, in the directory's order."""
        return tuple(self._entries)

    @property
    def first(self) -> zipfile.ZipInfo | None:
        """The part that lies first in the file."""
        return min(self._entries.values(), key=lambda each: each.header_offset, default=None)

    def read(self, name: str) -> bytes:
        """Unpack one part.

        :raises Refused: if there is none, or it is not what the directory says.
        """
        try:
            return self._zip.read(self._entries[name])
        except _BROKEN:
            raise Refused("archive.damaged") from None

    def parts(self) -> Iterator[tuple[str, bytes]]:
        """Unpack every part, one after another; each is held against what may not be packed.

        :raises Refused: if one is damaged, or is an archive or a program itself.
        """
        for name, entry in self._entries.items():
            if entry.is_dir():
                continue
            part = self.read(name)
            if part.startswith(_ARCHIVES) or part.startswith(_TAR[1], _TAR[0]):
                raise Refused("archive.nested")
            yield name, part


def hides_archive(content: memoryview) -> bool:
    """Say whether a file that is no archive would open as one: a directory of ZIP is inside it.

    Four bytes that look like the end of a directory come about by chance in a large file; with
    the directory itself where they say, or so near the file's end that readers look there, not.
    """
    whole = content.obj if isinstance(content.obj, bytes | mmap.mmap) else bytes(content)
    for mark in (_DIRECTORY_END, _DIRECTORY_END_64):
        at = whole.find(mark)
        while at >= 0:
            if len(whole) - at <= _END_SIZE + 0xFFFF or _has_directory(whole, at):
                return True
            at = whole.find(mark, at + 1)
    return False


def _has_directory(whole: bytes | mmap.mmap, at: int) -> bool:
    end = whole[at : at + _END_SIZE]
    if len(end) < _END_SIZE:
        return False
    (size,) = struct.unpack_from("<L", end, 12)
    return 0 < size <= at and whole[at - size : at - size + 4] == _DIRECTORY


def _refuse_too_many(content: memoryview) -> None:
    """Count by what the end of the directory says, before the directory is read."""
    end = bytes(content[-_END_SIZE:])
    if len(end) < _END_SIZE or not end.startswith(_DIRECTORY_END):
        # Not there, or followed by a comment or by something else.
        tail = bytes(content[-_END_SIZE - 0xFFFF :])
        raise Refused("archive.trailing" if _DIRECTORY_END in tail else "archive.damaged")
    disk, start, here, entries, size, offset, comment = struct.unpack("<4H2LH", end[4:])
    if disk or start or here != entries or comment:
        raise Refused("archive.damaged")
    if entries > MOST_ENTRIES:
        raise Refused("archive.entries")
    if offset + size + _END_SIZE != len(content):
        raise Refused("archive.trailing")


def _check_directory(entries: list[zipfile.ZipInfo]) -> None:
    if len(entries) > MOST_ENTRIES:
        raise Refused("archive.entries")
    seen: set[str] = set()
    packed = expanded = 0
    for each in entries:
        if each.flag_bits & _ENCRYPTED:
            raise Refused("archive.encrypted")
        if stat.S_ISLNK(each.external_attr >> 16):
            raise Refused("archive.link")
        if each.compress_type not in _PACKED:
            raise Refused("archive.damaged")
        name = each.orig_filename
        if not _stays_inside(name) or name.casefold() in seen:
            raise Refused("archive.names")
        seen.add(name.casefold())
        packed, expanded = packed + each.compress_size, expanded + each.file_size
        if each.file_size > max(SMALL, MOST_RATIO * each.compress_size):
            raise Refused("archive.ratio" if expanded <= MOST_EXPANDED else "archive.size")
    if expanded > MOST_EXPANDED:
        raise Refused("archive.size")
    if expanded > max(SMALL, MOST_RATIO * packed):
        raise Refused("archive.ratio")


def _stays_inside(name: str) -> bool:
    plain = bool(name) and "\\" not in name and "\0" not in name and not _DRIVE.match(name)
    steps = name.removesuffix("/").split("/")
    return plain and all(step not in {"", ".", ".."} for step in steps)


def _check_layout(content: memoryview, archive: zipfile.ZipFile) -> None:
    """Refuse what lies between the parts: each begins where the one before it ends."""
    at = 0
    for each in sorted(archive.infolist(), key=lambda entry: entry.header_offset):
        if each.header_offset != at:
            raise Refused("archive.trailing")
        header = bytes(content[each.header_offset : each.header_offset + _LOCAL.size])
        if len(header) < _LOCAL.size or not header.startswith(b"PK\x03\x04"):
            raise Refused("archive.damaged")
        *_, name, extra = _LOCAL.unpack(header)
        at = each.header_offset + _LOCAL.size + name + extra + each.compress_size
        if each.flag_bits & _DESCRIBED_LATER:
            at += _descriptor(content, at)
    if archive.start_dir != at:
        raise Refused("archive.trailing")


def _descriptor(content: memoryview, at: int) -> int:
    """Give the length of what says of a part, after it, how long it was."""
    signed = bytes(content[at : at + 4]) == b"PK\x07\x08"
    short = 16 if signed else 12
    following = bytes(content[at + short : at + short + 4])
    if following in {b"PK\x03\x04", _DIRECTORY}:
        return short
    return short + 8
