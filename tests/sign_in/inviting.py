"""Somebody invited to have an account, in the record of a portal that is just started."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from flask.testing import FlaskClient
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from portal.records.tables import AccountInvitation, Body, Person
from portal.services.sign_in.transactions import digest
from tests.sign_in.conftest import START
from tests.sign_in.front_half import Portal, came_back
from tests.sign_in.hostile_provider import HostileProvider

NAME = "Wren Holloway"
BOARD_NAME = "The Wrenbury board"
FORTNIGHT = timedelta(days=14)
NEWCOMER = "bbbbbbbb-1111-4222-8333-cccccccccccc"
"""The object identifier of an account that is nobody's here."""


@dataclass(frozen=True, kw_only=True)
class Doorstep:
    """Where an invited person stands: a portal, a provider, a browser and a link."""

    portal: Portal
    client: FlaskClient
    provider: HostileProvider
    record: Engine
    wren: UUID
    secret: str


def somebody(record: Engine, name: str = NAME, **told: Any) -> UUID:
    """Write down a person, without an account unless it is said otherwise."""
    with Session(record) as session:
        person = Person(name=name, created_at=START, **told)
        session.add(person)
        session.commit()
        found: UUID = person.id
    return found


def invited(record: Engine, person: UUID, by: UUID, **told: Any) -> str:
    """Invite a person on the board's list; give the link's secret."""
    secret = secrets.token_urlsafe(32)
    with Session(record) as session:
        body = session.scalar(select(Body.id).where(Body.slug == "wrenbury"))
        if body is None:
            board = Body(slug="wrenbury", name=BOARD_NAME)
            session.add(board)
            session.flush()
            body = board.id
        row = {"invited_at": START, "expires_at": START + FORTNIGHT, **told}
        session.add(
            AccountInvitation(
                body_id=body, person_id=person, token_hash=digest(secret), invited_by_id=by, **row
            )
        )
        session.commit()
    return secret


def kept(record: Engine, person: UUID) -> Person:
    """Read a person as the record has them now."""
    with Session(record) as session:
        return session.get_one(Person, person)


def invitation_of(record: Engine, person: UUID) -> AccountInvitation:
    """Read a person's one invitation."""
    with Session(record) as session:
        return session.scalars(
            select(AccountInvitation).where(AccountInvitation.person_id == person)
        ).one()


def take_up(browser: Any, secret: str) -> Any:
    """Open a link, choose its button, sign in, and give the portal's answer to the provider's."""
    return browser.get(come_back(browser, secret))


def come_back(browser: Any, secret: str) -> str:
    """Choose the button of a link; give the path to which the provider sends the browser back."""
    token = csrf_on(browser.get(f"/invitations/{secret}").text)
    left = browser.post(f"/invitations/{secret}/accept", data={"csrf_token": token})
    assert left.status_code == 303, left.status_code
    return came_back(left.headers["Location"])


def csrf_on(page: str) -> str:
    """Read the token of the forms on a page; empty for whoever is not signed in."""
    _, _, after = page.partition('name="csrf_token" value="')
    return after.partition('"')[0]


def says(**claims: Any):
    """Have the provider tell of the newcomer, with more claims."""
    told: Mapping[str, Any] = {"oid": NEWCOMER, "sub": "subject-of-the-newcomer", **claims}
    return lambda occasion: occasion.token(**told)
