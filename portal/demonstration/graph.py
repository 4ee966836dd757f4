"""A small Microsoft Graph over the demonstration's directory, in the real one's own JSON.

It answers what the portal asks of the real one and no more: users, their app roles and groups,
the portal's service principal, and Conditional Access policies.
"""

import re
import secrets
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any, Final
from urllib.parse import quote, urlencode

from flask import Blueprint, Response, abort, jsonify, request

from portal.demonstration.directory import Directory, User
from portal.demonstration.graph_resources import (
    assignments_of,
    not_found,
    principal_told,
    refused,
    user_told,
)
from portal.demonstration.terms import ProviderTerms

TOKEN_LIFETIME: Final = timedelta(hours=1)
MOST_TOKENS: Final = 100
MOST_LINES: Final = 999
GRAPH_CLIENT: Final = "00000003-0000-0000-c000-000000000000"
# What the real one tells of a user who asks for nothing by name: not whether it is enabled.
_USER_BY_DEFAULT: Final = ("id", "displayName", "userPrincipalName")
_RESOURCE: Final = re.compile(r"resourceId eq '?([0-9a-fA-F-]{36})'?")


class Bearers:
    """Opaque tokens for the Graph, which last an hour."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._until: dict[str, datetime] = {}

    def issue(self) -> str:
        """Make a token, dropping the oldest when there are too many."""
        token = secrets.token_urlsafe(32)
        self._until[token] = self._clock() + TOKEN_LIFETIME
        while len(self._until) > MOST_TOKENS:
            self._until.pop(next(iter(self._until)), None)
        return token

    def admits(self, token: str) -> bool:
        """Say whether a token is one of these, and not over."""
        until = self._until.get(token)
        return until is not None and self._clock() < until


def graph(terms: ProviderTerms, directory: Directory, admits: Callable[[str], bool]) -> Blueprint:
    """Make the Graph, to be registered under ``/graph/v1.0``.

    :param admits: says whether a bearer token was issued for it.
    """
    answers = Graph(terms, directory, admits)
    room = Blueprint("graph", __name__, url_prefix="/graph/v1.0")
    room.before_request(answers.for_bearers_only)
    room.get("/users/<oid>")(answers.user)
    room.get("/users/<oid>/appRoleAssignments")(answers.assignments)
    room.post("/users/<oid>/getMemberObjects")(answers.member_objects)
    room.get("/servicePrincipals(appId='<client_id>')")(answers.principal)
    room.get("/identity/conditionalAccess/policies")(answers.policies)
    room.route("/<path:rest>", methods=["GET", "POST"])(answers.unknown)
    return room


class Graph:
    """The Graph's views."""

    def __init__(
        self, terms: ProviderTerms, directory: Directory, admits: Callable[[str], bool]
    ) -> None:
        self._terms = terms
        self._directory = directory
        self._admits = admits

    def for_bearers_only(self) -> Response | None:
        """Refuse whoever shows no token issued for the Graph (RFC 6750 section 3)."""
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() == "bearer" and token and self._admits(token):
            return None
        said = "Access token is empty." if not token else "Access token validation failure."
        answer = refused(401, "InvalidAuthenticationToken", said)
        authorize = f"{self._terms.address}/{self._terms.tenant}/oauth2/authorize"
        answer.headers["WWW-Authenticate"] = (
            f'Bearer realm="", authorization_uri="{authorize}", client_id="{GRAPH_CLIENT}"'
        )
        return answer

    def user(self, oid: str) -> Response:
        """Tell of a user (Graph: Get a user)."""
        return self._selected("users", "user", user_told(self._found(oid)), _USER_BY_DEFAULT)

    def assignments(self, oid: str) -> Response:
        """List the roles a user has in applications (Graph: List appRoleAssignments)."""
        user, wanted = self._found(oid), request.args.get("$filter")
        lines = assignments_of(user, self._directory.principal)
        if wanted is not None:
            asked = _RESOURCE.fullmatch(wanted)
            if asked is None:
                return refused(400, "Request_UnsupportedQuery", "Unsupported or invalid filter.")
            lines = [line for line in lines if line["resourceId"] == asked[1].lower()]
        return self._listed("appRoleAssignments", lines)

    def member_objects(self, oid: str) -> Response:
        """List the groups a user is in, nested ones too (Graph: getMemberObjects)."""
        user, told = self._found(oid), request.get_json(silent=True)
        if not isinstance(told, dict) or not isinstance(told.get("securityEnabledOnly"), bool):
            return refused(400, "Request_BadRequest", "securityEnabledOnly is required.")
        return jsonify(
            {
                "@odata.context": self._context("Collection(Edm.String)"),
                "value": [str(group) for group in user.groups],
            }
        )

    def principal(self, client_id: str) -> Response:
        """Tell of the application in this tenant (Graph: Get servicePrincipal)."""
        principal = self._directory.principal
        if client_id != principal.client_id:
            return not_found(client_id)
        told = principal_told(principal)
        return self._selected("servicePrincipals", "servicePrincipal", told, tuple(told))

    def policies(self) -> Response:
        """List the Conditional Access policies (Graph: List policies)."""
        return self._listed("identity/conditionalAccess/policies", self._directory.policies)

    def unknown(self, rest: str) -> Response:
        """Refuse what this Graph does not have."""
        segment = rest.partition("/")[0]
        return refused(400, "BadRequest", f"Resource not found for the segment '{segment}'.")

    def _found(self, oid: str) -> User:
        user = self._directory.user(oid)
        if user is None:
            abort(not_found(oid))
        return user

    def _context(self, what: str) -> str:
        return f"{self._terms.graph_address}/$metadata#{what}"

    def _selected(
        self, collection: str, kind: str, told: Mapping[str, Any], usual: tuple[str, ...]
    ) -> Response:
        names = request.args.get("$select")
        wanted = tuple(names.split(",")) if names else usual
        for name in wanted:
            if name not in told:
                said = f"Could not find a property named '{name}' on type 'microsoft.graph.{kind}'."
                return refused(400, "BadRequest", said)
        narrowed = f"({names})" if names else ""
        context = self._context(f"{collection}{narrowed}/$entity")
        return jsonify({"@odata.context": context, **{name: told[name] for name in wanted}})

    def _listed(self, what: str, lines: list[dict[str, Any]]) -> Response:
        """Give one page of a list, and where the next one is."""
        top, skip = request.args.get("$top", ""), request.args.get("$skiptoken", "0")
        if not (
            skip.isdecimal() and (not top or (top.isdecimal() and 1 <= int(top) <= MOST_LINES))
        ):
            return refused(400, "BadRequest", "Invalid page size or skip token.")
        begin = int(skip)
        end = begin + min(int(top or MOST_LINES), self._directory.page)
        page: dict[str, Any] = {"@odata.context": self._context(what), "value": lines[begin:end]}
        if end < len(lines):
            asked = {**request.args.to_dict(), "$skiptoken": str(end)}
            following = urlencode(asked, quote_via=quote, safe="$")
            page["@odata.nextLink"] = f"{self._terms.address}{request.path}?{following}"
        return jsonify(page)
