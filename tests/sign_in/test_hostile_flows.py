"""Every hostile token, through the whole portal: refused, with one page and one log entry.

Each is tried as the first sign-in of a process, when no key has been fetched and no token
read, and as the second, after somebody has signed in.
"""

from pathlib import Path

import pytest

from portal.audit import Verb
from portal.services.sign_in.refusals import Check
from tests.sign_in.front_half import query, told
from tests.sign_in.honest_tokens import NOT_MEMBERS
from tests.sign_in.hostile_tokens import HOSTILE

pytestmark = pytest.mark.slow
PAGES: dict[str, bytes] = {}


@pytest.fixture
def database_kind():
    """On SQLite alone: the database plays no part in reading a token."""
    return "sqlite"


@pytest.fixture(params=["first", "second"])
def turn(request, portal):
    """Whether the hostile token is the first or the second that the process reads."""
    if request.param == "second":
        assert portal.sign_in(portal.browser()).headers["Location"] == "/me"
    return request.param


def refused(portal, provider, forgery):
    """Present a forgery; give what was told, and the page with its reference blanked."""
    provider.tell = forgery
    before = len(portal.entries())
    browser = portal.browser()
    response = portal.sign_in(browser)
    about, check = told(portal, browser, response)
    assert len(portal.entries()) == before + 1
    assert browser.get_cookie("__Host-portal") is None
    assert browser.get("/me").status_code == 303
    reference = query(response.headers["Location"])["reference"]
    page = browser.get(response.headers["Location"])
    told_by_headers = "".join(f"{name}: {value}\n" for name, value in page.headers)
    return about, check, (told_by_headers.encode() + page.data).replace(reference.encode(), b"")


@pytest.mark.usefixtures("turn")
@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_token_gets_the_one_page_and_one_entry(portal, provider, name):
    check, forgery = HOSTILE[name]

    about, noted, page = refused(portal, provider, forgery)

    assert (about, noted) == ("other", check)
    assert page == PAGES.setdefault("the one page", page)


@pytest.mark.usefixtures("turn")
@pytest.mark.parametrize("name", NOT_MEMBERS)
def test_somebody_without_a_role_gets_the_page_that_says_so(portal, provider, name):
    about, noted, page = refused(portal, provider, NOT_MEMBERS[name])

    assert (about, noted) == ("not-a-member", Check.ROLES)
    assert b"not yet a member of a board here" in page


@pytest.mark.usefixtures("turn")
def test_a_token_of_an_earlier_sign_in_does_not_serve_again(portal, provider):
    kept = []
    provider.tell = lambda occasion: kept.append(occasion.token()) or kept[0]
    portal.sign_in(portal.browser())

    about, noted, page = refused(portal, provider, lambda _: kept[0])

    assert (about, noted) == ("other", Check.NONCE)
    assert page == PAGES.setdefault("the one page", page)


@pytest.mark.usefixtures("turn")
def test_a_code_serves_once(portal, provider):
    browser = portal.browser()
    code = query(portal.go_and_come_back(browser))["code"]
    state = query(portal.leave(browser))["state"]
    first = browser.get(f"/sign-in/callback?code={code}&state={state}")
    # The code was asked for under another challenge and nonce: the provider here does not
    # mind the challenge, and the nonce is what stops it.
    assert told(portal, browser, first) == ("other", Check.NONCE)

    state = query(portal.leave(browser))["state"]
    again = browser.get(f"/sign-in/callback?code={code}&state={state}")

    assert told(portal, browser, again) == ("other", Check.EXCHANGE)
    assert provider.times_asked("/token") >= 2


def test_nothing_a_hostile_token_says_is_written_down(portal, provider, log_url, caplog):
    canary = "Wheatear"
    for claims in ({"iss": canary}, {"tid": canary}, {"oid": canary}, {"nonce": canary}):
        provider.tell = lambda occasion, claims=claims: occasion.token(name=canary, **claims)
        portal.sign_in(portal.browser())

    assert len(portal.entries(Verb.SIGN_IN_REFUSED)) == 4
    assert canary not in caplog.text
    for file in Path(log_url.removeprefix("sqlite:///")).parent.iterdir():
        if file.is_file():
            assert canary.encode() not in file.read_bytes()
