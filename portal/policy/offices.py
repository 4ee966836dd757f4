"""Which permissions go with which office, as one table."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from portal.policy.attributes import Role
from portal.policy.permissions import Permission


class Office(StrEnum):
    """A post that carries duties of its own, whoever holds it."""

    CLERK = "clerk"
    PROPER_OFFICER = "proper_officer"
    MONITORING_OFFICER = "monitoring_officer"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"


ALLOWS: Final[Mapping[Office, frozenset[Permission]]] = MappingProxyType(
    {
        Office.CLERK: frozenset(
            {
                Permission.IMPORT_REVIEW,
                Permission.MEETING_PUBLISH,
                Permission.MINUTES_PUBLISH,
                Permission.RESTRICTION_PROPOSE,
                Permission.SEAT_FILL,
            }
        ),
        Office.PROPER_OFFICER: frozenset(
            {
                Permission.IMPORT_REVIEW,
                Permission.MEETING_PUBLISH,
                Permission.MINUTES_PUBLISH,
                Permission.PERMISSION_APPROVE,
                Permission.RESTRICTION_DECIDE,
                Permission.RESTRICTION_PROPOSE,
                Permission.SEAT_FILL,
            }
        ),
        Office.MONITORING_OFFICER: frozenset(
            {
                Permission.AUDIT_VERIFY,
                Permission.LOG_READ,
                Permission.PERMISSION_APPROVE,
                Permission.RESTRICTION_DECIDE,
                Permission.SESSION_END,
            }
        ),
        Office.AUDITOR: frozenset({Permission.AUDIT_VERIFY, Permission.LOG_READ}),
        Office.ADMINISTRATOR: frozenset({Permission.ACCOUNT_MANAGE, Permission.SESSION_END}),
    }
)
"""What each office allows.  No office allows everything."""

ROLE_OF: Final[Mapping[Office, Role]] = MappingProxyType(
    {
        Office.CLERK: Role.CLERK,
        Office.PROPER_OFFICER: Role.PROPER_OFFICER,
        Office.MONITORING_OFFICER: Role.MONITORING_OFFICER,
        Office.AUDITOR: Role.AUDITOR,
        Office.ADMINISTRATOR: Role.SYSADMIN,
    }
)
"""In which role the holder of an office asks to read."""

WITHOUT_COMPARTMENTS: Final = frozenset({Office.ADMINISTRATOR, Office.AUDITOR})
"""Offices whose holders are given no compartment, ever (security requirement AZ-02)."""

ROLES_WITHOUT_COMPARTMENTS: Final = frozenset(ROLE_OF[office] for office in WITHOUT_COMPARTMENTS)
