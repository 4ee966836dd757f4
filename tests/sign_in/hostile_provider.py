"""An identity provider on loopback that says whatever a test has it say, over real HTTP."""

import json
import secrets
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from werkzeug.serving import make_server
from werkzeug.wrappers import Request, Response

from portal.demonstration.graph import Bearers
from tests.sign_in.demonstration import terms
from tests.sign_in.forging import CLIENT, SECRET, TENANT, Occasion
from tests.sign_in.graph_at_work import GraphAtWork
from tests.sign_in.honest_tokens import jwks

Tell = Callable[[Occasion], Any]
REDIRECTED = {301, 302, 303, 307, 308}


class HostileProvider:
    """Answers like Entra ID, except where it is told otherwise.

    ``tell`` makes the ID token of each token response; ``answers`` replaces the answer of a
    path; ``asked`` holds what came in.  ``graph`` is its Graph, under ``/graph/v1.0`` of the same
    address (see ``graph_at_work``); the portal's own token for it comes from the token endpoint
    by ``client_credentials``, as at Entra ID.
    """

    def __init__(self) -> None:
        self._server = make_server("127.0.0.1", 0, self._answer, threaded=True)
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self.authority = f"http://127.0.0.1:{self._server.server_port}"
        self.forget()

    def forget(self) -> None:
        """Become honest again, and remember nothing."""
        self.tell: Tell = lambda occasion: occasion.token()
        self.answers: dict[str, Callable[[Request], Response]] = {}
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.tells_of_itself: dict[str, Any] = {}
        self.at: Callable[[], datetime] = lambda: Occasion().at
        self._codes: dict[str, Occasion] = {}
        self.bearers = Bearers(self._now)
        self.graph = GraphAtWork(terms(self._now, address=self.authority), self.bearers.admits)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._server.shutdown()
        self._thread.join(10)
        self._server.server_close()

    def _now(self) -> datetime:
        return self.at()  # which a test may replace at any time

    @property
    def issuer(self) -> str:
        return f"{self.authority}/{TENANT}/v2.0"

    def times_asked(self, path: str) -> int:
        return sum(1 for asked, _ in self.asked if asked.endswith(path))

    def _answer(self, environ, start_response):
        request = Request(environ)
        if request.path.startswith("/graph/"):
            return self.graph(environ, start_response)
        given = {**request.args.to_dict(), **request.form.to_dict()}
        self.asked.append((request.path, given))
        return self._respond(request, given)(environ, start_response)

    def _respond(self, request: Request, given: dict[str, str]) -> Response:
        name = request.path.rpartition("/")[2]
        if name in self.answers:
            return self.answers[name](request)
        if name == "openid-configuration":
            return in_json(self.discovery())
        if name == "keys":
            return in_json(jwks(self.issuer))
        if name == "authorize":
            return self._authorize(given)
        if name == "token":
            return self._token(given)
        return Response(status=404)

    def discovery(self) -> dict[str, Any]:
        root = f"{self.authority}/{TENANT}"
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{root}/oauth2/v2.0/authorize",
            "token_endpoint": f"{root}/oauth2/v2.0/token",
            "jwks_uri": f"{root}/discovery/v2.0/keys",
            "end_session_endpoint": f"{root}/oauth2/v2.0/logout",
            "id_token_signing_alg_values_supported": ["RS256"],
            **self.tells_of_itself,
        }

    def _authorize(self, given: dict[str, str]) -> Response:
        code = secrets.token_urlsafe(16)
        self._codes[code] = Occasion(
            issuer=self.issuer,
            nonce=given["nonce"],
            access_token=secrets.token_urlsafe(16),
            client_id=given["client_id"],
            at=self.at(),
        )
        answer = urlencode({"code": code, "state": given["state"]})
        return Response(status=302, headers={"Location": f"{given['redirect_uri']}?{answer}"})

    def _token(self, given: dict[str, str]) -> Response:
        if given.get("grant_type") == "client_credentials":
            return self._for_the_graph(given)
        occasion = self._codes.pop(given.get("code", ""), None)
        if occasion is None:
            return in_json({"error": "invalid_grant"}, 400)
        occasion = replace(occasion, at=self.at())
        told = {
            "token_type": "Bearer",
            "expires_in": 3600,
            "access_token": occasion.access_token,
            "id_token": self.tell(occasion),
        }
        return in_json({name: value for name, value in told.items() if value is not None})

    def _for_the_graph(self, given: dict[str, str]) -> Response:
        shown = given.get("client_secret") == SECRET or given.get("client_assertion")
        if given.get("client_id") != CLIENT or not shown:
            return in_json({"error": "invalid_client"}, 401)
        if given.get("scope") != self.graph.terms.graph_scope:
            return in_json({"error": "invalid_scope"}, 400)
        told = {"token_type": "Bearer", "expires_in": 3600, "access_token": self.bearers.issue()}
        return in_json(told)


def in_json(told: Any, status: int = 200) -> Response:
    return Response(json.dumps(told), status, content_type="application/json")
