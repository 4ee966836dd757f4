"""A form that somebody is writing in one browser, and what is kept of it."""

import re
from dataclasses import dataclass, field
from datetime import timedelta
from html import unescape
from typing import NamedTuple
from uuid import UUID

from flask.testing import FlaskClient
from sqlalchemy import select, update
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from portal.records.tables import HalfWritten, SignInSession
from portal.services.half_written import LASTS
from portal.web.sign_in.cookies import SESSION
from tests.support.furnishing import CLOSED_ITEM, NOW
from tests.web.conftest import World

ADDRESS = f"/me/interests/declare/{CLOSED_ITEM}"
NATURE = "My sister's firm has bid for this, and I own a tenth of it & more."
PAGE = "/me/half-written"
KEPT = "__Host-kept"
LATER = LASTS
HOST = {"domain": "portal.example", "secure": True, "path": "/"}


@dataclass
class Writing:
    """A browser in which somebody was writing, with the token that the form carries."""

    client: FlaskClient
    token: str
    fields: dict[str, str] = field(
        default_factory=lambda: {
            "kind": "other",
            "nature": NATURE,
            "will_leave": "yes",
            "confirmed": "yes",
        }
    )


class Form(NamedTuple):
    """A form on a page."""

    action: str
    fields: dict[str, str]


def write(world: World, person: UUID, because: str | None, ago: timedelta | None = None) -> Writing:
    """Sign somebody in, have them write a form, and end their session in some way.

    Without a reason it has run out and nobody has noticed; with ``None`` it has not ended.
    """
    client = world.client(person)
    token = token_of_member(client)
    if because is not None:
        end(world, person, because, ago)
    return Writing(client=client, token=token)


def end(world: World, person: UUID, because: str, ago: timedelta | None = None) -> None:
    """End somebody's sessions, as of a while ago."""
    at = NOW - (ago or timedelta(hours=1))
    ended = {"ended_at": at, "ended_because": because} if because else {"last_seen_at": at}
    with Session(world.record) as session:
        theirs = update(SignInSession).where(SignInSession.person_id == person)
        session.execute(theirs.where(SignInSession.ended_at.is_(None)).values(ended))
        session.commit()


def ended(world: World, client: FlaskClient, person: UUID) -> Writing:
    """Have the session of somebody who is writing in this browser run out."""
    writing = Writing(client=client, token=token_of_member(client))
    end(world, person, "idle")
    return writing


def send(writing: Writing, headers: dict[str, str] | None = None, **more: str) -> TestResponse:
    """Press the form's button."""
    data = {**writing.fields, **more, "csrf_token": writing.token}
    return writing.client.post(ADDRESS, data=data, headers=headers)


def signs_in(world: World, browser: Writing | FlaskClient, person: UUID) -> FlaskClient:
    """Let somebody sign in in a browser, which keeps its other cookies."""
    client = browser.client if isinstance(browser, Writing) else browser
    client.set_cookie(SESSION, world.token(person), **HOST)
    return client


def holds(client: FlaskClient, keys: str) -> None:
    """Put keys into a browser."""
    client.set_cookie(KEPT, keys, **HOST)


def keys_in(client: FlaskClient) -> str:
    """Give the keys that a browser holds."""
    cookie = client.get_cookie(KEPT, domain="portal.example")
    return cookie.value if cookie is not None else ""


def token_of_member(client: FlaskClient) -> str:
    """Read the forms' token off a page of one's own."""
    found = re.search(r'name="csrf_token" value="([0-9a-f]+)"', client.get(ADDRESS).text)
    assert found
    return found[1]


def rows(world: World) -> list[HalfWritten]:
    """Give every row that is kept."""
    with Session(world.record, expire_on_commit=False) as session:
        return list(session.scalars(select(HalfWritten)))


def forms_on(page: str) -> list[Form]:
    """Read the forms off a page, apart from the frame's."""
    main = page.partition("<main")[2]
    return [
        Form(
            action=unescape(action),
            fields={
                unescape(name): unescape(value)
                for name, value in re.findall(
                    r'<input type="hidden" name="([^"]*)" value="([^"]*)"', inside
                )
            },
        )
        for action, inside in re.findall(
            r'<form method="post" action="([^"]*)"[^>]*>(.*?)</form>', main, re.DOTALL
        )
    ]


def without_tokens(page: str) -> str:
    """Give a page but for what differs between two sessions."""
    return re.sub(r'value="[0-9a-f]{64}"', "", page)
