"""The portal's own registration, as the directory has it: its roles and where it sends people."""

import threading
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from portal.services.directory.graph import DirectoryUnavailable, Graph

READ_AGAIN_AFTER: Final = timedelta(minutes=60)
_CHOSEN: Final = (
    "id,appId,accountEnabled,appRoleAssignmentRequired,appRoles,replyUrls,logoutUrl,keyCredentials"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Application:
    """The service principal of the portal's registration in the tenant."""

    id: str
    enabled: bool
    assignment_required: bool  # without it, anybody in the tenant gets a token
    roles: Mapping[str, str]  # of those that are enabled: identifier and value
    reply_addresses: tuple[str, ...]
    sign_out_address: str
    certificates_end_at: tuple[str, ...]  # as the directory writes moments


class Applications:
    """Reads the registration, at most once an hour unless somebody has to know it sooner."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._lock = threading.Lock()
        self._found: Application | None = None
        self._read_at: datetime | None = None

    def ours(self, at: datetime, within: timedelta = READ_AGAIN_AFTER) -> Application:
        """Give the portal's registration, as it was read no longer ago than ``within``.

        :raises DirectoryUnavailable: if it cannot be read, or there is none.
        """
        with self._lock:
            fresh = self._read_at is not None and timedelta(0) <= at - self._read_at < within
            if self._found is None or not fresh:
                self._found, self._read_at = self._read(at), at
            return self._found

    def _read(self, at: datetime) -> Application:
        client_id = self._graph.client_id
        told = self._graph.get(f"/servicePrincipals(appId='{client_id}')?$select={_CHOSEN}", at)
        if told is None:
            raise DirectoryUnavailable("the portal is not registered in the directory")
        if told.get("appId") != client_id or not isinstance(told.get("id"), str):
            raise DirectoryUnavailable("the answer is not about the portal's registration")
        return Application(
            id=told["id"],
            enabled=told.get("accountEnabled") is True,
            assignment_required=told.get("appRoleAssignmentRequired") is True,
            roles={
                str(role["id"]): str(role["value"])
                for role in _objects(told, "appRoles")
                if role.get("isEnabled") is True and "id" in role and "value" in role
            },
            reply_addresses=tuple(map(str, _list(told, "replyUrls"))),
            sign_out_address=str(told.get("logoutUrl") or ""),
            certificates_end_at=tuple(
                str(each.get("endDateTime", "")) for each in _objects(told, "keyCredentials")
            ),
        )


def _list(told: Mapping[str, Any], name: str) -> list[Any]:
    found = told.get(name, [])
    if not isinstance(found, list):
        raise DirectoryUnavailable(f"{name} is not a list")
    return found


def _objects(told: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    return [each for each in _list(told, name) if isinstance(each, Mapping)]
