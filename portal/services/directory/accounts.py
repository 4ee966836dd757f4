"""What the directory says of one account at this moment: may it sign in, with which roles."""

import threading
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from portal.policy.app_roles import AppRole, known_roles
from portal.services.directory.application import Application, Applications
from portal.services.directory.graph import DirectoryUnavailable, Graph
from portal.services.directory.groups import Groups

_MOMENTS_ASIDE: Final = 64
_REMEMBERED: Final = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """What was read, and when.  Without roles the account may not sign in, for whatever reason."""

    checked_at: datetime
    roles: frozenset[AppRole]
    sessions_valid_from: datetime | None = None  # what began before was revoked


class Accounts:
    """Looks accounts up; whoever asks about the same one at the same time shares an answer."""

    def __init__(
        self,
        graph: Graph,
        applications: Applications,
        groups: Groups,
        group_roles: Mapping[UUID, AppRole],
    ) -> None:
        """Ask ``graph``, and hold roles against the registration.

        :param group_roles: which groups of the directory give which role; usually none.
        """
        self._graph = graph
        self._groups = groups
        self._group_roles = group_roles
        self._applications = applications
        self._known: OrderedDict[UUID, Account] = OrderedDict()
        self._aside = [threading.Lock() for _ in range(_MOMENTS_ASIDE)]

    @property
    def read_groups(self) -> bool:
        """Whether groups give roles here, so that a token without roles is not the last word."""
        return bool(self._group_roles)

    def look_up(self, object_id: UUID, at: datetime, *, within: timedelta) -> Account:
        """Give what the directory says of an account, or said so lately as ``within``.

        :raises DirectoryUnavailable: if it cannot be asked, or says nothing that makes sense.
        """
        with self._aside[object_id.int % _MOMENTS_ASIDE]:
            known = self._known.get(object_id)
            if known is not None and timedelta(0) <= at - known.checked_at < within:
                return known
            found = self._read(object_id, at)
            self._known[object_id] = found
            while len(self._known) > _REMEMBERED:
                self._known.popitem(last=False)
            return found

    def _read(self, object_id: UUID, at: datetime) -> Account:
        chosen = "id,accountEnabled,signInSessionsValidFromDateTime"
        user = self._graph.get(f"/users/{object_id}?$select={chosen}", at)
        if user is None or not _may_sign_in(user, object_id):
            return Account(checked_at=at, roles=frozenset())
        application = self._applications.ours(at)
        roles = self._assigned(object_id, application, at) | self._by_group(object_id, at)
        return Account(
            checked_at=at,
            roles=roles if application.enabled else frozenset(),
            sessions_valid_from=_moment(user.get("signInSessionsValidFromDateTime")),
        )

    def _assigned(
        self, object_id: UUID, application: Application, at: datetime
    ) -> frozenset[AppRole]:
        path = f"/users/{object_id}/appRoleAssignments?$filter=resourceId eq {application.id}"
        assigned = {
            str(each.get("appRoleId"))
            for each in self._graph.values(path, at)
            if isinstance(each, Mapping) and each.get("resourceId") == application.id
        }
        # A role that was disabled is still there for whoever had it: it is not among these.
        return known_roles([value for id_, value in application.roles.items() if id_ in assigned])

    def _by_group(self, object_id: UUID, at: datetime) -> frozenset[AppRole]:
        if not self._group_roles:
            return frozenset()
        groups = self._groups.read(object_id, at)
        return frozenset(role for group, role in self._group_roles.items() if str(group) in groups)


def _may_sign_in(user: Mapping[str, Any], object_id: UUID) -> bool:
    """Say whether an account is enabled.

    :raises DirectoryUnavailable: if the answer is about another account, or does not say.
    """
    if user.get("id") != str(object_id) or not isinstance(user.get("accountEnabled"), bool):
        raise DirectoryUnavailable("the answer is not about this account")
    return bool(user["accountEnabled"])


def _moment(told: object) -> datetime | None:
    if told is None:
        return None
    try:
        moment = datetime.fromisoformat(str(told))
    except ValueError:
        raise DirectoryUnavailable("a moment in the answer cannot be read") from None
    if moment.tzinfo is None:
        raise DirectoryUnavailable("a moment in the answer has no time zone")
    return moment
