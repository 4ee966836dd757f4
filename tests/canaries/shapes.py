"""The shapes in which a word may have been left somewhere."""

import base64
from collections.abc import Callable, Iterator, Mapping
from typing import Final

HEX: Final = 16
RUN: Final = 8
"""PostgreSQL's pglz puts a byte of its own after each eight that it could not shorten."""


def _base64(alphabet: Callable[[bytes], bytes]) -> Callable[[bytes], Iterator[bytes]]:
    """Give what stands in base64 for some bytes, wherever in a group of three they begin."""

    def at_each_alignment(word: bytes) -> Iterator[bytes]:
        for before in range(3):
            coded = alphabet(b"\0" * before + word)
            # The characters that also carry bits of a neighbour are left off.
            first, last = -(-8 * before // 6), (8 * (before + len(word))) // 6
            yield coded[first:last]

    return at_each_alignment


def _utf_16(word: bytes) -> Iterator[bytes]:
    # Without its last byte, what is little-endian stands in big-endian text as well.
    yield word.decode().encode("utf-16-le")[:-1]


def _halves(shape: Callable[[bytes], Iterator[bytes]]) -> Callable[[bytes], Iterator[bytes]]:
    """Look for each half of a word by itself: a line may have been broken in its middle."""

    def of_each(word: bytes) -> Iterator[bytes]:
        middle = len(word) // 2
        yield from shape(word[:middle])
        yield from shape(word[middle:])

    return of_each


def _each(form: str) -> Callable[[bytes], Iterator[bytes]]:
    def written(word: bytes) -> Iterator[bytes]:
        yield "".join(form.format(letter) for letter in word).encode()

    return written


def _runs(word: bytes) -> Iterator[bytes]:
    for start in range(RUN):
        yield word[start : start + RUN]


def _in_utf_16(shape: Callable[[bytes], Iterator[bytes]]) -> Callable[[bytes], Iterator[bytes]]:
    def shaped(word: bytes) -> Iterator[bytes]:
        for wide in _utf_16(word):
            yield from shape(wide)

    return shaped


SHAPES: Final[Mapping[str, Callable[[bytes], Iterator[bytes]]]] = {
    "plain": _runs,
    "capitals": lambda word: iter((word.upper(),)),
    "UTF-16": _utf_16,
    "base64": _halves(_base64(base64.b64encode)),
    "base64, for addresses": _halves(_base64(base64.urlsafe_b64encode)),
    "UTF-16 in base64": _halves(_in_utf_16(_base64(base64.b64encode))),
    "base32": lambda word: iter(
        base64.b32encode(b"\0" * before + word)[
            -(-8 * before // 5) : (8 * (before + len(word))) // 5
        ]
        for before in range(5)
    ),
    "hexadecimal": _each("{:02x}"),
    "hexadecimal in capitals": _each("{:02X}"),
    "per cent": _each("%{:02x}"),
    "per cent in capitals": _each("%{:02X}"),
    "HTML, decimal": _each("&#{};"),
    "HTML, hexadecimal": _each("&#x{:x};"),
    "HTML, hexadecimal in capitals": _each("&#x{:X};"),
    "JSON": _each("\\u{:04x}"),
    "JSON in capitals": _each("\\u{:04X}"),
    "escaped bytes": _each("\\x{:02x}"),
    "octal": _each("\\{:03o}"),
}
"""Each shape's name, and what to look for in its stead."""


def family_of(shape: str) -> str:
    """Name a shape with those that a word without a letter to differ cannot be told from."""
    return shape.removesuffix(" in capitals").removesuffix(", for addresses")


def needles(word: str) -> dict[bytes, str]:
    """Give everything to look for, each with the name of its shape."""
    found: dict[bytes, str] = {}
    for name, shape in SHAPES.items():
        for needle in shape(word.encode()):
            found.setdefault(needle, name)
    return found
