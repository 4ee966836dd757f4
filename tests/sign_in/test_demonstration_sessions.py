"""The demonstration's provider asks again, refuses, signs out and changes as Entra ID does."""

import json
import re
from urllib.parse import parse_qs, urlsplit

import pytest

from portal.demonstration.browsers import COOKIE, MOST_BROWSERS, Browsers
from portal.demonstration.directory import Directory
from portal.demonstration.provider import create_provider
from tests.sign_in.demonstration import ROOT, Visitor, at_home, terms
from tests.sign_in.forging import CLIENT, OBJECT, OTHER_TENANT, SECRET
from tests.sign_in.front_half import PORTAL

FRONT_CHANNEL = f"{PORTAL}/sign-out/front-channel"
STEP_UP = json.dumps({"id_token": {"acrs": {"essential": True, "value": "c1"}}})


class Place:
    """One provider with its directory, and as many browsers as are wanted."""

    def __init__(self, clock, **changes):
        here = terms(clock, front_channel_address=FRONT_CHANNEL, **changes)
        self.directory = Directory(here)
        self.app = create_provider(here, self.directory)

    def visitor(self) -> Visitor:
        return Visitor(at_home(self.app))


@pytest.fixture
def place(clock) -> Place:
    return Place(clock)


@pytest.fixture
def visitor(place) -> Visitor:
    return place.visitor()


def answer_to(response) -> dict[str, str]:
    assert response.status_code == 303
    assert response.headers["Location"].startswith(f"{PORTAL}/sign-in/callback?")
    query = parse_qs(urlsplit(response.headers["Location"]).query)
    return {name: values[0] for name, values in query.items()}


def test_without_being_asked_it_vouches_for_no_context(visitor):
    assert "acrs" not in visitor.claims()


@pytest.mark.parametrize(
    "acrs",
    [
        {"essential": True, "value": "c1"},
        {"value": "c1"},
        {"essential": True, "values": ["c1"]},
        {"value": "c1", "values": ["c1"]},
    ],
)
def test_asked_for_a_context_it_asks_the_person_first(visitor, acrs):
    asked = json.dumps({"id_token": {"acrs": acrs}})
    page = visitor.ask(claims=asked).text
    first = visitor.pick(page)  # who has not confirmed anything
    assert first.status_code == 200
    assert "Confirm that it is you" in first.text

    code = answer_to(visitor.pick(first.text, confirmed=True))["code"]
    assert "id_token" in visitor.exchange(code).json
    assert visitor.claims(confirmed=True, claims=asked)["acrs"] == ["c1"]


def test_a_confirmation_counts_for_whoever_confirmed(visitor):
    page = visitor.pick(visitor.ask(claims=STEP_UP).text).text
    asked = re.search('name="asked" value="([^"]+)"', page)[1]
    form = {"asked": asked, "account": str(OTHER_TENANT), "confirmed": str(OBJECT)}

    again = visitor.client.post(f"{ROOT}/authorize", data=form)

    assert again.status_code == 200
    assert "Confirm: I am Maud Ferreira" in again.text


def test_a_hint_brings_that_account_to_the_front(visitor):
    hint = visitor.claims()["login_hint"]

    page = visitor.ask(login_hint=hint, domain_hint="thornmere.example").text
    assert page.index("Ngozi Barrow") < page.index("Use another account") < page.index("Maud")
    page = visitor.ask(login_hint=hint, claims=STEP_UP, prompt="login").text
    assert "Confirm: I am Ngozi Barrow" in page
    assert "Use another account" not in visitor.ask(login_hint="demonstration:nobody").text


@pytest.mark.parametrize(
    "claims",
    [
        "",
        "acrs",
        "[]",
        '{"id_token": []}',
        '{"id_token": {"acrs": "c1"}}',
        '{"id_token": {"acrs": {"value": 1}}}',
        '{"id_token": {"acrs": {"value": "c0"}}}',
        '{"id_token": {"acrs": {"values": "c1"}}}',
        '{"id_token": {"acrs": {"values": [["c1"]]}}}',
        "[" * 100_000,
    ],
)
def test_a_claims_parameter_that_cannot_be_read_is_refused(visitor, claims):
    assert visitor.ask(claims=claims).status_code == 400


@pytest.mark.parametrize(
    "claims", ["{}", '{"id_token": {"acrs": null}}', '{"access_token": {"xms_cc": null}}']
)
def test_other_claims_may_be_asked_for_and_change_nothing(visitor, claims):
    assert "acrs" not in visitor.claims(claims=claims)


def test_nobody_is_signed_in_silently_and_no_prompt_is_made_up(visitor):
    visitor.claims()
    silent = answer_to(visitor.ask(prompt="none"))

    assert silent["error"] == "login_required"
    assert silent["error_description"].startswith("AADSTS50058")
    assert visitor.ask(prompt="create").status_code == 400


def test_the_session_is_the_same_for_one_account_in_one_browser(place, visitor):
    first, second = visitor.claims(), visitor.claims(confirmed=True, claims=STEP_UP)
    assert first["sid"] == second["sid"]
    assert visitor.claims(OTHER_TENANT)["sid"] != first["sid"]
    assert place.visitor().claims()["sid"] != first["sid"]


def test_roles_are_those_of_the_moment_the_token_is_made(place, visitor):
    code = visitor.code()
    place.directory.give_role(OBJECT, "Portal.Clerk")
    place.directory.take_role(OBJECT, "Portal.Member")
    assert "Portal.Clerk" in visitor.claims()["roles"]
    assert "Portal.Member" not in visitor.claims()["roles"]
    place.directory.disable(OBJECT)
    assert visitor.exchange(code).json == {"error": "invalid_grant"}


def test_the_refusals_of_a_tenant_are_sent_back_with_its_codes(place, visitor):
    def refused():
        told = answer_to(visitor.pick(visitor.ask().text))
        assert (told["error"], told["state"]) == ("access_denied", "the state")
        return told["error_description"].partition(":")[0]

    place.directory.take_role(OBJECT, "Portal.Member")
    assert refused() == "AADSTS50105"
    place.directory.disable(OBJECT)
    assert refused() == "AADSTS50057"
    place.directory.enable(OBJECT)
    place.directory.give_role(OBJECT, "Portal.Member")
    assert visitor.claims()["roles"] == ["Portal.Member"]
    place.directory.remove(OBJECT)
    assert visitor.pick(visitor.ask().text).status_code == 400


def test_somebody_can_turn_back(visitor):
    asked = re.search('name="asked" value="([^"]+)"', visitor.ask().text)[1]
    back = visitor.client.post(f"{ROOT}/authorize", data={"asked": asked, "cancel": "yes"})

    assert answer_to(back)["error_description"].startswith("AADSTS65004")


def test_signing_out_tells_the_portal_in_a_frame_and_goes_on(visitor):
    sid = visitor.claims()["sid"]
    asked = {"post_logout_redirect_uri": f"{PORTAL}/sign-out", "state": "a b"}
    page = visitor.client.get(f"{ROOT}/logout", query_string=asked)

    assert re.findall('<iframe src="([^"]+)"', page.text) == [f"{FRONT_CHANNEL}?sid={sid}"]
    assert f'http-equiv="refresh" content="1;url={PORTAL}/sign-out?state=a+b"' in page.text
    assert f"frame-src {PORTAL};" in page.headers["Content-Security-Policy"]
    assert visitor.client.get_cookie(COOKIE, path=f"{ROOT}/logout") is None
    again = visitor.client.get(f"{ROOT}/logout", query_string=asked)
    assert again.status_code == 303  # nobody is signed in, so nobody is told
    assert visitor.claims()["sid"] != sid


def test_a_hint_signs_out_one_account_and_no_hint_all(visitor):
    ngozi, maud = visitor.claims(), visitor.claims(OTHER_TENANT)
    page = visitor.client.get(f"{ROOT}/logout?logout_hint={maud['login_hint']}").text
    assert maud["sid"] in page
    assert ngozi["sid"] not in page

    maud = visitor.claims(OTHER_TENANT)
    page = visitor.client.get(f"{ROOT}/logout").text
    assert maud["sid"] in page
    assert "http-equiv" not in page


def test_a_session_named_by_the_browser_is_not_taken_up(place, visitor):
    visitor.client.set_cookie(COOKIE, "chosen by somebody else", domain="127.0.0.1", path="/")
    assert visitor.claims()["sid"] != place.visitor().claims()["sid"]
    browsers = Browsers()
    cookies = [browsers.enter("known beforehand", OBJECT)[0] for _ in range(MOST_BROWSERS + 1)]
    assert "known beforehand" not in cookies
    assert browsers.leave(cookies[0], "") == ()  # the oldest is forgotten


@pytest.mark.parametrize("secret", ["wrong", None])
def test_the_portal_gets_a_token_of_its_own_only_by_its_secret(clock, visitor, secret):
    def ask(visitor, **changes):
        form = {"grant_type": "client_credentials", "client_id": CLIENT, **changes}
        return visitor.client.post(f"{ROOT}/token", data=form)

    scope = "http://127.0.0.1:8001/graph/.default"
    told = ask(visitor, client_secret=SECRET, scope=scope).json
    assert (told["token_type"], told["expires_in"]) == ("Bearer", 3600)
    headers = {"Authorization": f"Bearer {told['access_token']}"}
    assert visitor.client.get(f"/graph/v1.0/users/{OBJECT}", headers=headers).status_code == 200
    assert ask(visitor, client_secret=SECRET, scope="openid").status_code == 400
    given = {} if secret is None else {"client_secret": secret}
    assert ask(visitor, scope=scope, **given).status_code == 401
    without = Place(clock, client_secret="").visitor()
    assert ask(without, scope=scope).json == {"error": "unauthorized_client"}


def test_a_sign_in_token_opens_no_graph(visitor):
    given = visitor.exchange(visitor.code()).json
    for token in (given["access_token"], given["id_token"]):
        headers = {"Authorization": f"Bearer {token}"}
        answer = visitor.client.get(f"/graph/v1.0/users/{OBJECT}", headers=headers)
        assert answer.status_code == 401


def press(visitor, **button):
    key = re.search('name="key" value="([^"]+)"', visitor.client.get("/directory").text)[1]
    return visitor.client.post("/directory", data={"key": key, **button})


def test_the_directorys_page_shuts_accounts_and_takes_roles(place, visitor, clock):
    assert press(visitor, disable=OBJECT).status_code == 303
    assert not place.directory.user(OBJECT).enabled
    assert "Enable the account of Ngozi Barrow" in visitor.client.get("/directory").text
    press(visitor, enable=OBJECT)
    assert place.directory.user(OBJECT).enabled
    press(visitor, take=f"{OBJECT} Portal.Member")
    assert place.directory.user(OBJECT).roles == ()
    press(visitor, give=f"{OBJECT} Portal.Member")
    assert place.directory.user(OBJECT).roles == ("Portal.Member",)
    press(visitor, revoke=OBJECT)
    assert place.directory.user(OBJECT).sessions_valid_from == clock()


@pytest.mark.parametrize(
    "button",
    [
        {},
        {"disable": "nobody"},
        {"give": f"{OBJECT} Portal.Administrator"},
        {"give": f"{OBJECT}"},
        {"take": f"{OBJECT} Portal.Clerk"},
        {"enable": OBJECT, "disable": OBJECT},
    ],
)
def test_the_directorys_page_does_nothing_that_it_does_not_offer(place, visitor, button):
    before = place.directory.users()

    assert press(visitor, **button).status_code == 400
    assert place.directory.users() == before


@pytest.mark.parametrize("key", [{}, {"key": ""}, {"key": "guessed"}])
def test_another_sites_form_changes_nothing(place, visitor, key):
    refused = visitor.client.post("/directory", data={**key, "disable": OBJECT})

    assert refused.status_code == 403
    assert place.directory.user(OBJECT).enabled
    elsewhere = visitor.client.get("/directory", base_url="http://attacker.example")
    assert elsewhere.status_code == 403
