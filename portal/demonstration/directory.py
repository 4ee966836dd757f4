"""Who is who in the demonstration's tenant at this moment, and as what; all of it can change."""

import threading
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, Final, TypedDict, Unpack
from uuid import UUID, uuid5

from portal.demonstration.terms import Account, ProviderTerms
from portal.policy.app_roles import AppRole

ROLES: Final = tuple(role.value for role in AppRole)
CONTEXT: Final = "c1"
BEGINNING: Final = datetime(2025, 1, 6, 9, 0, tzinfo=UTC)  # when every account was made
PAGE: Final = 100
_NAMES: Final = UUID("c1ea4da5-7e57-4d05-8c0a-0000000000cc")


def identifier(kind: str, name: object) -> UUID:
    """Give the identifier of a thing in the directory: the same each time for the same name."""
    return uuid5(_NAMES, f"{kind} {name}")


def role_id(value: str) -> UUID:
    """Give the identifier of an app role of the portal's."""
    return identifier("app role", value)


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """An account as it stands.  ``elsewhere`` counts its roles in other applications."""

    object_id: UUID
    name: str
    part: str
    roles: tuple[str, ...]
    groups: tuple[UUID, ...]
    guest: bool
    enabled: bool = True
    sessions_valid_from: datetime = BEGINNING
    elsewhere: int = 0


class Changes(TypedDict, total=False):
    """What of a user can change."""

    name: str
    roles: tuple[str, ...]
    groups: tuple[UUID, ...]
    guest: bool
    enabled: bool
    sessions_valid_from: datetime
    elsewhere: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ServicePrincipal:
    """The portal as the tenant knows it."""

    client_id: str
    reply_addresses: tuple[str, ...]
    logout_address: str
    roles: tuple[str, ...] = ROLES
    disabled_roles: frozenset[str] = frozenset()
    enabled: bool = True
    assignment_required: bool = True
    certificates: tuple[dict[str, Any], ...] = ()

    @property
    def object_id(self) -> UUID:
        """The principal's own identifier, which is not the client's."""
        return identifier("service principal", self.client_id)


class Directory:
    """The state of a tenant.  Shared by threads; a user is replaced whole, never altered.

    ``principal`` and ``policies`` may be given new values at any time.  ``page`` is how many
    lines a list has at most.
    """

    def __init__(self, terms: ProviderTerms) -> None:
        self._clock = terms.clock
        self._lock = threading.Lock()
        self._users = {account.object_id: _user(account) for account in terms.accounts}
        self.principal = ServicePrincipal(
            client_id=terms.client_id,
            reply_addresses=(terms.redirect_uri, terms.signed_out_address),
            logout_address=terms.front_channel_address,
        )
        self.policies: list[dict[str, Any]] = [policy_behind(CONTEXT)]
        self.page = PAGE

    def users(self) -> tuple[User, ...]:
        """Give everybody, in the order in which they were given."""
        with self._lock:
            return tuple(self._users.values())

    def user(self, object_id: UUID | str | None) -> User | None:
        """Give one user, if there is one."""
        with self._lock:
            return self._users.get(_as_uuid(object_id))

    def change(self, object_id: UUID, **changes: Unpack[Changes]) -> None:
        """Give a user other properties; a user who is not there stays absent."""
        with self._lock:
            if object_id in self._users:
                self._users[object_id] = replace(self._users[object_id], **changes)

    def disable(self, object_id: UUID) -> None:
        """Shut an account, as an administrator of the tenant would."""
        self.change(object_id, enabled=False)

    def enable(self, object_id: UUID) -> None:
        """Open an account again."""
        self.change(object_id, enabled=True)

    def give_role(self, object_id: UUID, role: str) -> None:
        """Assign a role of the portal's."""
        with self._lock:
            if (user := self._users.get(object_id)) and role not in user.roles:
                self._users[object_id] = replace(user, roles=(*user.roles, role))

    def take_role(self, object_id: UUID, role: str) -> None:
        """Withdraw a role of the portal's."""
        with self._lock:
            if user := self._users.get(object_id):
                left = tuple(each for each in user.roles if each != role)
                self._users[object_id] = replace(user, roles=left)

    def revoke_sessions(self, object_id: UUID) -> None:
        """End what somebody is signed in to: sessions begun before now count no longer."""
        self.change(object_id, sessions_valid_from=self._clock())

    def add(self, account: Account) -> None:
        """Make an account, or make it anew."""
        with self._lock:
            self._users[account.object_id] = _user(account)

    def remove(self, object_id: UUID) -> None:
        """Delete an account."""
        with self._lock:
            self._users.pop(object_id, None)


def policy_behind(
    context: str,
    *,
    state: str = "enabled",
    users: Mapping[str, Any] | None = None,
    grant: Mapping[str, Any] | None = None,
    conditions: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Write a Conditional Access policy that asks everybody for a second factor.

    :param state: ``enabled``, ``disabled`` or ``enabledForReportingButNotEnforced``.
    :param users: replaces members of ``conditions.users``; ``grant`` those of ``grantControls``,
        ``conditions`` those of ``conditions``.
    :returns: the policy as Graph's ``conditionalAccessPolicy`` resource writes it.
    """
    return {
        "id": str(identifier("policy", context)),
        "displayName": f"Second factor for restricted papers ({context})",
        "createdDateTime": "2025-01-06T09:00:00Z",
        "modifiedDateTime": None,
        "state": state,
        "conditions": {
            "clientAppTypes": ["all"],
            "applications": {
                "includeApplications": [],
                "excludeApplications": [],
                "includeUserActions": [],
                "includeAuthenticationContextClassReferences": [context],
            },
            "users": {
                "includeUsers": ["All"],
                "excludeUsers": [],
                "includeGroups": [],
                "excludeGroups": [],
                "includeRoles": [],
                "excludeRoles": [],
                "includeGuestsOrExternalUsers": None,
                "excludeGuestsOrExternalUsers": None,
                **(users or {}),
            },
            "locations": None,
            "platforms": None,
            "devices": None,
            "signInRiskLevels": [],
            "userRiskLevels": [],
            **(conditions or {}),
        },
        "grantControls": {
            "operator": "OR",
            "builtInControls": ["mfa"],
            "customAuthenticationFactors": [],
            "termsOfUse": [],
            "authenticationStrength": None,
            **(grant or {}),
        },
        "sessionControls": None,
    }


def _user(account: Account) -> User:
    return User(
        object_id=account.object_id,
        name=account.name,
        part=account.part,
        roles=tuple(account.roles),
        groups=tuple(account.groups),
        guest=account.guest,
    )


def _as_uuid(given: UUID | str | None) -> UUID:
    try:
        return given if isinstance(given, UUID) else UUID(given or "")
    except ValueError:
        return UUID(int=0)  # nobody's
