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
    KEY_CUSTODIAN = "key_custodian"


ALLOWS: Final[Mapping[Office, frozenset[Permission]]] = MappingProxyType(
    {
        Office.CLERK: frozenset(
            {
                Permission.DISPOSAL_ASK,
                Permission.HOLD_PLACE,
                Permission.IMPORT_REVIEW,
                Permission.INCIDENT_MANAGE,
                Permission.INTEREST_RECORD,
                Permission.MEETING_PUBLISH,
                Permission.MINUTES_PUBLISH,
                Permission.PERMISSION_ASK,
                Permission.REQUEST_ANSWER,
                Permission.RESTRICTION_PROPOSE,
                Permission.RESTRICTION_RELEASE,
                Permission.RETENTION_READ,
                Permission.RETENTION_SET,
                Permission.REVIEW_READ,
                Permission.SEAT_FILL,
            }
        ),
        Office.PROPER_OFFICER: frozenset(
            {
                Permission.ACCESS_EXPLAIN,
                Permission.ACCESS_REVIEW,
                Permission.BREAK_GLASS_APPROVE,
                Permission.DISPENSATION_GRANT,
                Permission.DISPOSAL_APPROVE,
                Permission.DISPOSAL_ASK,
                Permission.HOLD_LIFT,
                Permission.HOLD_PLACE,
                Permission.IMPORT_REVIEW,
                Permission.INCIDENT_MANAGE,
                Permission.INTEREST_RECORD,
                Permission.MEETING_PUBLISH,
                Permission.MINUTES_PUBLISH,
                Permission.NEED_TO_KNOW_DECIDE,
                Permission.PERMISSION_APPROVE,
                Permission.PERMISSION_ASK,
                Permission.REQUEST_ANSWER,
                Permission.RESTRICTION_DECIDE,
                Permission.RESTRICTION_PROPOSE,
                Permission.RESTRICTION_RELEASE,
                Permission.RETENTION_READ,
                Permission.RETENTION_SET,
                Permission.REVIEW_READ,
                Permission.SEAT_FILL,
            }
        ),
        Office.MONITORING_OFFICER: frozenset(
            {
                Permission.ACCESS_EXPLAIN,
                Permission.ACCESS_REVIEW,
                Permission.AUDIT_VERIFY,
                Permission.BREAK_GLASS_APPROVE,
                Permission.DISPENSATION_GRANT,
                Permission.DISPOSAL_APPROVE,
                Permission.DISPOSAL_ASK,
                Permission.HOLD_LIFT,
                Permission.HOLD_PLACE,
                Permission.INCIDENT_MANAGE,
                Permission.INTEREST_RECORD,
                Permission.LOG_READ,
                Permission.NEED_TO_KNOW_DECIDE,
                Permission.PERMISSION_APPROVE,
                Permission.PERMISSION_ASK,
                Permission.POLICY_SIMULATE,
                Permission.REQUEST_ANSWER,
                Permission.RESTRICTION_DECIDE,
                Permission.RESTRICTION_RELEASE,
                Permission.RETENTION_READ,
                Permission.RETENTION_SET,
                Permission.REVIEW_READ,
                Permission.SESSION_END,
            }
        ),
        Office.AUDITOR: frozenset(
            {
                Permission.ACCESS_EXPLAIN,
                Permission.AUDIT_VERIFY,
                Permission.LOG_READ,
                Permission.RETENTION_READ,
                Permission.REVIEW_READ,
            }
        ),
        Office.ADMINISTRATOR: frozenset(
            {
                Permission.ACCOUNT_MANAGE,
                Permission.BREAK_GLASS_ASK,
                Permission.SESSION_END,
            }
        ),
        Office.KEY_CUSTODIAN: frozenset(),
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
"""In which role the holder of an office asks to read; a key custodian's gives none."""

WITHOUT_COMPARTMENTS: Final = frozenset(
    {Office.ADMINISTRATOR, Office.AUDITOR, Office.KEY_CUSTODIAN}
)
"""Offices whose holders are given no compartment, ever (security requirement AZ-02)."""

ROLES_WITHOUT_COMPARTMENTS: Final = frozenset(
    ROLE_OF[office] for office in WITHOUT_COMPARTMENTS if office in ROLE_OF
)
