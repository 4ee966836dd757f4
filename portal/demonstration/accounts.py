"""Who can sign in to the demonstration, and as what."""

from typing import Final
from uuid import UUID

from portal.demonstration.story import chapter
from portal.demonstration.terms import Account
from portal.policy.app_roles import APP_ROLES, AppRole

TENANT: Final = UUID("c1ea4da5-7e57-4d05-8c0a-0000000000aa")
CLIENT: Final = "c1ea4da5-7e57-4d05-8c0a-0000000000bb"

_ROLE_BEHIND: Final = {
    meaning.office.value: role for role, meaning in APP_ROLES.items() if meaning.office
}
# Whose holders may come to hold a permission, or have a right that needs none.
_OFFICES_THAT_READ: Final = frozenset({"clerk", "proper_officer", "monitoring_officer"})


def accounts() -> tuple[Account, ...]:
    """Give the accounts, in the order of the story."""
    return tuple(
        Account(
            object_id=UUID(person["account"]["object"]),
            name=person["name"],
            part=person["account"]["part"],
            roles=_roles(person.get("office", ""), sensitive="permission" in person),
            guest=person["account"].get("guest", False),
        )
        for person in chapter("people")["people"]
        if "account" in person
    )


def _roles(office: str, *, sensitive: bool) -> tuple[str, ...]:
    role = _ROLE_BEHIND.get(office, AppRole.MEMBER)
    if sensitive or office in _OFFICES_THAT_READ:
        return role, AppRole.SENSITIVE_PAPERS
    return (role,)
