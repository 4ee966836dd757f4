"""The web floor over a furnished record, with people already signed in."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from uuid import UUID

import pytest
from flask import Flask, Request
from flask.testing import FlaskClient
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from config import Settings
from portal.app import create_app
from portal.policy.app_roles import AppRole
from portal.records.engines import prepared
from portal.services.directory import Directory
from portal.services.freshness import freshness_of
from portal.services.office import PortalOffice
from portal.services.sign_in.desk import Desk
from portal.services.sign_in.provider import Provider
from portal.services.sign_in.sessions import (
    LiveSession,
    Opening,
    SessionLimits,
    find_session,
    open_session,
)
from portal.services.sign_in.snapshots import keep_snapshot
from portal.web import fitting, gate
from portal.web.sign_in import assured
from portal.web.sign_in.cookies import SESSION
from tests.sign_in.forging import CLIENT, SECRET, TENANT
from tests.sign_in.front_half import COMPILED, settings_for
from tests.sign_in.hostile_provider import HostileProvider
from tests.support.furnishing import (
    NOW,
    PEPPER,
    Furnished,
    furnish,
    open_an_office,
)

ADDRESS = "https://portal.example"
LIMITS = SessionLimits()
NOWHERE = "http://127.0.0.1:9"
CONFIRMED = Opening(contexts=frozenset({"c1"}))


@dataclass(frozen=True, kw_only=True)
class World:
    """A furnished portal, and ways into it."""

    app: Flask
    office: PortalOffice
    furnished: Furnished
    record: Engine
    log: Engine

    def client(self, person: UUID | None = None) -> FlaskClient:
        """Give a browser, of somebody signed in or of a stranger.  A stranger's keeps no cookie."""
        client = self.app.test_client(use_cookies=person is not None)
        if person is not None:
            client.set_cookie(
                SESSION, self.token(person), domain="portal.example", secure=True, path="/"
            )
        return client

    def token(self, person: UUID, opening: Opening = CONFIRMED) -> str:
        """Open a session and give its token.

        The directory has just vouched for the person, in every role; and unless told otherwise
        they have just confirmed who they are.
        """
        with Session(self.record) as session:
            keep_snapshot(session, person, frozenset(AppRole), NOW)
            token = open_session(session, person, opening, LIMITS, NOW)
            session.commit()
        return token


def app_over(
    office: PortalOffice,
    record: Engine,
    clock: Callable[[], datetime] = lambda: NOW,
    authority: str = NOWHERE,
) -> Flask:
    """Fit the public rooms to an application, ungated."""

    def find(request: Request) -> LiveSession | None:
        with Session(record) as session:
            return find_session(session, request.cookies.get(SESSION, ""), LIMITS, clock())

    app = Flask("portal", static_folder=None, template_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = 1_000_000
    app.test_client_class = SafeClient
    fitting.fit(
        app,
        office=office,
        find=find,
        assured=assured(desk_at(authority)),
        freshness=freshness_of(record, clock),
        name="Clear Days",
    )
    app.jinja_env.bytecode_cache = COMPILED
    return app


def desk_at(authority: str) -> Desk:
    """Give a desk whose provider and directory are at an address."""
    provider = Provider(settings_for(authority))
    return Desk(provider=provider, directory=Directory(provider, {}), limits=LIMITS)


class SafeClient(FlaskClient):
    """A browser that talks to the portal over a safe connection."""

    def open(self, *args, **named):
        """Ask, at the portal's address."""
        named.setdefault("base_url", ADDRESS)
        named.setdefault("buffered", True)  # so that files are closed
        return super().open(*args, **named)


@pytest.fixture(scope="session")
def provider_at_work() -> Iterator[HostileProvider]:
    """Run a provider whose directory has an enforced policy behind ``c1``."""
    provider = HostileProvider()
    provider.start()
    yield provider
    provider.stop()


@pytest.fixture
def authority(provider_at_work: HostileProvider) -> str:
    """Give the address of that provider, honest again whatever the last test told it."""
    provider_at_work.forget()
    provider_at_work.at = lambda: NOW
    return provider_at_work.authority


@pytest.fixture
def whole_world(  # noqa: PLR0913, PLR0917 -- an installation is made of these
    record_engine: Engine,
    log_engine: Engine,
    record_url: str,
    log_url: str,
    tmp_path: Path,
    authority: str,
) -> Iterator[World]:
    """Furnish a portal with all its rooms, as the front door puts them together."""
    office = open_an_office(record_engine, log_engine, tmp_path)
    furnished = furnish(office)
    settings = Settings.from_environ(
        {
            "PORTAL_ENVIRONMENT": "test",
            "PORTAL_BASE_URL": "http://localhost:8000",
            "PORTAL_DATABASE_URL": record_url,
            "PORTAL_LOG_DATABASE_URL": log_url,
            "PORTAL_PAPERS": str(tmp_path / "papers"),
            "PORTAL_ROOT_KEY_FILE": str(tmp_path / "root.key"),
            "PORTAL_SESSION_SECRET": "an invented phrase for tests, long enough",
            "PORTAL_LOG_PEPPER": PEPPER.decode(),
            "PORTAL_IDENTITY_PROVIDER": authority,
            "PORTAL_TENANT": str(TENANT),
            "PORTAL_CLIENT_ID": CLIENT,
            "PORTAL_CLIENT_SECRET": SECRET,
        }
    )
    with pytest.MonkeyPatch.context() as patch:  # nobody here waits for the disk
        patch.setattr("portal.app.prepared", partial(prepared, durable=False))
        app = create_app(settings, lambda: NOW)
    app.test_client_class = SafeClient
    app.jinja_env.bytecode_cache = COMPILED
    yield World(app=app, office=office, furnished=furnished, record=record_engine, log=log_engine)
    with app.app_context():
        for engine in app.extensions["sqlalchemy"].engines.values():
            engine.dispose()


@pytest.fixture
def world(record_engine: Engine, log_engine: Engine, tmp_path: Path, authority: str) -> World:
    """Furnish a portal with the public rooms alone, on each kind of database."""
    office = open_an_office(record_engine, log_engine, tmp_path)
    furnished = furnish(office)
    app = app_over(office, record_engine, authority=authority)
    gate.hang(app)
    return World(app=app, office=office, furnished=furnished, record=record_engine, log=log_engine)
