"""The hubs: the doors of a clerk's day and of whoever watches over access, as one table each."""

from typing import Final, NamedTuple

from portal.policy import Permission, Principal


class HubDoor(NamedTuple):
    """One door of a hub: where it leads, what it is called, what it is for, who may go in."""

    address: str
    title: str
    sentence: str
    permission: Permission


CLERK_DOORS: Final[tuple[HubDoor, ...]] = (
    HubDoor(
        "/clerk/requests",
        "Requests for papers",
        "What the public asked for: answer by the clock, release, or refuse with reasons.",
        Permission.REQUEST_ANSWER,
    ),
    HubDoor(
        "/clerk/imports",
        "Imports to review",
        "What was read in from elsewhere, what is doubtful in it, and publishing it.",
        Permission.IMPORT_REVIEW,
    ),
    HubDoor(
        "/clerk/reviews",
        "Reviews",
        "Restrictions to look at again: due, overdue, waiting for an event, coming up.",
        Permission.REVIEW_READ,
    ),
    HubDoor(
        "/clerk/campaigns",
        "Yearly reviews",
        "Everything a board keeps back, looked at once a year, with a page for its report.",
        Permission.REVIEW_READ,
    ),
    HubDoor(
        "/clerk/releases",
        "Releases",
        "What waits for a second person before it opens, and what was released.",
        Permission.RESTRICTION_RELEASE,
    ),
    HubDoor(
        "/clerk/mistakes",
        "Published by mistake",
        "What was taken down, the 72 hours, and who was told.",
        Permission.INCIDENT_MANAGE,
    ),
    HubDoor(
        "/ig/retention",
        "Retention and disposal",
        "How long papers are kept, what is due, legal holds, and asking for a disposal.",
        Permission.DISPOSAL_ASK,
    ),
    HubDoor(
        "/clerk/membership",
        "Membership",
        "Seats, substitutes to approve, guests, sharing agreements, and people who leave.",
        Permission.SEAT_FILL,
    ),
)
"""What :func:`doors_for` offers a clerk, in this order; a room adds its own line."""

GOVERNANCE_DOORS: Final[tuple[HubDoor, ...]] = (
    HubDoor(
        "/ig/who",
        "Who can see this, and who could have?",
        "Everybody who can open a restricted thing, why, and until when: now, or at any moment.",
        Permission.ACCESS_EXPLAIN,
    ),
    HubDoor(
        "/ig/simulator",
        "What would happen if?",
        "Change one fact and see whose access changes.  Nothing is saved.",
        Permission.POLICY_SIMULATE,
    ),
    HubDoor(
        "/ig/reviews",
        "Reviews overdue",
        "Restrictions that should have been looked at again: how long ago, and by whom.",
        Permission.ACCESS_EXPLAIN,
    ),
    HubDoor(
        "/ig/permissions",
        "Permissions",
        "Leave to open a sensitive compartment: asked for, approved by two others, running.",
        Permission.PERMISSION_ASK,
    ),
    HubDoor(
        "/ig/identity-links",
        "Identities",
        "Accounts said to be somebody's who is known already: to approve by two, or to refuse.",
        Permission.PERMISSION_ASK,
    ),
    HubDoor(
        "/ig/need-to-know",
        "Needs to know",
        "Councillors who ask to read something closed, and what was decided.",
        Permission.NEED_TO_KNOW_DECIDE,
    ),
    HubDoor(
        "/ig/interests",
        "Interests and dispensations",
        "What is closed to whom by an interest; lifting one, and granting a dispensation.",
        Permission.INTEREST_RECORD,
    ),
    HubDoor(
        "/ig/break-glass",
        "Emergency openings",
        "One item opened to an administrator for an hour: to approve, and to review.",
        Permission.BREAK_GLASS_APPROVE,
    ),
    HubDoor(
        "/ig/retention",
        "Retention and disposal",
        "How long papers are kept, legal holds, disposals to approve, and their certificates.",
        Permission.RETENTION_READ,
    ),
    HubDoor(
        "/ig/access-reviews",
        "Access reviews",
        "Everybody who may read a board's restricted papers, kept or ended one by one.",
        Permission.ACCESS_REVIEW,
    ),
    HubDoor(
        "/ig/sessions",
        "Who is signed in",
        "Sign somebody out everywhere, or suspend an account, effective at their next click.",
        Permission.SESSION_END,
    ),
    HubDoor(
        "/ig/restoring",
        "Restoring",
        "Whether the record and the log are as far as each other; confirming a restored backup.",
        Permission.AUDIT_VERIFY,
    ),
)
"""What :func:`doors_for` offers to whoever watches over access, in this order."""


def doors_for(principal: Principal, doors: tuple[HubDoor, ...]) -> tuple[HubDoor, ...]:
    """Give those of a hub's doors that somebody may go through, in the hub's order."""
    return tuple(each for each in doors if principal.may_somewhere(each.permission))


def serves(principal: Principal) -> bool:
    """Say whether somebody has work to do behind the clerks' doors.

    Reviews are read there by auditors too, who come by a door of their own.
    """
    doing = (each for each in CLERK_DOORS if each.permission is not Permission.REVIEW_READ)
    return any(principal.may_somewhere(each.permission) for each in doing)
