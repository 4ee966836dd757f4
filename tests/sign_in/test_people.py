"""Tenant and object identifier are the person; nothing else is, and nobody is made up."""

from dataclasses import replace
from uuid import UUID

import pytest
from sqlalchemy import func, select, update

from portal.records.tables import Person
from portal.services.sign_in.id_token import AppRole, Identity
from portal.services.sign_in.people import person_of
from portal.services.sign_in.refusals import Check, Problem, SignInRefused
from tests.sign_in.conftest import START
from tests.sign_in.forging import OBJECT, OTHER_TENANT, TENANT

NGOZI = Identity(
    tenant=TENANT,
    object_id=OBJECT,
    subject="subject-of-ours",
    issued_at=START,
    roles=frozenset({AppRole.MEMBER}),
    unknown_roles=0,
    is_guest=None,
    home_provider="",
    contexts=frozenset(),
    login_hint="ngozi.barrow@example.org",
    provider_session="",
)


def refusal(session, identity):
    with pytest.raises(SignInRefused) as refused:
        person_of(session, identity)
    return refused.value.check, refused.value.problem


def test_an_invited_identity_is_its_person(session, person):
    assert person_of(session, NGOZI) == person


@pytest.mark.parametrize(
    "other",
    [
        replace(NGOZI, tenant=OTHER_TENANT),
        replace(NGOZI, object_id=UUID(int=7)),
        replace(NGOZI, tenant=OTHER_TENANT, object_id=UUID(int=7)),
    ],
)
def test_an_identity_nobody_invited_is_nobody_and_makes_nobody(session, person, other):
    assert refusal(session, other) == (Check.PERSON, Problem.NOT_A_MEMBER)
    assert session.scalar(select(func.count()).select_from(Person)) == 1
    assert person


def test_a_person_who_was_never_invited_is_nobodys(session):
    session.add(Person(name="Ngozi Barrow", created_at=START))
    session.commit()

    assert refusal(session, NGOZI) == (Check.PERSON, Problem.NOT_A_MEMBER)


def test_a_closed_account_is_told_what_a_stranger_is_told(session, person):
    session.execute(update(Person).where(Person.id == person).values(closed_at=START))

    assert refusal(session, NGOZI) == (Check.PERSON, Problem.NOT_A_MEMBER)


def test_a_known_identity_under_another_subject_is_an_alarm(session, person):
    person_of(session, NGOZI)
    session.commit()

    assert person_of(session, NGOZI) == person
    assert refusal(session, replace(NGOZI, subject="another subject")) == (
        Check.KNOWN_SUBJECT,
        Problem.OTHER,
    )
    assert session.scalar(select(Person.subject)) == "subject-of-ours"


@pytest.mark.parametrize(("told", "kept"), [(True, True), (False, False), (None, True)])
def test_what_the_provider_says_of_guests_is_kept(session, person, told, kept):
    session.execute(update(Person).where(Person.id == person).values(guest=True))

    person_of(session, replace(NGOZI, is_guest=told))

    assert session.scalar(select(Person.guest)) is kept
