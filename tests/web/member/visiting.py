"""Visits of people who read restricted papers, and what the log says of them."""

import re
from uuid import UUID

from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from portal.records.base import Base
from portal.records.journal import Line
from portal.services.sign_in.sessions import Opening
from portal.web import csrf
from portal.web.sign_in.cookies import SESSION
from tests.support.furnishing import PREVENT_MEMBER, SENSITIVE_PAPER, touch
from tests.web.conftest import World

CONTENT = b"%PDF-1.7 " + bytes(range(256)) * 160
"""A file that lies in three of the vault's chunks."""
WAYS = ("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "PROPFIND")
INTERRUPTION = "You are about to open a restricted paper"


def page_of(paper: UUID) -> str:
    """Give the address a restricted paper is read at."""
    return f"/papers/{paper}/read"


def file_of(paper: UUID, version: UUID) -> str:
    """Give the address of a version's file."""
    return f"/papers/{paper}/read/{version}"


def token_on(page: TestResponse) -> str:
    """Find the token in a page's form."""
    found = re.search(rf'name="{csrf.FIELD}" value="([0-9a-f]+)"', page.text)
    assert found, "the page has no form"
    return found[1]


def signed_in(world: World, person: UUID, opening: Opening) -> FlaskClient:
    """Give the browser of somebody who is signed in, of a session opened in some way."""
    client = world.app.test_client()
    token = world.token(person, opening)
    client.set_cookie(SESSION, token, domain="portal.example", secure=True, path="/")
    return client


def confirm(client: FlaskClient, paper: UUID) -> TestResponse:
    """Press the button on the page before a restricted paper."""
    data = {csrf.FIELD: token_on(client.get(page_of(paper)))}
    return client.post(f"/papers/{paper}/open", data=data)


def reader(
    world: World, person: UUID = PREVENT_MEMBER, paper: UUID = SENSITIVE_PAPER
) -> FlaskClient:
    """Give the browser of somebody who has been asked, and has said yes."""
    client = world.client(person)
    assert confirm(client, paper).status_code == 303
    return client


def lines_about(world: World, thing: UUID) -> tuple[Line, ...]:
    """Give what the log says of a thing, newest first."""
    return world.office.journal.about(thing)


def log_size(world: World) -> int:
    """Count the entries of the log."""
    return world.office.journal.checkpoint().size


def change(world: World, table: type[Base], key: UUID, **values: object) -> None:
    """Change a row, and commit."""
    with Session(world.record) as session:
        touch(session, table, key, **values)


def shut_the_log(world: World) -> None:
    """Make the log impossible to write."""
    with world.log.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE log_head RENAME TO gone")


def told(answer: TestResponse, *ids: UUID) -> tuple[int, list[tuple[str, str]], bytes]:
    """Give all that a browser can tell of an answer, the identifiers asked for taken out."""
    headers = [(name, _without(value, ids)) for name, value in answer.headers if name != "Date"]
    return answer.status_code, headers, answer.data


def _without(value: str, ids: tuple[UUID, ...]) -> str:
    for each in ids:
        value = value.replace(str(each), "the-id")
    return value
