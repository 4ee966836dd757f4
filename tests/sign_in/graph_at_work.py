"""The demonstration's Graph as tests meet it: over real HTTP, and failing the way they say.

``GraphAtWork(terms, admits)`` is a WSGI application.  Every :class:`HostileProvider` carries one
as ``provider.graph``, under ``/graph/v1.0`` of its own address, with the token to match.  For any
other provider: ``with serving(graph) as address:``, and ``strict_provider(..., graph=address)``
then answers for it too.

- ``graph.directory`` is the state, to be changed at any time: ``disable(oid)``, ``enable(oid)``,
  ``take_role(oid, role)``, ``give_role(oid, role)``, ``revoke_sessions(oid)``, ``remove(oid)``,
  ``add(account)``, ``change(oid, groups=..., guest=..., elsewhere=...)``, ``policies = [...]``
  (written by ``policy_behind("c1", state=..., users={...})``), ``principal = replace(...)``,
  ``page = 2`` for short pages.
- ``graph.fails(path, fault, times=None)``: what comes under a path (``fnmatch``, after
  ``/graph/v1.0``: ``"/users/*"``) meets a fault, the newest first, for ever or a number of
  times; ``graph.recover()`` ends all.  Faults: ``throttled(seconds)``, ``refusing(status)``,
  ``cut``, ``cut_short``, ``half_of(json)``, ``saying(json)``, ``next_page_at(address)`` and
  ``Held()``, which keeps its caller waiting (``held.reached.wait(10)``, ``held.release()``).
- ``graph.asked`` and ``graph.times_asked(path)`` tell what was asked.
"""

import json
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from fnmatch import fnmatchcase
from typing import Any

import requests
from flask import Flask
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from werkzeug.serving import make_server
from werkzeug.wrappers import Request, Response

from portal.demonstration.directory import Directory
from portal.demonstration.graph import graph
from portal.demonstration.terms import ProviderTerms

BASE = "/graph/v1.0"
PATIENCE = 30  # seconds, after which nothing is held any longer
Fault = Callable[[Request], Response | None]


class GraphAtWork:
    """A Graph that counts what it is asked and fails when it is told to."""

    def __init__(self, terms: ProviderTerms, admits: Callable[[str], bool]) -> None:
        self.terms = terms
        self.directory = Directory(terms)
        self.asked: list[tuple[str, str]] = []
        self._faults: list[tuple[str, Fault, list[None] | None]] = []
        self._honest = Flask("graph", static_folder=None)
        self._honest.register_blueprint(graph(terms, self.directory, admits))

    def fails(self, path: str, fault: Fault, times: int | None = None) -> None:
        """Meet what is asked under a path with a fault."""
        left = None if times is None else [None] * times
        self._faults.insert(0, (path, fault, left))

    def recover(self) -> None:
        """Answer honestly again."""
        self._faults.clear()

    def times_asked(self, path: str) -> int:
        return sum(fnmatchcase(asked, path) for _, asked in self.asked)

    def __call__(self, environ, start_response):
        request = Request(environ)
        path = request.path.removeprefix(BASE)
        self.asked.append((request.method, path))
        for wanted, fault, left in tuple(self._faults):
            if fnmatchcase(path, wanted) and (left is None or left):
                if left:
                    left.pop()
                if (answer := fault(request)) is not None:
                    return answer(environ, start_response)
                break
        return self._honest(environ, start_response)


@contextmanager
def serving(application, door: socket.socket | None = None) -> Iterator[str]:
    """Answer on loopback, in a thread, for as long as a block lasts; give the address."""
    fd = None if door is None else door.fileno()
    server = make_server("127.0.0.1", 0, application, threaded=True, fd=fd)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.socket.getsockname()[1]}"
    finally:
        server.shutdown()
        thread.join(10)
        server.server_close()


def signed_by(issuer: str, resource: str) -> Callable[[str], bool]:
    """Admit tokens that an issuer's published keys sign for a resource, as the Graph would."""

    def admits(token: str) -> bool:
        about = requests.get(f"{issuer}/.well-known/openid-configuration", timeout=10).json()
        keys = requests.get(about["jwks_uri"], timeout=10).json()
        try:
            told = jwt.decode(token, KeySet.import_key_set(keys), algorithms=["RS256"])
            jwt.JWTClaimsRegistry(
                iss={"essential": True, "value": issuer},
                aud={"essential": True, "value": resource},
                exp={"essential": True},
            ).validate(told.claims)
        except (JoseError, ValueError):
            return False
        return told.header.get("typ") == "at+jwt"

    return admits


def throttled(after: int | str) -> Fault:
    """Ask for patience, in seconds or until a date (RFC 9110 section 10.2.3)."""
    return lambda _: _told(
        _error("TooManyRequests", "Too many requests."), 429, {"Retry-After": str(after)}
    )


def refusing(status: int, code: str = "generalException", **headers: str) -> Fault:
    """Answer with a status: 503, 500, or 403 with ``Authorization_RequestDenied``."""
    return lambda _: _told(_error(code, "Refused."), status, headers)


def saying(told: Any) -> Fault:
    """Answer with success, and any JSON at all."""
    return lambda _: _told(told)


def half_of(told: Any) -> Fault:
    """Answer with success, and a text that ends in the middle of its JSON."""
    text = json.dumps(told)
    return lambda _: Response(text[: len(text) // 2], content_type="application/json")


def next_page_at(address: str) -> Fault:
    """Answer with an empty page whose next one is said to be elsewhere."""
    return saying({"value": [], "@odata.nextLink": address})


def cut(request: Request) -> Response:
    """Hang up without a word."""
    request.environ["werkzeug.socket"].shutdown(socket.SHUT_RDWR)
    return Response()


def cut_short(_: Request) -> Response:
    """Hang up in the middle of an answer."""
    return Response([b'{"value": ['], headers={"Content-Length": "4000", "Connection": "close"})


class Held:
    """Keeps whoever asks waiting until a test lets go, then answers honestly."""

    def __init__(self) -> None:
        self.reached = threading.Event()
        self._free = threading.Event()

    def release(self) -> None:
        self._free.set()

    def __call__(self, _: Request) -> None:
        self.reached.set()
        assert self._free.wait(PATIENCE), "nobody let the Graph go on"


def _error(code: str, message: str) -> dict[str, Any]:
    return {"error": {"code": code, "message": message, "innerError": {}}}


def _told(told: Any, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    return Response(
        json.dumps(told), status, headers=headers or {}, content_type="application/json"
    )
