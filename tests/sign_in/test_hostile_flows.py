"""Every hostile token, through the whole portal: refused, with one answer and one log entry.

Each is tried as the first sign-in of a process, when no key has been fetched and no token read,
and as one of hundreds, after somebody has signed in and all sorts were refused.  Two portals serve
for all of them: of one, everything it knows of its provider is thrown away each time.
"""

import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from portal.audit import Verb
from portal.services.sign_in.refusals import Check
from tests.sign_in.front_half import Clock, Portal, came_back, open_portal, query, told
from tests.sign_in.honest_tokens import HONEST, NOT_MEMBERS
from tests.sign_in.hostile_tokens import HOSTILE

pytestmark = pytest.mark.slow
ANSWERS: dict[str, bytes] = {}
PAGES: dict[str, bytes] = {}


@pytest.fixture
def database_kind():
    """On SQLite alone: the database plays no part in reading a token."""
    return "sqlite"


@pytest.fixture(scope="module")
def portals(served, templates, tmp_path_factory) -> Iterator[dict[str, Portal]]:
    """Two portals that serve for a module, in each of which somebody has signed in."""
    with ExitStack() as open_ones:
        found = {}
        for turn in ("first", "one of many"):
            folder = tmp_path_factory.mktemp("portal")
            for name in ("record", "log"):
                shutil.copyfile(templates(name), folder / f"{name}.db")
            urls = [f"sqlite:///{folder / name}.db" for name in ("record", "log")]
            given = open_portal(served.authority, *urls, folder, Clock())
            found[turn] = open_ones.enter_context(given)
            assert found[turn].sign_in(found[turn].browser()).headers["Location"] == "/me"
        yield found


@pytest.fixture(params=["first", "one of many"])
def turn(request, portals) -> Portal:
    """A portal in whose process a token is the first to be read, or one of many."""
    portal = portals[request.param]
    if request.param == "first":
        portal.forget_the_provider()
    return portal


def refused(portal, provider, forgery):
    """Present a forgery; give what was told, which check said so, and the answer in octets."""
    provider.tell = forgery
    (before,) = portal.journal.recent(limit=1)
    browser = portal.browser()
    left = browser.post("/sign-in/start")
    response = browser.get(came_back(left.headers["Location"]))
    entry, last = portal.journal.recent(limit=2)
    assert last == before
    assert entry.entry.verb is Verb.SIGN_IN_REFUSED
    assert dict(entry.entry.detail).keys() == {"check"}
    assert browser.get_cookie("__Host-portal") is None
    assert browser.get("/me").status_code == 303
    about = query(response.headers["Location"])
    answered = "".join(f"{name}: {value}\n" for name, value in response.headers)
    octets = answered.encode() + response.data
    return (
        about["about"],
        entry.entry.detail["check"],
        octets.replace(about["reference"].encode(), b""),
    )


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_token_gets_the_one_answer_and_one_entry(turn, provider, name):
    check, forgery = HOSTILE[name]

    about, noted, answer = refused(turn, provider, forgery)

    assert (about, noted) == ("other", check)
    assert answer == ANSWERS.setdefault("the one answer", answer)


@pytest.mark.parametrize("name", NOT_MEMBERS)
def test_somebody_without_a_role_gets_the_answer_that_says_so(turn, provider, name):
    about, noted, answer = refused(turn, provider, NOT_MEMBERS[name])

    assert (about, noted) == ("not-a-member", Check.ROLES)
    assert answer == ANSWERS.setdefault("not a member", answer)


@pytest.mark.parametrize("name", HONEST)
def test_an_honest_token_is_let_in_after_all_of_them(turn, provider, name):
    provider.tell = HONEST[name]

    assert turn.sign_in(turn.browser()).headers["Location"] == "/me"


@pytest.mark.parametrize("check", [Check(number) for number in range(1, 15)])
def test_whatever_was_wrong_the_page_is_the_same(turn, provider, check):
    provider.tell = next(forgery for failed, forgery in HOSTILE.values() if failed is check)
    browser = turn.browser()
    response = turn.sign_in(browser)

    assert told(turn, browser, response) == ("other", check)
    page = browser.get(response.headers["Location"])
    octets = "".join(f"{name}: {value}\n" for name, value in page.headers).encode() + page.data
    octets = octets.replace(query(response.headers["Location"])["reference"].encode(), b"")
    assert octets == PAGES.setdefault("the one page", octets)


def test_a_token_of_an_earlier_sign_in_does_not_serve_again(turn, provider):
    kept = []
    provider.tell = lambda occasion: kept.append(occasion.token()) or kept[0]
    turn.sign_in(turn.browser())

    about, noted, answer = refused(turn, provider, lambda _: kept[0])

    assert (about, noted) == ("other", Check.NONCE)
    assert answer == ANSWERS.setdefault("the one answer", answer)


def test_a_code_serves_once(turn, provider):
    portal = turn
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


def test_an_answer_of_five_million_octets_is_not_read_to_its_end(turn, provider):
    about, noted, _ = refused(turn, provider, lambda occasion: occasion.token() + "A" * 5_000_000)

    assert (about, noted) == ("out-of-order", Check.PROVIDER)


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
