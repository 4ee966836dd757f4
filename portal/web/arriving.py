"""A file that arrives by a form, read piece by piece as it comes: nothing is kept on its way.

The form's own fields come first, the token against forgery among them, and the file last.  So
the token is checked before the first byte of the file is taken, and who is asking before the
first byte of all.  Two pieces of 64 KiB are the most that is held.
"""

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from threading import Timer
from typing import Final

from flask import Request
from gunicorn.http.errors import ParseException
from werkzeug.exceptions import BadRequest, RequestEntityTooLarge
from werkzeug.http import parse_options_header

from portal.services.uploads.faults import NotTaken
from portal.web import csrf

FILE: Final = "file"
PIECE: Final = 65_536
AROUND: Final = 65_536
"""Bytes that the form around a file may take."""
MOST_PARTS: Final = 8
LONGEST_FIELD: Final = 4_096
LONGEST_BOUNDARY: Final = 200
MOST_HEAD: Final = 16_384
IDLE: Final = 30.0
"""Seconds in which something more has to come."""
GRACE: Final = 60.0
SLOWEST: Final = 32_000
"""Bytes a second, on the whole, below which a sender holds a place that others need."""

_END: Final = b"--"


@dataclass(frozen=True, slots=True, kw_only=True)
class Arriving:
    """A file on its way; ``pieces`` is to be taken once, to its end."""

    sent_as: str = field(repr=False)
    pieces: Iterator[bytes] = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """How much is to come, and how large a file may be, in bytes."""

    announced: int
    most: int


def announce(request: Request) -> Room:
    """Say how long the body is to be, having let this door take a whole file.

    :raises NotTaken: if it is longer than may be sent here.
    """
    most = request.max_content_length or 0
    request.max_content_length = most + AROUND
    announced = request.content_length or 0
    if announced > most + AROUND:
        raise NotTaken("file.size")
    return Room(announced=announced, most=most)


def read_form(request: Request, check: Callable[[str], None] = csrf.check_token) -> Arriving:
    """Read a form up to its file, and give the file as it comes.

    :param check: holds the token that the form brings against the session's.
    :raises Forged: if the form does not carry the session's token before its file.
    :raises NotTaken: if it is no such form, or breaks off; while the pieces are taken, too.
    """
    reader = _Reader(request)
    fields: dict[str, str] = {}
    for name, sent_as in reader.parts():
        if sent_as is not None:
            check(fields.get(csrf.FIELD, ""))
            if name != FILE:
                raise NotTaken("form.broken")
            return Arriving(sent_as=sent_as, pieces=reader.pieces())
        if name in fields:
            raise NotTaken("form.broken")
        fields[name] = reader.word()
    check(fields.get(csrf.FIELD, ""))
    raise NotTaken("file.none")


@contextmanager
def patience(request: Request, announced: int) -> Iterator[None]:
    """Break off whoever sends too slowly; a server that is no gunicorn has its own ways."""
    door = request.environ.get("gunicorn.socket")
    if not isinstance(door, socket.socket):
        yield
        return
    before = door.gettimeout()
    late = Timer(GRACE + announced / SLOWEST, _break_off, (door,))
    late.daemon = True
    late.start()
    door.settimeout(IDLE)
    try:
        yield
    finally:
        late.cancel()
        with suppress(OSError):
            door.settimeout(before)


def let_pass(request: Request) -> None:
    """Take what is still coming and forget it, so that a browser gets to read the answer.

    Most browsers read no answer before they have sent everything.
    """
    with suppress(OSError, BadRequest, RequestEntityTooLarge, ParseException):
        while request.stream.read(PIECE):
            pass


def _break_off(door: socket.socket) -> None:
    with suppress(OSError):
        door.shutdown(socket.SHUT_RD)  # the answer can still be given


class _Reader:
    """Reads a form part by part (RFC 7578), and turns whatever goes wrong into words.

    Werkzeug's own decoder does no input or output either, but adds a byte to a file whose last
    piece ends within the line of the boundary, so it is not used.
    """

    def __init__(self, request: Request) -> None:
        boundary = request.mimetype_params.get("boundary", "").encode("latin-1", "replace")
        if request.mimetype != "multipart/form-data" or not 0 < len(boundary) <= LONGEST_BOUNDARY:
            raise NotTaken("form.broken")
        self._stream = request.stream
        self._to_come = request.content_length or 0
        self._held = bytearray(b"\r\n")  # so that the first boundary begins a line as well
        self._edge = b"\r\n--" + boundary

    def parts(self) -> Iterator[tuple[str, str | None]]:
        """Give the name of each part as it begins, and the name of its file if it is one.

        What is in the part is to be taken before the next is asked for.
        """
        before = self._until(self._edge, len(self._edge))
        if before not in {b"", b"\r\n"} or not self._goes_on():
            raise NotTaken("form.broken")
        for _ in range(MOST_PARTS):
            yield self._named()
            if not self._goes_on():
                return
        raise NotTaken("form.broken")

    def word(self) -> str:
        """Give the text of the field that has just begun."""
        try:
            return self._until(self._edge, LONGEST_FIELD).decode()
        except UnicodeDecodeError:
            raise NotTaken("form.broken") from None

    def pieces(self) -> Iterator[bytes]:
        """Give the bytes of the file that has just begun; it is the last of its form."""
        while (at := self._held.find(self._edge)) < 0:
            # What may be the beginning of the boundary is held back.
            done = max(0, len(self._held) - len(self._edge) + 1)
            if done:
                piece = bytes(self._held[:done])
                del self._held[:done]
                yield piece
            self._more()
        last = bytes(self._held[:at])
        del self._held[: at + len(self._edge)]
        if last:
            yield last
        if self._goes_on():
            raise NotTaken("form.broken")

    def _named(self) -> tuple[str, str | None]:
        head = self._until(b"\r\n\r\n", MOST_HEAD)
        self._hold_if_empty()
        for line in head.split(b"\r\n"):
            name, _, value = line.partition(b":")
            if name.strip().lower() == b"content-disposition":
                try:
                    kind, options = parse_options_header(value.decode().strip())
                except ValueError:
                    break
                if kind == "form-data" and options.get("name"):
                    return options["name"], options.get("filename")
        raise NotTaken("form.broken")

    def _hold_if_empty(self) -> None:
        """Of a part without a body, the end of its head begins the boundary (RFC 2046, 5.1.1)."""
        edge = self._edge[2:]
        while len(self._held) < len(edge):
            self._more()
        if self._held.startswith(edge):
            self._held[:0] = b"\r\n"

    def _goes_on(self) -> bool:
        """Say what a boundary that was just read is: between two parts, or the end of the form."""
        while len(self._held) < len(_END):
            self._more()
        follows = bytes(self._held[: len(_END)])
        del self._held[: len(_END)]
        if follows == b"\r\n":
            return True
        if follows != _END:
            raise NotTaken("form.broken")
        while (more := self._read()) and len(self._held) <= MOST_HEAD:
            self._held += more
        if self._held.strip(b"\r\n \t") or more:
            raise NotTaken("form.broken")
        if self._to_come > 0:
            raise NotTaken("form.broken-off")
        return False

    def _until(self, mark: bytes, most: int) -> bytes:
        """Give what comes before a mark, and pass over it."""
        while (at := self._held.find(mark)) < 0:
            if len(self._held) > most + len(mark):
                raise NotTaken("form.broken")
            self._more()
        if at > most:
            raise NotTaken("form.broken")
        found = bytes(self._held[:at])
        del self._held[: at + len(mark)]
        return found

    def _more(self) -> None:
        piece = self._read()
        if not piece:
            raise NotTaken("form.broken-off")
        self._held += piece

    def _read(self) -> bytes:
        try:
            piece: bytes = self._stream.read(PIECE)
        except RequestEntityTooLarge:
            raise NotTaken("file.size") from None
        except (OSError, BadRequest, ParseException):  # the last, of chunks that are none
            raise NotTaken("form.broken-off") from None
        self._to_come -= len(piece)
        return piece
