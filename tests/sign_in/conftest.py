"""A record with one person in it, invited by tenant and object identifier."""

from collections.abc import Iterator
from datetime import UTC, datetime
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from portal.records.tables import Person
from tests.sign_in.forging import OBJECT, TENANT
from tests.sign_in.front_half import Clock, Portal, open_portal
from tests.sign_in.hostile_provider import HostileProvider

START = datetime(2026, 5, 14, 10, 0, tzinfo=UTC)


def invite(session: Session, *, name: str = "Ngozi Barrow", object_id: UUID = OBJECT) -> UUID:
    """Write down a person who may sign in."""
    person = Person(name=name, tenant_id=str(TENANT), object_id=str(object_id), created_at=START)
    session.add(person)
    session.commit()
    return person.id


@pytest.fixture
def session(record_engine: Engine) -> Iterator[Session]:
    with Session(record_engine) as session:
        yield session


@pytest.fixture
def person(session: Session) -> UUID:
    return invite(session)


@pytest.fixture(scope="module")
def served() -> Iterator[HostileProvider]:
    provider = HostileProvider()
    provider.start()
    yield provider
    provider.stop()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def provider(served, clock) -> HostileProvider:
    served.forget()
    served.at = clock
    return served


@pytest.fixture
def portal(provider, record_url: str, log_url: str, tmp_path, clock) -> Iterator[Portal]:
    with open_portal(provider.authority, record_url, log_url, tmp_path, clock) as portal:
        yield portal


@pytest.fixture
def client(portal) -> FlaskClient:
    return portal.browser()
