"""A signed token as text: taken apart strictly, believed not at all."""

import base64
import binascii
import json
import re
from collections.abc import Mapping
from typing import Any, Final, NoReturn

LONGEST: Final = 16 * 1024
_SEGMENTS: Final = 3
_ALPHABET: Final = re.compile(r"[A-Za-z0-9_-]+", re.ASCII)


class Malformed(ValueError):
    """The text is not what it must be.  Says no more, since the text is a stranger's."""


def segments(raw: object) -> tuple[bytes, bytes, bytes]:
    """Take a compact token apart into header, payload and signature (RFC 7515 section 7.1).

    :raises Malformed: unless it is at most 16 KiB of three non-empty, canonical segments.
    """
    if not isinstance(raw, str) or not 0 < len(raw) <= LONGEST:
        raise Malformed
    parts = raw.split(".")
    if len(parts) != _SEGMENTS:
        raise Malformed
    header, payload, signature = (canonical(part) for part in parts)
    return header, payload, signature


def canonical(segment: str) -> bytes:
    """Decode base64url that is written in the one way RFC 4648 section 3.5 calls canonical.

    A second spelling of the same bytes would let one token pass as two.

    :raises Malformed: if it is padded, empty, of another alphabet, or has stray bits.
    """
    if not _ALPHABET.fullmatch(segment):
        raise Malformed
    try:
        decoded = base64.urlsafe_b64decode(segment + "=" * (-len(segment) % 4))
    except (binascii.Error, ValueError):
        raise Malformed from None
    if base64.urlsafe_b64encode(decoded).rstrip(b"=") != segment.encode():
        raise Malformed
    return decoded


def json_object(text: bytes) -> Mapping[str, Any]:
    """Read one JSON object (RFC 8259) in UTF-8 without a byte order mark.

    :raises Malformed: if a name comes twice, since readers disagree on which one counts; if
        there is anything before or after it; or for ``NaN`` and its like.
    """
    if not (text.startswith(b"{") and text.endswith(b"}")):
        raise Malformed
    try:
        read = json.loads(
            text.decode("utf-8"), object_pairs_hook=_without_repeats, parse_constant=_refuse
        )
    except (ValueError, RecursionError):
        raise Malformed from None
    if not isinstance(read, dict):
        raise Malformed
    return read


def _without_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    read = dict(pairs)
    if len(read) != len(pairs):
        raise Malformed
    return read


def _refuse(constant: str) -> NoReturn:
    raise Malformed(constant)
