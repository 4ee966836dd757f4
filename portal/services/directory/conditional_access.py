"""Whether a Conditional Access policy stands behind an authentication context.

Entra ID may issue a context that no policy stands behind: the step-up would then prove nothing
(AUTH-13).  So a context counts only while an enabled policy asks everybody, guests included, for
a second factor whenever the context is asked for.
"""

import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from portal.services.directory.graph import DirectoryUnavailable, Graph
from portal.services.directory.groups import Groups

READ_AGAIN_AFTER: Final = timedelta(minutes=60)
_EVERYBODY: Final = "All"
_GUESTS: Final = "GuestsOrExternalUsers"
_NARROWING: Final = (
    "locations",
    "platforms",
    "devices",
    "signInRiskLevels",
    "userRiskLevels",
    "clientApplications",
    "servicePrincipalRiskLevels",
    "insiderRiskLevels",
    "authenticationFlows",
    "times",
)
"""Conditions under which a policy applies in some cases only: it must have none of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Behind:
    """What stands behind one context.  ``reason`` says what is amiss; empty if nothing is."""

    context: str
    reason: str = ""
    excused: frozenset[str] = frozenset()  # object identifiers of accounts left out of the policy
    excused_groups: frozenset[str] = frozenset()  # and of groups whose members are


class ConditionalAccess:
    """Reads the tenant's policies, at most once an hour."""

    def __init__(self, graph: Graph, groups: Groups) -> None:
        self._graph = graph
        self._groups = groups
        self._lock = threading.Lock()
        self._policies: tuple[Mapping[str, Any], ...] = ()
        self._read_at: datetime | None = None

    def behind(self, context: str, at: datetime) -> Behind:
        """Say what stands behind a context.  That the policies cannot be read is a reason too."""
        try:
            return standing_behind(context, self._read(at))
        except DirectoryUnavailable as unavailable:
            return Behind(context=context, reason=f"the policies cannot be read: {unavailable}")

    def wanting(self, context: str, object_id: UUID | None, at: datetime) -> str:
        """Say what is amiss with a context for one account; empty if nothing is.

        An account that the policy leaves out would meet the context without a second factor.
        """
        behind = self.behind(context, at)
        if behind.reason:
            return behind.reason
        if object_id is None or str(object_id) in behind.excused:
            return "the policy leaves this account out"
        if not behind.excused_groups:
            return ""
        try:
            groups = self._groups.of(object_id, at)
        except DirectoryUnavailable as unavailable:
            return f"the groups of this account cannot be read: {unavailable}"
        return "" if groups.isdisjoint(behind.excused_groups) else "the policy leaves a group out"

    def _read(self, at: datetime) -> tuple[Mapping[str, Any], ...]:
        with self._lock:
            read_at = self._read_at
            if read_at is None or not timedelta(0) <= at - read_at < READ_AGAIN_AFTER:
                found = self._graph.values("/identity/conditionalAccess/policies", at)
                self._policies = tuple(each for each in found if isinstance(each, Mapping))
                self._read_at = at
            return self._policies


def standing_behind(context: str, policies: Iterable[Mapping[str, Any]]) -> Behind:
    """Find the policy that stands behind a context among a tenant's policies.

    :returns: the first that is good; otherwise the reason against the one that comes nearest.
    """
    reason = "no Conditional Access policy names it"
    nearest = 0
    for policy in policies:
        conditions = _under(policy, "conditions")
        applications = _under(conditions, "applications")
        if context not in _words(applications, "includeAuthenticationContextClassReferences"):
            continue
        steps = _faults(policy, conditions)
        fault = next((words for good, words in steps if not good), "")
        if not fault:
            users = _under(conditions, "users")
            return Behind(
                context=context,
                excused=frozenset(_words(users, "excludeUsers")),
                excused_groups=frozenset(_words(users, "excludeGroups")),
            )
        passed = next(place for place, (good, _) in enumerate(steps, start=1) if not good)
        if passed > nearest:
            nearest, reason = passed, fault
    return Behind(context=context, reason=reason)


def _faults(
    policy: Mapping[str, Any], conditions: Mapping[str, Any]
) -> tuple[tuple[bool, str], ...]:
    users = _under(conditions, "users")
    narrowed = [name for name in _NARROWING if conditions.get(name)]
    clients = set(_words(conditions, "clientAppTypes"))
    return (
        (
            policy.get("state") != "disabled",
            "its policy is off",
        ),
        (
            policy.get("state") == "enabled",
            "its policy only reports and does not enforce: turn it on",
        ),
        (
            _EVERYBODY in _words(users, "includeUsers"),
            "its policy does not include all users, guests among them",
        ),
        (
            not users.get("excludeGuestsOrExternalUsers")
            and _GUESTS not in _words(users, "excludeUsers"),
            "its policy leaves guests out",
        ),
        (
            not _words(users, "excludeRoles"),
            "its policy leaves holders of a directory role out",
        ),
        (
            not narrowed and (not clients or not clients.isdisjoint({"all", "browser"})),
            "its policy applies in some cases only"
            + (f" ({', '.join(narrowed)})" if narrowed else ""),
        ),
        (
            _asks_for_a_second_factor(policy.get("grantControls")),
            "its policy does not ask for a second factor",
        ),
    )


def _asks_for_a_second_factor(controls: object) -> bool:
    """Say whether no way through the grant controls goes without a second factor."""
    if not isinstance(controls, Mapping):
        return False
    built_in = set(_words(controls, "builtInControls"))
    if "block" in built_in:
        return False
    strength = bool(controls.get("authenticationStrength"))
    strong = strength or "mfa" in built_in
    others = built_in - {"mfa"} or _words(controls, "customAuthenticationFactors")
    return strong and (controls.get("operator") == "AND" or not others)


def _under(told: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = told.get(name)
    return found if isinstance(found, Mapping) else {}


def _words(told: Mapping[str, Any], name: str) -> list[str]:
    found = told.get(name)
    return [each for each in found if isinstance(each, str)] if isinstance(found, list) else []
