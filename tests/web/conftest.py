"""The web floor over a furnished record, with people already signed in."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

import pytest
from flask import Flask, Request
from flask.testing import FlaskClient
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from portal.services.freshness import freshness_of
from portal.services.office import PortalOffice
from portal.services.sign_in.sessions import (
    LiveSession,
    SessionLimits,
    find_session,
    open_session,
)
from portal.web import fitting, gate
from portal.web.sign_in.cookies import SESSION
from tests.support.furnishing import NOW, Furnished, furnish, open_an_office

ADDRESS = "https://portal.example"
LIMITS = SessionLimits()


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

    def token(self, person: UUID) -> str:
        """Open a session and give its token."""
        with Session(self.record) as session:
            token = open_session(
                session, person, login_hint="", provider_session="", limits=LIMITS, at=NOW
            )
            session.commit()
        return token


def app_over(
    office: PortalOffice, record: Engine, clock: Callable[[], datetime] = lambda: NOW
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
        freshness=freshness_of(record, clock),
        name="Clear Days",
    )
    return app


class SafeClient(FlaskClient):
    """A browser that talks to the portal over a safe connection."""

    def open(self, *args, **named):
        """Ask, at the portal's address."""
        named.setdefault("base_url", ADDRESS)
        return super().open(*args, **named)


@pytest.fixture
def world(record_engine: Engine, log_engine: Engine, tmp_path: Path) -> World:
    """Furnish a portal with the public rooms alone, on each kind of database."""
    office = open_an_office(record_engine, log_engine, tmp_path)
    furnished = furnish(office)
    app = app_over(office, record_engine)
    gate.hang(app)
    return World(app=app, office=office, furnished=furnished, record=record_engine, log=log_engine)
