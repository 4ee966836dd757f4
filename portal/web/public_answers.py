"""Kept answers: what strangers are told, remembered until anything public changes.

An answer is kept only if its door says that it depends on the address, the record and the date
alone, if it was given to a request without any cookie, and if it is plain success; it is given
again only to requests without any cookie.  Whoever is signed in sends one, so the answers of
people and of strangers never meet.

Each use asks first for the number of the public record, which moves with every commit, and for
the date.  The number is read before a page is made, so a page that was overtaken by a commit
is kept under the older number, where nobody will find it.
"""

import hashlib
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from threading import Lock
from typing import Any, Final

from flask import Flask, Response, request
from werkzeug.http import parse_etags

from portal.web.gate import door_of
from portal.web.headers import VALIDATED

MOST_ANSWERS: Final = 512
MOST_BYTES: Final = 32 * 2**20
LONGEST_QUERY: Final = 64
_FRESHNESS: Final = "clear_days.freshness"

Environ = dict[str, Any]
StartResponse = Callable[..., Any]
WsgiApp = Callable[[Environ, StartResponse], Iterable[bytes]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """An answer as it was given."""

    freshness: Hashable
    etag: str
    headers: tuple[tuple[str, str], ...]
    body: bytes


class Shelf:
    """A bounded number of answers; those not asked for longest go first."""

    def __init__(self, *, most: int = MOST_ANSWERS, most_bytes: int = MOST_BYTES) -> None:
        self._answers: OrderedDict[Hashable, Answer] = OrderedDict()
        self._most = most
        self._most_bytes = most_bytes
        self._bytes = 0
        self._lock = Lock()

    def __len__(self) -> int:
        return len(self._answers)

    @property
    def size(self) -> int:
        """How many bytes of answers are kept."""
        return self._bytes

    def find(self, key: Hashable, freshness: Hashable) -> Answer | None:
        """Give the answer kept under a key, unless something has changed since."""
        with self._lock:
            answer = self._answers.get(key)
            if answer is None or answer.freshness != freshness:
                return None
            self._answers.move_to_end(key)
            return answer

    def keep(self, key: Hashable, answer: Answer) -> None:
        """Keep an answer, and let go of others if there is no room."""
        if len(answer.body) > self._most_bytes // 8:
            return
        with self._lock:
            former = self._answers.pop(key, None)
            self._bytes += len(answer.body) - (len(former.body) if former else 0)
            self._answers[key] = answer
            while len(self._answers) > self._most or self._bytes > self._most_bytes:
                _, gone = self._answers.popitem(last=False)
                self._bytes -= len(gone.body)


def install(app: Flask, freshness: Callable[[], Hashable], shelf: Shelf | None = None) -> Shelf:
    """Keep this application's public answers, and validate those that are not kept.

    Install before :mod:`portal.web.headers`: what is kept then is what is sent.

    :param freshness: gives what an answer's truth depends on besides its address.
    """
    kept = Shelf() if shelf is None else shelf
    app.wsgi_app = _Keeper(app.wsgi_app, freshness, kept)  # type: ignore[method-assign]  # as Flask documents

    @app.after_request
    def keep(response: Response) -> Response:
        found = door_of(app, request.endpoint)
        if (
            found is None
            or not found.kept
            or response.status_code != 200  # noqa: PLR2004 -- OK
            or _key(request.environ) is None
        ):
            return response
        body = response.get_data()
        etag = hashlib.sha256(body).hexdigest()[:40]
        response.set_etag(etag)
        response.headers["Cache-Control"] = VALIDATED
        if _FRESHNESS in request.environ and request.method == "GET":
            answer = Answer(
                freshness=request.environ[_FRESHNESS],
                etag=etag,
                headers=tuple(response.headers.to_wsgi_list()),
                body=body,
            )
            kept.keep(_key(request.environ), answer)
        response.make_conditional(request)
        return response

    return kept


class _Keeper:
    """Answers from the shelf, before the application is asked."""

    def __init__(self, app: WsgiApp, freshness: Callable[[], Hashable], shelf: Shelf) -> None:
        self._app = app
        self._freshness = freshness
        self._shelf = shelf

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request (PEP 3333)."""
        key = _key(environ)
        if key is None:
            return self._app(environ, start_response)
        environ[_FRESHNESS] = freshness = self._freshness()
        answer = self._shelf.find(key, freshness)
        if answer is None:
            return self._app(environ, start_response)
        if _has_it_already(environ, answer.etag):
            start_response("304 NOT MODIFIED", _without_length(answer.headers))
            return []
        start_response("200 OK", list(answer.headers))
        return [answer.body] if environ["REQUEST_METHOD"] == "GET" else []


def _key(environ: Mapping[str, Any]) -> Hashable | None:
    """Give the key of a request whose answer may be kept; ``None`` for any other."""
    query = environ.get("QUERY_STRING", "")
    if (
        environ["REQUEST_METHOD"] not in {"GET", "HEAD"}
        or "HTTP_COOKIE" in environ
        or "HTTP_AUTHORIZATION" in environ
        or len(query) > LONGEST_QUERY
    ):
        return None
    return (environ.get("SCRIPT_NAME", ""), environ.get("PATH_INFO", ""), query)


def _has_it_already(environ: Mapping[str, Any], etag: str) -> bool:
    asked = environ.get("HTTP_IF_NONE_MATCH")
    return asked is not None and parse_etags(asked).contains_weak(etag)


def _without_length(headers: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    return [each for each in headers if each[0].lower() not in {"content-length", "content-type"}]
