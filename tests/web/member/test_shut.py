"""When the log or the keys cannot be had: restricted reading is shut, and everything else works."""

from uuid import uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from portal.services.office import open_office
from portal.vault import LocalChoice, TransitChoice
from portal.web import gate, member
from tests.support.furnishing import (
    CANARY,
    CLOSED_PAPER,
    HELD,
    MEMBER,
    NOW,
    OPEN_PAPER,
    PEPPER,
    PREVENT_MEMBER,
    SENSITIVE_PAPER,
    SLUG,
)
from tests.web.conftest import app_over
from tests.web.member.visiting import (
    INTERRUPTION,
    file_of,
    log_size,
    page_of,
    reader,
    shut_the_log,
    told,
)

PUBLIC = ("/", "/boards", f"/boards/{SLUG}", f"/meetings/{HELD}", f"/papers/{OPEN_PAPER}")
SENTENCE = "Restricted papers cannot be opened at the moment"


def without_the_log(world, _tmp_path, _authority):
    shut_the_log(world)
    return world.app


def without_the_root(world, tmp_path, authority):
    """Start again without the file of the root key."""
    return started_with(LocalChoice(path=tmp_path / "no such file"), world, tmp_path, authority)


def with_the_root_at_a_server_that_is_away(world, tmp_path, authority):
    """Start again with the root at a server where nobody listens; the old key file is there."""
    token = tmp_path / "token"
    token.touch(mode=0o600)
    token.write_text("invented")
    with world.record.begin() as connection:
        connection.execute(text("UPDATE compartment_key SET root = 'transit:clear-days'"))
    choice = TransitChoice(name="clear-days", address="http://127.0.0.1:9", token_file=token)
    return started_with(choice, world, tmp_path, authority)


def with_a_sealed_root(world, _tmp_path, _authority):
    world.office.switch.seal()
    return world.app


def started_with(root, world, tmp_path, authority):
    office = open_office(
        session=lambda: Session(world.record),
        log_engine=world.log,
        root=root,
        papers=tmp_path / "papers",
        pepper=PEPPER,
        clock=lambda: NOW,
    )
    app = app_over(office, world.record, authority=authority)
    for room in member.BLUEPRINTS:
        app.register_blueprint(room)
    gate.hang(app)
    return app


def with_a_swapped_key(world, _tmp_path, _authority):
    with world.record.begin() as connection:
        connection.execute(text("UPDATE compartment_key SET wrapped = check_value"))
    return world.app


SHUT = {
    "the log": without_the_log,
    "the root": without_the_root,
    "the root's server": with_the_root_at_a_server_that_is_away,
    "the root, by command": with_a_sealed_root,
    "the compartments' keys": with_a_swapped_key,
}


@pytest.fixture(params=SHUT)
def shut(request, world, version, tmp_path, authority):
    """Sign people in and let them begin, then take something away."""
    browsers = {
        PREVENT_MEMBER: reader(world),
        MEMBER: reader(world, MEMBER, CLOSED_PAPER),
        None: world.client(),
    }
    app = SHUT[request.param](world, tmp_path, authority)
    for each in browsers.values():
        each.application = app
    return browsers, version


def test_restricted_papers_and_files_answer_503_with_one_page(shut):
    browsers, version = shut
    client = browsers[PREVENT_MEMBER]
    bodies = set()
    for address in (page_of(SENSITIVE_PAPER), file_of(SENSITIVE_PAPER, version)):
        for headers in ({}, {"Range": "bytes=0-9"}):
            answer = client.get(address, headers=headers)
            assert answer.status_code == 503
            assert SENTENCE in answer.text
            assert CANARY not in answer.text
            assert b"%PDF" not in answer.data
            assert answer.headers["Cache-Control"] == "private, no-store"
            assert "Content-Disposition" not in answer.headers
            bodies.add(answer.data)
    assert len(bodies) == 1


def test_everything_public_is_read_as_before(shut):
    browsers, _ = shut
    for address in PUBLIC:
        assert browsers[None].get(address).status_code == 200, address
        answer = browsers[MEMBER].get(address)
        assert answer.status_code == 200, address
        assert CANARY not in answer.text


def test_ones_own_page_leaves_out_what_is_restricted_and_says_so(shut):
    page = shut[0][PREVENT_MEMBER].get("/me")
    assert page.status_code == 200
    assert SENTENCE in page.text
    assert "Neighbourhood crime, October to December" in page.text
    assert CANARY not in page.text


def test_hidden_and_nowhere_stay_alike(shut):
    browsers, version = shut
    client = browsers[MEMBER]
    nowhere = told(client.get(f"/nowhere/{uuid4()}"))
    for paper in (SENSITIVE_PAPER, uuid4()):
        assert told(client.get(page_of(paper))) == nowhere
        assert told(client.get(file_of(paper, version))) == nowhere


def test_without_a_log_my_access_is_shut_too(world):
    client = world.client(MEMBER)
    assert client.get("/me/access").status_code == 200
    shut_the_log(world)
    answer = client.get("/me/access")
    assert answer.status_code == 503
    assert answer.headers["Cache-Control"] == "private, no-store"


def test_the_page_before_a_restricted_paper_opens_nothing_and_needs_neither(world):
    client = world.client(PREVENT_MEMBER)
    before = client.get(page_of(SENSITIVE_PAPER))
    shut_the_log(world)
    again = client.get(page_of(SENSITIVE_PAPER))
    assert INTERRUPTION in again.text
    assert told(again) == told(before)


def test_a_log_that_comes_back_opens_the_papers_again(world):
    client = reader(world)
    shut_the_log(world)
    assert client.get(page_of(SENSITIVE_PAPER)).status_code == 503
    with world.log.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE gone RENAME TO log_head")
    size = log_size(world)
    assert client.get(page_of(SENSITIVE_PAPER)).status_code == 200
    assert log_size(world) == size + 2


def test_a_root_that_is_unsealed_opens_the_papers_again(world):
    client = reader(world)
    world.office.switch.seal()
    assert client.get(page_of(SENSITIVE_PAPER)).status_code == 503
    world.office.switch.unseal(None)
    assert client.get(page_of(SENSITIVE_PAPER)).status_code == 200
