"""Signing in and out, through the portal's own doors and a provider over real HTTP."""

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from portal.audit import Verb
from portal.records.tables import Person
from portal.services.sign_in.refusals import Check
from tests.sign_in.forging import CLIENT, SECRET, TENANT
from tests.sign_in.front_half import PORTAL, csrf_of, query, told

SESSION, BROWSER = "__Host-portal", "__Host-browser"


def test_somebody_invited_signs_in_and_goes_home(portal, client):
    response = portal.sign_in(client)

    assert (response.status_code, response.headers["Location"]) == (303, "/me")
    assert "Ngozi Barrow" in client.get("/me").text
    entry = portal.entries()[0]
    assert entry.verb is Verb.SIGN_IN_COMPLETED
    assert entry.actor == portal.journal.pseudonyms.of_person(portal.person)


def test_the_question_to_the_provider_is_the_one_it_should_be(portal, client):
    asked = query(portal.leave(client))

    assert asked.keys() == {
        "client_id", "code_challenge", "code_challenge_method", "nonce",
        "redirect_uri", "response_mode", "response_type", "scope", "state",
    }  # fmt: skip
    assert asked["client_id"] == CLIENT
    assert asked["code_challenge_method"] == "S256"
    assert asked["redirect_uri"] == f"{PORTAL}/sign-in/callback"
    assert asked["response_mode"] == "query"
    assert asked["response_type"] == "code"
    assert asked["scope"] == "openid profile"


def test_the_code_is_exchanged_with_the_verifier_and_the_secret(portal, client, provider):
    portal.sign_in(client)

    ((_, exchanged),) = [asked for asked in provider.asked if asked[0].endswith("/token")]
    assert exchanged["client_secret"] == SECRET
    assert len(exchanged["code_verifier"]) >= 43
    assert exchanged["redirect_uri"] == f"{PORTAL}/sign-in/callback"


def test_the_cookies_are_for_this_host_and_nobody_reads_them(portal, client):
    left = client.post("/sign-in/start")
    arrived = client.get(portal.go_and_come_back(client))

    given = [*left.headers.getlist("Set-Cookie"), *arrived.headers.getlist("Set-Cookie")]
    assert {cookie.partition("=")[0] for cookie in given} >= {SESSION, BROWSER}
    for cookie in given:
        attributes = {part.strip().lower() for part in cookie.split(";")[1:]}
        assert cookie.startswith("__Host-")
        assert {"secure", "httponly", "samesite=lax", "path=/"} <= attributes
        assert not any(part.startswith("domain") for part in attributes)


def test_what_somebody_came_for_is_where_they_arrive(portal, client):
    sent = client.get("/papers/8d2f/read")
    assert sent.headers["Location"] == "/sign-in"

    assert portal.sign_in(client).headers["Location"] == "/papers/8d2f/read"
    assert portal.sign_in(portal.browser()).headers["Location"] == "/me"


@pytest.mark.parametrize("planted", ["//elsewhere.example/", "https://elsewhere.example/", "\\x"])
def test_a_planted_return_path_leads_home(portal, client, planted):
    client.set_cookie("__Host-return", planted)

    assert portal.sign_in(client).headers["Location"] == "/me"


def test_a_planted_session_is_worth_nothing_after_signing_in(portal, client):
    client.set_cookie(SESSION, "a token the attacker knows")
    portal.sign_in(client)

    attacker = portal.browser()
    attacker.set_cookie(SESSION, "a token the attacker knows")
    assert attacker.get("/me").status_code == 303
    assert client.get_cookie(SESSION).value != "a token the attacker knows"


def test_signing_in_again_ends_the_session_before(portal, client):
    portal.sign_in(client)
    before = client.get_cookie(SESSION).value
    portal.sign_in(client)

    other = portal.browser()
    other.set_cookie(SESSION, before)
    assert other.get("/me").status_code == 303
    (ended,) = portal.entries(Verb.SESSION_ENDED)
    assert ended.detail["reason"] == "replaced"


def test_a_fourth_sign_in_ends_the_oldest(portal, clock):
    browsers = [portal.browser() for _ in range(4)]
    for each in browsers:
        portal.sign_in(each)
        clock.move(seconds=1)

    assert [each.get("/me").status_code for each in browsers] == [303, 200, 200, 200]


def test_an_idle_session_is_over_and_the_log_says_so_at_the_next_sign_in(portal, client, clock):
    portal.sign_in(client)
    clock.move(minutes=30)

    assert client.get("/me").status_code == 303
    portal.sign_in(portal.browser())
    (ended,) = portal.entries(Verb.SESSION_ENDED)
    assert ended.detail["reason"] == "idle"


def test_closing_an_account_ends_its_session_at_the_next_request(portal, client, record_engine):
    portal.sign_in(client)
    with Session(record_engine) as session:
        session.execute(update(Person).values(closed_at=portal.clock.now))
        session.commit()

    assert client.get("/me").status_code == 303
    assert told(portal, client, portal.sign_in(client)) == ("not-a-member", Check.PERSON)


def test_signing_out_ends_the_session_here_first_and_then_there(portal, client, provider):
    provider.tell = lambda occasion: occasion.token(login_hint="the hint")
    portal.sign_in(client)
    stolen = client.get_cookie(SESSION).value

    response = client.post("/sign-out", data={"csrf_token": csrf_of(client)})

    assert response.status_code == 303
    assert response.headers["Clear-Site-Data"] == '"cache", "cookies", "storage"'
    assert response.headers["Location"].startswith(f"{provider.authority}/{TENANT}/oauth2/")
    assert query(response.headers["Location"]) == {
        "client_id": CLIENT,
        "logout_hint": "the hint",
        "post_logout_redirect_uri": f"{PORTAL}/sign-out",
    }
    assert client.get_cookie(SESSION) is None
    client.set_cookie(SESSION, stolen)
    assert client.get("/me").status_code == 303
    assert portal.entries()[0].detail["reason"] == "signed-out"


def test_another_site_cannot_sign_somebody_out(portal, client):
    portal.sign_in(client)

    assert client.post("/sign-out").status_code == 400
    assert client.get("/me").status_code == 200


def test_another_site_cannot_have_somebody_leave_for_the_provider(client):
    response = client.post("/sign-in/start", headers={"Sec-Fetch-Site": "cross-site"})

    assert response.status_code == 400


def test_signing_out_works_while_the_provider_is_out_of_reach(portal, client, provider):
    portal.sign_in(client)
    token = csrf_of(client)
    for path in ("openid-configuration", "logout"):
        provider.answers[path] = lambda _: Response(status=503)

    assert client.post("/sign-out", data={"csrf_token": token}).status_code == 303
    assert client.get("/me").status_code == 303


def test_the_callback_keeps_nothing_in_the_address_or_the_referrer(portal, client):
    response = portal.sign_in(client)

    assert response.headers["Referrer-Policy"] == "no-referrer"
    assert "no-store" in response.headers["Cache-Control"]
    assert "?" not in response.headers["Location"]


def test_the_problem_page_says_only_what_we_wrote(client):
    plain = client.get("/sign-in/problem")
    planted = client.get("/sign-in/problem?about=<b>x</b>&reference=Ring+0800+and+pay&x=/papers/1")

    assert planted.data == plain.data
    assert b"We could not sign you in." in plain.data


def test_the_first_page_says_what_it_is_for(portal, client):
    page = client.get("/sign-in").text

    assert "Sign in with your work account" in page
    assert "What we record when you sign in" in page
    portal.sign_in(client)
    assert client.get("/sign-in").headers["Location"] == "/me"
