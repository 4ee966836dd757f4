"""Looks for canaries in bytes: as they are, in every shape, and inside whatever was compressed."""

import base64
import binascii
import hashlib
import re
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, repeat
from pathlib import Path
from typing import Final

from tests.canaries.brood import NAME, Brood
from tests.canaries.shapes import family_of, needles

DEEPEST: Final = 4
SHORTEST: Final = 24  # bytes that can hold a canary's mark
SMALL: Final = 32 * 1024
"""Up to this size a stream without any header of its own is looked for at every byte."""
MOST: Final = 16 * 2**20  # bytes taken out of one compressed stream
STEPS: Final = (64, 4096)  # most of what only looks compressed is found out at once
MOST_CODED: Final = 2**20  # bytes of a file in which base64 is taken apart
_HEADED: Final = re.compile(rb"(?=(\x1f\x8b\x08|[\x08\x18\x28\x38\x48\x58\x68\x78][\x00-\xff]))")
_ZIPPED: Final = re.compile(rb"PK\x03\x04.{4}\x08\x00.{16}(..)(..)", re.DOTALL)
_PDF_STREAM: Final = re.compile(rb"stream\r?\n")
_CODED: Final = re.compile(rb"(?:[A-Za-z0-9+/_-]{4}[\r\n]{0,2}){8,}[A-Za-z0-9+/_-]{0,3}")
_STORED, _REFUSED = 0, 3  # the kinds of deflate block that say nothing new, or nothing at all


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A canary that was found."""

    where: str
    shape: str
    names: tuple[str, ...]  # of those it may be: the mark of the brood is in each


class Searcher:
    """Looks for one brood of canaries."""

    def __init__(self, brood: Brood) -> None:
        self._brood = brood
        self._needles = needles(brood.mark)
        self._clean: set[bytes] = set()  # digests of what need not be looked into again

    def in_bytes(self, content: bytes, where: str, *, headless: bool = True) -> list[Finding]:
        """Give every shape in which a canary stands in some bytes.

        ``headless``: whether deflated bytes are looked for even where nothing announces them.
        """
        digest = hashlib.sha256(content).digest() + bytes([headless])
        if digest in self._clean:
            return []
        found = list(self._found(content, where, 0 if headless else 1))
        if not found:
            self._clean.add(digest)
        return found

    def in_file(self, path: Path, *, headless: bool = True) -> list[Finding]:
        """Look into a file, and at its name."""
        return [
            *self.in_bytes(str(path).encode(), f"the name of {path}"),
            *self.in_bytes(path.read_bytes(), str(path), headless=headless),
        ]

    def in_folder(self, folder: Path, *, headless: bool = True) -> list[Finding]:
        """Look into every file below a folder."""
        return [
            found for path in files_below(folder) for found in self.in_file(path, headless=headless)
        ]

    def _found(self, content: bytes, where: str, depth: int) -> Iterator[Finding]:
        shapes = {shape for needle, shape in self._needles.items() if needle in content}
        names = self._names(content, shapes) if shapes else ()
        for shape in sorted(shapes):
            yield Finding(where=where, shape=shape, names=names)
        if depth == DEEPEST:
            return
        for inside, how, whole in _unpacked(content, depth):
            if len(inside) >= SHORTEST:
                # What breaks off was hardly compressed, so nothing is looked for further inside.
                yield from self._found(inside, f"{where} > {how}", depth + 1 if whole else DEEPEST)

    def _names(self, content: bytes, shapes: set[str]) -> tuple[str, ...]:
        """Say whose canary it is, where that can be told."""
        families = {family_of(each) for each in shapes}
        return tuple(
            name
            for name, canary in self._brood.named.items()
            if any(
                needle in content
                for needle, shape in _own(canary[len(self._brood.mark) :][:NAME]).items()
                if family_of(shape) in families
            )
        )


_own = lru_cache(maxsize=1000)(needles)


def files_below(folder: Path) -> Iterator[Path]:
    """Give every plain file below a folder, as far as they stay long enough to be looked at."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.is_symlink():
            yield path


def _unpacked(content: bytes, depth: int) -> Iterator[tuple[bytes, str, bool]]:
    """Give what may be packed up in some bytes, how it is, and whether it came out whole."""
    if not _is_text(content):  # nothing compressed is
        for start in _headed(content):
            inside, whole = _inflated(content, start, zlib.MAX_WBITS | 32)
            yield inside, f"compressed at {start}", whole
        for start in _headless(content, everywhere=depth == 0 and len(content) <= SMALL):
            inside, whole = _inflated(content, start, -zlib.MAX_WBITS)
            yield inside, f"deflated at {start}", whole
    if len(content) <= MOST_CODED:
        for match in _CODED.finditer(content):
            for skipped in range(4):
                inside = _decoded(match[0][skipped:])
                yield inside, f"base64 at {match.start()}", True


def _headed(content: bytes) -> Iterator[int]:
    """Find where a zlib (RFC 1950) or gzip (RFC 1952) stream may begin."""
    for match in _HEADED.finditer(content):
        head = match[1]
        if head[0] == 0x1F or (head[0] * 256 + head[1]) % 31 == 0:
            yield match.start()


def _headless(content: bytes, *, everywhere: bool) -> Iterable[int]:
    """Find where deflated bytes (RFC 1951) may begin without a header of their own."""
    starts = {0, *(match.end() for match in _PDF_STREAM.finditer(content))}
    for match in _ZIPPED.finditer(content):
        lengths = (int.from_bytes(each, "little") for each in match.groups())
        starts.add(match.end() + sum(lengths))
    if everywhere:
        starts.update(
            at for at, byte in enumerate(content) if byte >> 1 & 3 not in {_STORED, _REFUSED}
        )
    return sorted(starts)


def _is_text(content: bytes) -> bool:
    try:
        content.decode()
    except UnicodeDecodeError:
        return False
    return True


def _inflated(content: bytes, start: int, form: int) -> tuple[bytes, bool]:
    """Give what comes out of a stream, as far as it goes, and whether it has an end."""
    unpacker = zlib.decompressobj(form)
    out = b""
    at = start
    steps = chain(STEPS, repeat(STEPS[-1]))
    try:
        while at < len(content) and len(out) < MOST and not unpacker.eof:
            step = next(steps)
            out += unpacker.decompress(content[at : at + step], MOST)
            at += step
    except zlib.error:
        pass
    return out, unpacker.eof


def _decoded(run: bytes) -> bytes:
    bare = re.sub(rb"[\r\n=]", b"", run).translate(bytes.maketrans(b"-_", b"+/"))
    try:
        return base64.b64decode(bare[: len(bare) // 4 * 4])
    except binascii.Error:
        return b""
