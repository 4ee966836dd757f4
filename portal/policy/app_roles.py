"""What each application role of the organisation's directory stands for here, as one table.

A role of the directory opens nothing by itself, and neither does what the portal's own record
says: an office counts while the directory's role stands behind it, and so does a permission
(promise 8, security requirements AUTH-11 and AZ-01).
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from portal.policy.holdings import Holdings
from portal.policy.offices import WITHOUT_COMPARTMENTS, Office


class AppRole(StrEnum):
    """The application roles an organisation's directory may give somebody here."""

    MEMBER = "Portal.Member"
    CLERK = "Portal.Clerk"
    PROPER_OFFICER = "Portal.ProperOfficer"
    MONITORING_OFFICER = "Portal.MonitoringOfficer"
    AUDITOR = "Portal.Auditor"
    ADMINISTRATOR = "Portal.Administrator"
    KEY_CUSTODIAN = "Portal.KeyCustodian"
    SENSITIVE_PAPERS = "Portal.SensitivePapers"


@dataclass(frozen=True, slots=True, kw_only=True)
class Meaning:
    """What one role lets count.

    ``office`` is the office that counts while somebody has the role; ``permissions`` says that
    permissions to open a compartment do.
    """

    about: str
    office: Office | None = None
    permissions: bool = False


APP_ROLES: Final[Mapping[AppRole, Meaning]] = MappingProxyType(
    {
        AppRole.MEMBER: Meaning(about="Signs in: seats, invitations and interests count."),
        AppRole.CLERK: Meaning(about="Signs in; the office of clerk counts.", office=Office.CLERK),
        AppRole.PROPER_OFFICER: Meaning(
            about="Signs in; the office of proper officer counts.", office=Office.PROPER_OFFICER
        ),
        AppRole.MONITORING_OFFICER: Meaning(
            about="Signs in; the office of monitoring officer counts.",
            office=Office.MONITORING_OFFICER,
        ),
        AppRole.AUDITOR: Meaning(
            about="Signs in; the office of auditor counts.", office=Office.AUDITOR
        ),
        AppRole.ADMINISTRATOR: Meaning(
            about="Signs in; the office of administrator counts.", office=Office.ADMINISTRATOR
        ),
        AppRole.KEY_CUSTODIAN: Meaning(
            about="Signs in; the office of key custodian counts.", office=Office.KEY_CUSTODIAN
        ),
        AppRole.SENSITIVE_PAPERS: Meaning(
            about="Signs in; permissions to open a compartment count.", permissions=True
        ),
    }
)
"""Every role with what it means; the documentation's table is written from this one."""


def known_roles(named: Collection[str]) -> frozenset[AppRole]:
    """Give those of the named roles that are ours, letter for letter."""
    return frozenset(role for role in AppRole if role.value in named)


def counting(holdings: Holdings, roles: Collection[AppRole]) -> Holdings:
    """Give of what somebody holds that which the directory's roles let count.

    Offices that bar their holder from every compartment are kept whatever the roles say: an
    administrator whose role is taken away does not come to read by that (AZ-02).

    :param roles: those the directory gives this person; without any, nothing opens.
    """
    meanings = [APP_ROLES[role] for role in roles]
    offices = {each.office for each in meanings}
    return replace(
        holdings,
        seats=holdings.seats if roles else (),
        councillor=holdings.councillor and bool(roles),
        invitations=holdings.invitations if roles else (),
        needs=holdings.needs if roles else (),
        offices=tuple(held for held in holdings.offices if held.office in offices),
        permissions=holdings.permissions if any(each.permissions for each in meanings) else (),
        broken_glass=holdings.broken_glass if Office.ADMINISTRATOR in offices else (),
        every_body=holdings.every_body if Office.CLERK in offices else frozenset(),
        barred=any(held.office in WITHOUT_COMPARTMENTS for held in holdings.offices),
    )


def administering(holdings: Holdings) -> Holdings:
    """Give of what somebody holds that which counts in an emergency, without the directory.

    The office of administrator does, and the glass that two approvers broke for it.  Nothing else
    does, whatever the record says (AUTH-16, AZ-02).
    """
    offices = tuple(held for held in holdings.offices if held.office is Office.ADMINISTRATOR)
    return replace(
        holdings,
        seats=(),
        councillor=False,
        invitations=(),
        needs=(),
        dispensations=(),
        permissions=(),
        offices=offices,
        broken_glass=holdings.broken_glass if offices else (),
        every_body=frozenset(),
        barred=True,
    )
