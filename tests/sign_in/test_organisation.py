"""The sign-in page leads to one's own organisation and remembers it, and no more."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.services.sign_in.organisation import organisation_in
from tests.sign_in.front_half import csrf_of, query

COOKIE = "__Host-organisation"


@pytest.fixture
def database_kind():
    """On SQLite alone: the database plays no part in it."""
    return "sqlite"


@pytest.mark.parametrize(
    ("typed", "domain"),
    [
        ("", ""),
        ("   ", ""),
        ("police.example", "police.example"),
        (" Police.Example ", "police.example"),
        ("ngozi.barrow@vale.nhs.example", "vale.nhs.example"),
        ("xn--bcher-kva.example", "xn--bcher-kva.example"),
    ],
)
def test_a_domain_or_a_whole_address_is_read(typed, domain):
    assert organisation_in(typed) == domain


@pytest.mark.parametrize(
    "typed",
    [
        "police",
        "@",
        "police..example",
        "-police.example",
        "a b.example",
        "police.example/x",
        "police.example\r\nSet-Cookie: a=b",
        "\x00.example",
        "pol\u0456ce.example",
        "1.2.3.4",
        "a." * 127 + "example",
        "x" * 64 + ".example",
    ],
)
def test_what_is_no_domain_is_none(typed):
    assert organisation_in(typed) is None


@given(st.text())
def test_whatever_is_read_is_plain(typed):
    assert set(organisation_in(typed) or "") <= set("abcdefghijklmnopqrstuvwxyz0123456789.-")


def start(client, organisation):
    return client.post(
        "/sign-in/start", data={"csrf_token": csrf_of(client), "organisation": organisation}
    )


def test_the_provider_is_told_and_the_browser_remembers(client):
    asked = query(start(client, "Ngozi@Police.example").headers["Location"])

    assert asked["domain_hint"] == "police.example"
    assert 'value="police.example"' in client.get("/sign-in").text


def test_leaving_it_out_is_fine_and_forgets(client):
    start(client, "police.example")
    asked = query(start(client, "").headers["Location"])

    assert "domain_hint" not in asked
    assert client.get_cookie(COOKIE) is None
    assert 'police.example"' not in client.get("/sign-in").text


def test_what_is_no_domain_is_said_to_be_that_and_nothing_is_lost(client):
    answer = start(client, "the police & others")

    assert answer.status_code == 400
    assert "Enter the part of your work address after the @" in answer.text
    assert 'value="the police &amp; others"' in answer.text
    assert client.get_cookie(COOKIE) is None


def test_it_outlives_signing_out_by_way_of_the_provider(portal, client):
    start(client, "police.example")
    portal.sign_in(client)
    client.set_cookie(COOKIE, "police.example", secure=True, path="/")
    answer = client.post("/sign-out", data={"csrf_token": csrf_of(client)})
    assert "cookies" in answer.headers["Clear-Site-Data"]
    state = query(answer.headers["Location"])["state"]
    client.delete_cookie(COOKIE, path="/")

    client.get(f"/sign-out?state={state}")

    assert 'value="police.example"' in client.get("/sign-in").text


@pytest.mark.parametrize("state", ["", "<script>", "a" * 3000, "police", "%00"])
def test_nothing_else_that_comes_back_is_remembered(client, state):
    assert client.get("/sign-out", query_string={"state": state}).status_code in {200, 400}
    assert client.get_cookie(COOKIE) is None


def test_a_planted_cookie_shows_nothing_and_leads_nowhere(portal, client):
    client.set_cookie(COOKIE, "<b>police</b>", secure=True, path="/")

    assert "<b>police" not in client.get("/sign-in").text
    assert "domain_hint" not in query(portal.leave(client))
