"""The pages of emergency keys: what they say, to whom, and what they answer to anything else."""

import re

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from config import Settings
from portal.app import create_app
from portal.policy import Office
from portal.policy.app_roles import AppRole
from portal.records.tables import Person, SignInSession
from portal.services.sign_in.limits import SessionLimits
from portal.services.sign_in.sessions import Opening, open_session
from portal.services.sign_in.snapshots import keep_snapshot
from portal.web.sign_in.cookies import BROWSER, SESSION
from tests.emergency.conftest import held_by
from tests.emergency.software_key import ORIGIN, Lie, SoftwareKey
from tests.sign_in.front_half import COMPILED
from tests.sign_in.providers_at_work import environ_of
from tests.support.furnishing import MONITORING_OFFICER, NOW
from tests.web.conftest import NOWHERE, SafeClient

pytestmark = pytest.mark.slow

OUT = {"purpose": "out"}


@pytest.fixture
def app(bench, record_url, log_url, tmp_path):
    """Open the portal by its front door; no provider is listening."""
    environ = environ_of(NOWHERE, record_url, log_url, tmp_path) | {"PORTAL_BASE_URL": ORIGIN}
    app = create_app(Settings.from_environ(environ), bench.clock)
    app.test_client_class = SafeClient
    app.jinja_env.bytecode_cache = COMPILED
    yield app
    with app.app_context():
        for engine in app.extensions["sqlalchemy"].engines.values():
            engine.dispose()


def options_in(page) -> str:
    found = re.search(r'data-options="([^"]*)"', page.text)
    assert found, page.text
    return found[1].replace("&#34;", '"')


def signed_in(client, key, lie=None, **told):
    page = client.post("/emergency", data=OUT | told)
    answer = key.prove(options_in(page), *([lie] if lie else []))
    return client.post("/emergency/key", data=OUT | told | {"answer": answer})


def test_from_the_link_to_signing_out(app, bench):
    browser, key = app.test_client(), SoftwareKey()
    link = f"/emergency/enrol/{bench.offer(label='in the safe')}"
    assert "Kit Marlowe" in browser.get(link).text
    answer = key.register(options_in(browser.post(link)))
    assert "The key is enrolled" in browser.post(f"{link}/key", data={"answer": answer}).text
    assert browser.get(link).status_code == 404
    came = signed_in(browser, key)
    assert (came.status_code, came.headers["Location"]) == (303, "/me")
    cookie = came.headers["Set-Cookie"]
    assert cookie.startswith(f"{SESSION}=")
    assert {"Secure", "HttpOnly", "SameSite=Lax", "Path=/"} <= set(cookie.split("; "))
    home = browser.get("/me").text
    assert "Kit Marlowe" in home
    assert "An emergency key was used on" in home
    token = re.search(r'csrf_token" value="([^"]+)"', browser.get("/sign-out").text)
    assert token
    told = {"csrf_token": token[1], "context": "c1"}
    assert browser.post("/sign-in/step-up", data=told).status_code == 404
    assert browser.post("/sign-out", data=told).status_code == 303
    assert browser.get("/me").status_code == 303


def test_officers_are_told_on_their_pages_and_by_name(app, bench, key):
    signed_in(app.test_client(), key, purpose="drill")
    with Session(bench.record) as session:
        session.add(Person(id=MONITORING_OFFICER, name="Joan Thackeray", created_at=NOW))
        session.flush()
        session.add(held_by(MONITORING_OFFICER, Office.MONITORING_OFFICER))
        keep_snapshot(session, MONITORING_OFFICER, frozenset(AppRole), NOW)
        token = open_session(session, MONITORING_OFFICER, Opening(), SessionLimits(), NOW)
        session.commit()
    browser = app.test_client()
    browser.set_cookie(SESSION, token, domain="portal.example", secure=True, path="/")
    for page in ("/me", "/ig"):
        assert "by Kit Marlowe, who called it a drill" in browser.get(page).text


def test_a_key_that_was_not_accepted_is_told_one_thing(app, bench, key):
    refused = [
        signed_in(app.test_client(), key, Lie(origin="https://evil.example")),
        signed_in(app.test_client(), SoftwareKey()),
        app.test_client().post("/emergency/key", data={"answer": ""}),
        app.test_client().post("/emergency/key"),
    ]
    reference = re.compile(r"[0-9A-F]{4}-[0-9A-F]{4}")
    assert {each.status_code for each in refused} == {403}
    assert len({reference.sub("", each.text) for each in refused}) == 1
    assert len({found[0] for each in refused if (found := reference.search(each.text))}) == 4
    with Session(bench.record) as session:
        assert session.scalars(select(SignInSession)).all() == []


def test_the_page_tells_a_stranger_nothing_of_the_keys_there_are(app, bench):
    before = app.test_client().get("/emergency").data
    first = options_in(app.test_client().post("/emergency", data=OUT))
    bench.enrol(SoftwareKey())
    assert app.test_client().get("/emergency").data == before
    after = options_in(app.test_client().post("/emergency", data=OUT))
    challenge = re.compile(r'"challenge": "[^"]+"')
    assert challenge.sub("", first) == challenge.sub("", after)


def test_it_is_found_by_whoever_was_told_of_it(app):
    client = app.test_client()
    for page in ("/", "/sign-in", "/sign-in/problem?about=other"):
        assert "/emergency" not in client.get(page).text
    assert 'href="/emergency"' in client.get("/sign-in/problem?about=out-of-order").text
    for page in (client.get("/emergency"), client.post("/emergency", data=OUT)):
        assert '<meta name="robots" content="noindex">' in page.text
        assert page.headers["Cache-Control"] == "private, no-store"


def test_only_the_pages_that_talk_to_a_key_may(app, bench):
    client = app.test_client()
    link = f"/emergency/enrol/{bench.offer()}"
    for page in (client.post("/emergency", data=OUT), client.post(link)):
        powers = page.headers["Permissions-Policy"]
        assert "publickey-credentials-get=(self)" in powers
        assert "publickey-credentials-create=(self)" in powers
        assert powers.count("=(self)") == 2
        assert "unsafe-inline" not in page.headers["Content-Security-Policy"]
        assert "<script>" not in page.text
    for page in (client.get("/"), client.get("/emergency"), client.get(link)):
        assert "(self)" not in page.headers["Permissions-Policy"]


@pytest.mark.parametrize("purpose", ["", "neither", "drill\0"])
def test_it_asks_why(app, purpose):
    page = app.test_client().post("/emergency", data={"purpose": purpose})
    assert page.status_code == 400
    assert "data-options" not in page.text


def test_a_link_that_does_not_serve_is_like_nothing_at_all(app, bench):
    client = app.test_client()
    nothing = client.get("/nothing-here")
    bench.offer()
    for tried in (
        client.get("/emergency/enrol/an-invented-secret"),
        client.post("/emergency/enrol/an-invented-secret"),
        client.post("/emergency/enrol/an-invented-secret/key", data={"answer": "{}"}),
        client.get(f"/emergency/enrol/{'x' * 4000}"),
        client.get("/emergency/key"),
    ):
        assert (tried.status_code, tried.data) == (404, nothing.data)


SENT = {
    "nested": {"answer": "{" * 1000, "purpose": "out"},
    "half a character": {"answer": b"\xed\xa0\x80", "purpose": "out"},
    "long": {"answer": "x" * 200_000, "purpose": "drill"},
    "twice": {"answer": ['{"a": 1}', "2"], "purpose": "out"},
    "a list": {"answer": "[1]", "purpose": "out"},
}


@pytest.mark.parametrize("sent", SENT)
def test_nothing_that_is_sent_breaks_a_page(app, bench, sent):
    client = app.test_client()
    client.set_cookie(BROWSER, "\xff", domain="portal.example")
    link = f"/emergency/enrol/{bench.offer()}"
    for path in ("/emergency", "/emergency/key", link, f"{link}/key", "/emergency/enrol/x/key"):
        assert client.post(path, data=SENT[sent]).status_code in {200, 400, 403, 404, 413}


@pytest.mark.parametrize("path", ["/emergency", "/emergency/key"])
def test_another_site_cannot_ask(app, path):
    there = {"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"}
    page = app.test_client().post(path, data=OUT, headers=there)
    assert page.status_code == 400
    assert "Set-Cookie" not in page.headers


def test_the_public_site_works_meanwhile(app):
    client = app.test_client()
    for page in ("/", "/boards", "/meetings", "/restricted"):
        assert client.get(page).status_code == 200
