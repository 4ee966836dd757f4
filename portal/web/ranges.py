"""Which part of a file a request asks for, by RFC 9110, and nothing about the file itself.

One range is served.  Several at once, or anything malformed, are as if they had not been asked
for: the whole file is the answer, as section 14.2 allows.  The answer does not depend on the
method, so that HEAD says what GET would.
"""

import re
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final

# Longer numbers mean no file on earth; leaving them out keeps int() quick.
_ONE_RANGE: Final = re.compile(
    r"bytes=(?:([0-9]{1,30})-([0-9]{0,30})|-([0-9]{1,30}))", re.ASCII | re.IGNORECASE
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What to send: the bytes ``start`` up to, not including, ``stop`` of ``size``."""

    status: HTTPStatus
    start: int
    stop: int
    size: int

    @property
    def length(self) -> int:
        """The Content-Length in bytes."""
        return self.stop - self.start

    @property
    def content_range(self) -> str | None:
        """The Content-Range, which the whole file does not have."""
        if self.status == HTTPStatus.PARTIAL_CONTENT:
            return f"bytes {self.start}-{self.stop - 1}/{self.size}"
        if self.status == HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE:
            return f"bytes */{self.size}"
        return None


def part(wanted: str | None, if_range: str | None, *, size: int, etag: str) -> Part:
    """Decide what a request gets.

    ``wanted`` and ``if_range`` are the header fields Range and If-Range as they came, ``size``
    the file's in bytes, ``etag`` its entity tag with its quotation marks (RFC 9110, sections
    13.1.5, 14.1.2 and 14.2).  A part is sent only if If-Range is this very tag and a strong one.
    """
    whole = Part(status=HTTPStatus.OK, start=0, stop=size, size=size)
    found = _ONE_RANGE.fullmatch(wanted) if wanted else None
    if found is None or not _still_the_same(if_range, etag):
        return whole
    first, last, suffix = found.groups()
    if suffix is not None:
        return _suffix(int(suffix), whole)
    if last and int(last) < int(first):
        return whole
    stop = min(int(last) + 1, size) if last else size
    return _from(int(first), stop, size)


def _suffix(length: int, whole: Part) -> Part:
    if length and not whole.size:
        # Satisfiable, but an empty part has no Content-Range.
        return whole
    return _from(max(whole.size - length, 0), whole.size, whole.size)


def _from(start: int, stop: int, size: int) -> Part:
    if start >= size:
        return Part(status=HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE, start=0, stop=0, size=size)
    return Part(status=HTTPStatus.PARTIAL_CONTENT, start=start, stop=stop, size=size)


def _still_the_same(if_range: str | None, etag: str) -> bool:
    # A date never matches: this portal gives files tags, and second-old dates are weak anyway.
    return if_range is None or (if_range == etag and not etag.startswith("W/"))
