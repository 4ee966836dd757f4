"""The demonstration's provider is small, but no easier to talk into things than a real one."""

import base64
import hashlib
import re
import shutil
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from flask.testing import FlaskClient
from joserfc import jws
from joserfc.jwk import KeySet
from playwright.sync_api import Page, expect
from werkzeug.serving import make_server

from portal.demonstration.provider import LIFETIME, MOST_PENDING, create_provider
from portal.demonstration.terms import Account, NotInProduction, ProviderTerms
from portal.services.sign_in.refusals import Check
from tests.sign_in.forging import CLIENT, OBJECT, OTHER_TENANT, SECRET, TENANT
from tests.sign_in.front_half import PORTAL, Clock, Portal, open_portal, told
from tests.sign_in.providers_at_work import a_place, environ_of, found_a_portal
from tests.support.accessibility import axe

ADDRESS = "http://127.0.0.1:8001"
ROOT = f"/{TENANT}/oauth2/v2.0"
VERIFIER = "a verifier of at least forty-three letters, as is the rule"
NGOZI = Account(
    object_id=OBJECT, name="Ngozi Barrow", part="Board member", roles=("Portal.Member",)
)
MAUD = Account(
    object_id=OTHER_TENANT,
    name="Maud Ferreira",
    part="Adviser",
    roles=("Portal.Member",),
    guest=True,
)


def terms(clock, **changes) -> ProviderTerms:
    given = {
        "production": False,
        "address": ADDRESS,
        "tenant": TENANT,
        "client_id": CLIENT,
        "client_secret": SECRET,
        "redirect_uri": f"{PORTAL}/sign-in/callback",
        "signed_out_address": f"{PORTAL}/sign-out",
        "accounts": (NGOZI, MAUD),
        "clock": clock,
        **changes,
    }
    return ProviderTerms(**given)


class ClientThere(FlaskClient):
    """A client that knows the provider by its address."""

    def open(self, *args, **given):
        return super().open(*args, **{"base_url": ADDRESS, **given})


class Visitor:
    """A browser and a portal, as the provider sees them."""

    def __init__(self, client: FlaskClient):
        self.client = client

    def question(self, **changes) -> dict[str, str]:
        challenge = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest())
        asked = {
            "client_id": CLIENT,
            "redirect_uri": f"{PORTAL}/sign-in/callback",
            "response_type": "code",
            "response_mode": "query",
            "scope": "openid profile",
            "state": "the state",
            "nonce": "the nonce",
            "code_challenge": challenge.rstrip(b"=").decode(),
            "code_challenge_method": "S256",
            **changes,
        }
        return {name: value for name, value in asked.items() if value is not None}

    def ask(self, **changes):
        return self.client.get(f"{ROOT}/authorize", query_string=self.question(**changes))

    def pick(self, page: str, account=OBJECT):
        asked = re.search('name="asked" value="([^"]+)"', page)[1]
        return self.client.post(f"{ROOT}/authorize", data={"asked": asked, "account": str(account)})

    def code(self, account=OBJECT) -> str:
        answer = self.pick(self.ask().text, account)
        return parse_qs(urlsplit(answer.headers["Location"]).query)["code"][0]

    def exchange(self, code: str, **changes):
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "client_id": CLIENT,
            "client_secret": SECRET,
            "redirect_uri": f"{PORTAL}/sign-in/callback",
            "code_verifier": VERIFIER,
            **changes,
        }
        return self.client.post(
            f"{ROOT}/token", data={name: value for name, value in form.items() if value is not None}
        )


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def visitor(clock) -> Visitor:
    app = create_provider(terms(clock))
    app.test_client_class = ClientThere
    return Visitor(app.test_client())


@pytest.mark.parametrize(
    "changes",
    [
        {"production": True},
        {"address": "http://0.0.0.0:8001"},
        {"address": "http://192.168.1.7:8001"},
        {"address": "https://login.example"},
        {"address": "http://localhost.example:8001"},
        {"address": ""},
    ],
)
def test_it_refuses_to_exist_in_production_or_anywhere_but_here(clock, changes):
    with pytest.raises(NotInProduction):
        create_provider(terms(clock, **changes))


KEYS = f"/{TENANT}/discovery/v2.0/keys"


@pytest.mark.parametrize("host", ["attacker.example", "localhost:8001", "127.0.0.1:8002"])
def test_it_answers_under_its_own_name_only(visitor, host):
    assert visitor.client.get(KEYS).status_code == 200
    assert visitor.client.get(KEYS, base_url=f"http://{host}").status_code == 403


def test_it_answers_this_machine_only(visitor):
    elsewhere = {"REMOTE_ADDR": "192.168.1.7"}

    assert visitor.client.get(KEYS, environ_overrides=elsewhere).status_code == 403


def test_somebody_picked_is_told_of_once(visitor):
    answer = visitor.pick(visitor.ask().text)

    assert answer.status_code == 303
    back = urlsplit(answer.headers["Location"])
    assert f"{back.scheme}://{back.netloc}{back.path}" == f"{PORTAL}/sign-in/callback"
    code = parse_qs(back.query)["code"][0]
    assert parse_qs(back.query)["state"] == ["the state"]
    assert "id_token" in visitor.exchange(code).json
    assert visitor.exchange(code).json == {"error": "invalid_grant"}


def test_the_token_is_signed_with_the_published_key_and_nothing_private_is_published(visitor):
    keys = visitor.client.get(KEYS).json
    token = visitor.exchange(visitor.code(OTHER_TENANT)).json["id_token"]

    claims = jws.deserialize_compact(token, KeySet.import_key_set(keys), algorithms=["RS256"])

    assert b'"acct": 1' in claims.payload or b'"acct":1' in claims.payload
    assert keys["keys"][0].keys() == {"kty", "n", "e", "kid", "use", "issuer"}


@pytest.mark.parametrize(
    "changes",
    [
        {"client_id": "another client"},
        {"redirect_uri": "http://localhost/sign-in/callback/"},
        {"redirect_uri": "https://attacker.example/"},
        {"redirect_uri": None},
        {"response_type": "token"},
        {"response_type": None},
        {"response_mode": "form_post"},
        {"scope": "profile"},
        {"state": None},
        {"nonce": None},
        {"code_challenge": None},
        {"code_challenge_method": None},
        {"code_challenge_method": "plain"},
    ],
)
def test_a_wrong_question_is_not_answered_and_nobody_is_sent_anywhere(visitor, changes):
    answer = visitor.ask(**changes)

    assert answer.status_code == 400
    assert "Location" not in answer.headers


@pytest.mark.parametrize(
    "changes",
    [
        {"client_secret": "wrong"},
        {"client_secret": None},
        {"client_id": "another client"},
        {"code_verifier": "wrong"},
        {"code_verifier": None},
        {"redirect_uri": "https://attacker.example/"},
        {"redirect_uri": None},
        {"grant_type": "refresh_token"},
        {"grant_type": None},
    ],
)
def test_a_wrong_exchange_is_refused_and_the_code_is_spent(visitor, changes):
    code = visitor.code()

    refused = visitor.exchange(code, **changes)

    assert refused.status_code in {400, 401}
    assert "id_token" not in refused.json
    assert visitor.exchange(code).json == {"error": "invalid_grant"}


def test_a_code_lasts_a_minute(visitor, clock):
    code = visitor.code()
    clock.now += 2 * LIFETIME

    assert visitor.exchange(code).json == {"error": "invalid_grant"}


def test_a_question_is_answered_once_and_by_somebody_it_knows(visitor):
    page = visitor.ask().text
    assert visitor.pick(page).status_code == 303
    assert visitor.pick(page).status_code == 400
    assert visitor.pick(visitor.ask().text, account="nobody").status_code == 400


def test_it_does_not_remember_without_end(visitor):
    first = visitor.ask().text
    for _ in range(MOST_PENDING):
        visitor.ask()

    assert visitor.pick(first).status_code == 400


@pytest.mark.parametrize("wanted", ["https://attacker.example/", f"{PORTAL}/sign-out/", ""])
def test_signing_out_leads_back_to_the_portal_only(visitor, wanted):
    def leave(address):
        asked = {"post_logout_redirect_uri": address}
        return visitor.client.get(f"{ROOT}/logout", query_string=asked)

    assert leave(f"{PORTAL}/sign-out").headers["Location"] == f"{PORTAL}/sign-out"
    assert "Location" not in leave(wanted).headers


@pytest.fixture
def at_work(clock) -> Iterator[str]:
    """The provider, answering; gives its address."""
    with a_place() as place:
        app = create_provider(terms(clock, address=place.authority))
        with answering(app, place.door.fileno()):
            yield place.authority


@pytest.fixture
def portal_at_work(at_work, record_url, log_url, tmp_path, clock) -> Iterator[Portal]:
    with open_portal(at_work, record_url, log_url, tmp_path, clock) as portal:
        yield portal


class answering:  # noqa: N801 -- used like a function
    """Answer on a socket, in a thread, for as long as a block lasts."""

    def __init__(self, app, fd: int):
        self._server = make_server("127.0.0.1", 0, app, threaded=True, fd=fd)
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)

    def __enter__(self):
        self._thread.start()

    def __exit__(self, *_):
        self._server.shutdown()
        self._thread.join(10)
        self._server.server_close()


def pick_at(address: str, account=OBJECT) -> str:
    """Pick an account as a browser would, and give the path one is sent back to."""
    page = requests.get(address, timeout=10)
    asked = re.search('name="asked" value="([^"]+)"', page.text)[1]
    answer = requests.post(
        address.partition("?")[0],
        data={"asked": asked, "account": str(account)},
        allow_redirects=False,
        timeout=10,
    )
    back = urlsplit(answer.headers["Location"])
    return f"{back.path}?{back.query}"


def test_the_portal_lets_in_whoever_is_picked_and_was_invited(portal_at_work):
    portal = portal_at_work
    client = portal.app.test_client()

    assert client.get(pick_at(portal.leave(client))).headers["Location"] == "/me"
    assert "Ngozi Barrow" in client.get("/me").text
    stranger = portal.app.test_client()
    answer = stranger.get(pick_at(portal.leave(stranger), OTHER_TENANT))
    assert told(portal, stranger, answer) == ("not-a-member", Check.PERSON)


def test_a_browser_walks_in_and_out(page: Page, live_server, templates, tmp_path):
    urls = {}
    for name in ("record", "log"):
        shutil.copyfile(templates(name), tmp_path / f"{name}.db")
        urls[name] = f"sqlite:///{tmp_path / name}.db"
    found_a_portal(urls["record"])
    with a_place() as place:
        portal = live_server(
            "wsgi:application",
            environ=environ_of(place.authority, urls["record"], urls["log"], tmp_path),
            health="/sign-in",
        ).url
        here = terms(
            lambda: datetime.now(UTC),
            address=place.authority,
            redirect_uri=f"{portal}/sign-in/callback",
            signed_out_address=f"{portal}/sign-out",
        )
        with answering(create_provider(here), place.door.fileno()):
            page.goto(f"{portal}/sign-in")
            page.get_by_role("button", name="Sign in with your work account").click()
            expect(page.get_by_role("heading", level=1)).to_have_text("Pick an account")
            axe(page)
            page.get_by_role("button", name="Ngozi Barrow").click()
            expect(page).to_have_url(f"{portal}/me")
            page.get_by_role("link", name="Sign out").click()
            page.get_by_role("button", name="Sign out").click()
            expect(page).to_have_url(f"{portal}/sign-out")
            expect(page.get_by_role("heading", level=1)).to_have_text("You are signed out")
            page.go_back()
            page.wait_for_load_state()
            assert "Ngozi Barrow" not in page.content()
