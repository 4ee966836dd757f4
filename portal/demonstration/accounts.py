"""Who can sign in to the demonstration, and as what."""

from typing import Final
from uuid import UUID

from portal.demonstration.story import chapter
from portal.demonstration.terms import Account

TENANT: Final = UUID("c1ea4da5-7e57-4d05-8c0a-0000000000aa")
CLIENT: Final = "c1ea4da5-7e57-4d05-8c0a-0000000000bb"

_ROLES: Final = {
    "clerk": "Portal.Clerk",
    "monitoring_officer": "Portal.MonitoringOfficer",
    "auditor": "Portal.Auditor",
    "administrator": "Portal.Administrator",
}


def accounts() -> tuple[Account, ...]:
    """Give the accounts, in the order of the story."""
    return tuple(
        Account(
            object_id=UUID(person["account"]["object"]),
            name=person["name"],
            part=person["account"]["part"],
            roles=(_ROLES.get(person.get("office", ""), "Portal.Member"),),
            guest=person["account"].get("guest", False),
        )
        for person in chapter("people")["people"]
        if "account" in person
    )
