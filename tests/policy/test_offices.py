"""What offices allow, and that no office is all-powerful."""

from uuid import UUID

import pytest

from portal.policy import ANONYMOUS, Appointment, BodyId, Office, Permission, PersonId, Principal
from portal.policy.offices import (
    ALLOWS,
    ROLE_OF,
    ROLES_WITHOUT_COMPARTMENTS,
    WITHOUT_COMPARTMENTS,
)

BOARD, PANEL = BodyId(UUID(int=1)), BodyId(UUID(int=2))


def holder(office: Office, body: BodyId | None = None) -> Principal:
    return Principal(
        person=PersonId(UUID(int=9)),
        appointments=frozenset({Appointment(office=office, body=body)}),
    )


def test_nobody_at_all_may_do_nothing():
    assert not ANONYMOUS.signed_in
    for permission in Permission:
        assert not ANONYMOUS.may(permission, BOARD)
        assert not ANONYMOUS.may_somewhere(permission)


def test_an_office_held_for_one_body_allows_nothing_for_another():
    clerk = holder(Office.CLERK, BOARD)
    assert clerk.signed_in
    assert clerk.may(Permission.IMPORT_REVIEW, BOARD)
    assert not clerk.may(Permission.IMPORT_REVIEW, PANEL)
    assert not clerk.may(Permission.IMPORT_REVIEW)
    assert clerk.may_somewhere(Permission.IMPORT_REVIEW)


def test_an_office_held_for_every_body_allows_it_for_each():
    auditor = holder(Office.AUDITOR)
    assert auditor.may(Permission.LOG_READ)
    assert auditor.may(Permission.LOG_READ, PANEL)
    assert not auditor.may(Permission.SESSION_END)


@pytest.mark.parametrize("office", Office)
def test_no_office_allows_everything(office):
    keeps_keys = office is Office.KEY_CUSTODIAN
    assert bool(ALLOWS[office]) is not keeps_keys
    assert ALLOWS[office] < set(Permission)
    assert (office in ROLE_OF) is not keeps_keys


def test_every_permission_is_some_offices():
    assert set().union(*ALLOWS.values()) == set(Permission)


def test_whoever_reads_the_log_or_minds_the_system_decides_no_access():
    grants = {Permission.PERMISSION_APPROVE, Permission.RESTRICTION_DECIDE}
    for office in WITHOUT_COMPARTMENTS:
        assert not ALLOWS[office] & grants
    roles = {ROLE_OF[office] for office in WITHOUT_COMPARTMENTS & ROLE_OF.keys()}
    assert roles == ROLES_WITHOUT_COMPARTMENTS


def test_the_administrator_does_not_read_the_log():
    assert Permission.LOG_READ not in ALLOWS[Office.ADMINISTRATOR]


def test_permissions_are_written_noun_and_verb_in_order():
    assert [each.value for each in Permission] == sorted(each.value for each in Permission)
    for permission in Permission:
        noun, _, verb = permission.value.partition(":")
        assert permission.name == f"{noun}_{verb}".upper().replace("-", "_")
