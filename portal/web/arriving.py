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
from werkzeug.exceptions import BadRequest, RequestEntityTooLarge
from werkzeug.sansio.multipart import Data, Epilogue, Field, File, MultipartDecoder, NeedData

from portal.services.uploads.faults import NotTaken
from portal.web import csrf

FILE: Final = "file"
PIECE: Final = 65_536
MOST_HELD: Final = 3 * PIECE
AROUND: Final = 65_536
"""Bytes that the form around a file may take."""
MOST_PARTS: Final = 8
LONGEST_FIELD: Final = 4_096
IDLE: Final = 30.0
"""Seconds in which something more has to come."""
GRACE: Final = 60.0
SLOWEST: Final = 32_000
"""Bytes a second, on the whole, below which a sender holds a place that others need."""

_BROKEN: Final = (BadRequest, ValueError, AttributeError, LookupError)
"""What the decoder says of what is no form."""


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


def read_form(request: Request) -> Arriving:
    """Read a form up to its file, and give the file as it comes.

    :raises Forged: if the form does not carry the session's token before its file.
    :raises NotTaken: if it is no such form, or breaks off; while the pieces are taken, too.
    """
    reader = _Reader(request)
    fields: dict[str, str] = {}
    for event in reader.events():
        if isinstance(event, File):
            csrf.check_token(fields.get(csrf.FIELD, ""))
            if event.name != FILE:
                raise NotTaken("form.broken")
            return Arriving(sent_as=event.filename or "", pieces=reader.pieces())
        if isinstance(event, Field):
            if event.name in fields or not event.name:
                raise NotTaken("form.broken")
            fields[event.name] = reader.word()
    csrf.check_token(fields.get(csrf.FIELD, ""))
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
    with suppress(OSError, BadRequest, RequestEntityTooLarge):
        while request.stream.read(PIECE):
            pass


def _break_off(door: socket.socket) -> None:
    with suppress(OSError):
        door.shutdown(socket.SHUT_RD)  # the answer can still be given


Event = Data | Epilogue | Field | File | object


class _Reader:
    """Reads a form part by part, and turns whatever goes wrong into words."""

    def __init__(self, request: Request) -> None:
        boundary = request.mimetype_params.get("boundary", "").encode("latin-1", "replace")
        if request.mimetype != "multipart/form-data" or not 0 < len(boundary) <= 200:  # noqa: PLR2004 -- RFC 2046 allows 70
            raise NotTaken("form.broken")
        self._stream = request.stream
        self._decoder = MultipartDecoder(boundary, MOST_HELD, max_parts=MOST_PARTS)
        self._events = self._decoded()

    def events(self) -> Iterator[Event]:
        """Give what comes, in its order."""
        return self._events

    def word(self) -> str:
        """Give the text of the field that has just begun."""
        said = b""
        for piece in self._of_this_part():
            said += piece
            if len(said) > LONGEST_FIELD:
                raise NotTaken("form.broken")
        try:
            return said.decode()
        except UnicodeDecodeError:
            raise NotTaken("form.broken") from None

    def pieces(self) -> Iterator[bytes]:
        """Give the bytes of the file that has just begun; nothing may come after it."""
        yield from self._of_this_part()
        for _ in self._events:
            raise NotTaken("form.broken")

    def _of_this_part(self) -> Iterator[bytes]:
        for event in self._events:
            if not isinstance(event, Data):
                break
            if event.data:
                yield event.data
            if not event.more_data:
                return
        raise NotTaken("form.broken")

    def _decoded(self) -> Iterator[Event]:
        while True:
            event = self._guarded(self._decoder.next_event)
            if isinstance(event, NeedData):
                self._guarded(lambda: self._decoder.receive_data(self._more()))
            elif isinstance(event, Epilogue):
                return
            else:
                yield event

    def _more(self) -> bytes | None:
        try:
            return self._stream.read(PIECE) or None
        except RequestEntityTooLarge:
            raise NotTaken("file.size") from None
        except (OSError, BadRequest):
            raise NotTaken("form.broken-off") from None

    @staticmethod
    def _guarded(step: Callable[[], Event]) -> Event:
        try:
            return step()
        except (RequestEntityTooLarge, *_BROKEN):
            raise NotTaken("form.broken") from None
