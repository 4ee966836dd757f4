"""What every answer carries, what strange requests are answered, and what a page costs."""

import re
from collections import Counter
from html.parser import HTMLParser

import pytest
from flask import abort
from hypothesis import example, given, settings
from hypothesis import strategies as st

from portal.errors import (
    CannotOpen,
    KeysUnavailable,
    LogUnavailable,
    NotPermitted,
    ReceiptRefused,
    Refused,
)
from portal.web import gate
from portal.web.headers import ALWAYS
from tests.support.furnishing import (
    CANARY,
    CLOSED_ITEM,
    HELD,
    MEMBER,
    OPEN_PAPER,
    SLUG,
    keep_more_private,
)
from tests.web.conftest import app_over
from tests.web.counting import counted
from tests.web.walking import addresses


class Page(HTMLParser):
    """Counts what a page has only one of."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags = Counter()
        self.ids = Counter()
        self.lang = self.title = ""
        self._in_title = False
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags[tag] += 1
        given = dict(attrs)
        if "id" in given:
            self.ids[given["id"]] += 1
        if tag == "html":
            self.lang = given["lang"]
        self._in_title = tag == "title"
        assert "style" not in given
        assert not any(name.startswith("on") for name in given)
        assert tag != "script" or given["src"].startswith("/static/")

    def handle_data(self, data):
        if self._in_title:
            self.title += data

    def handle_endtag(self, _tag):
        self._in_title = False


@pytest.mark.parametrize("who", [None, MEMBER], ids=["stranger", "member"])
def test_every_answer_of_every_route_carries_the_headers(world, who):
    client = world.client(who)
    seen = set()
    for address in [*addresses(world.app), "/nothing", "/meetings?year=x"]:
        answer = client.get(address)
        seen.add(answer.status_code)
        for name, value in ALWAYS.items():
            assert answer.headers[name] == value, address
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "nonce" not in policy
        assert "Cookie" in answer.headers["Vary"]
        kept = answer.headers["Cache-Control"]
        assert kept == "no-cache" if "ETag" in answer.headers else kept == "private, no-store"
        assert not ("ETag" in answer.headers and who and answer.mimetype == "text/html")
    assert {200, 404} <= seen


@pytest.mark.parametrize("who", [None, MEMBER], ids=["stranger", "member"])
def test_every_page_is_a_whole_page_with_a_title_of_its_own(world, who):
    client = world.client(who)
    titles = {}
    for address in addresses(world.app):
        answer = client.get(address)
        if answer.mimetype != "text/html" or answer.status_code == 303:
            continue
        page = Page(answer.text)
        assert page.tags["h1"] == page.tags["main"] == page.tags["title"] == 1, address
        assert [each for each, times in page.ids.items() if times > 1] == [], address
        assert page.lang == "en-GB"
        assert page.title.endswith("\u2013 Clear Days")
        assert CANARY not in page.title, "the title bar and the history would betray it"
        if answer.status_code == 200:
            titles.setdefault(page.title, set()).add(address)
    closed = {title for title in titles if title.startswith("Restricted item")}
    shared = [title for title, pages in titles.items() if len(pages) > 1 and title not in closed]
    assert shared == []


@pytest.fixture
def a_member(world):
    """Keep one member's browser for all examples of a property."""
    return world.client(MEMBER)


STRANGE = st.text(st.characters(codec="utf-8"), max_size=40)


@settings(max_examples=60)
@given(path=STRANGE, query=STRANGE)
@example(path="boards/\0", query="")
@example(path="boards/%00", query="page=%00")
@example(path="boards/%ff%fe", query="board=%ff&year=%c3%28")
@example(path="boards/" + "x" * 5000, query="page=9999999999999999999999")
@example(path="meetings/00000000-0000-0000-0000-00000000000g", query="")
@example(path="meetings/00000000000000000000000000000000", query="")
@example(path="meetings", query="year=\uff12\uff10\uff12\uff13&page=\u0661")
@example(path="meetings", query="page=0&page=-1&board=../../etc")
@example(path="meetings", query="page=2")
@example(path="restricted", query="page=999999")
@example(path="../../etc/passwd", query="")
@example(path="/boards//x", query="")
@example(path="\ud7ff\ue000", query="\n\r")
def test_no_address_that_can_be_typed_breaks_anything(world, a_member, path, query):
    for who in (world.client(), a_member):
        answer = who.get(
            environ_overrides={
                "PATH_INFO": "/" + path.encode().decode("latin-1"),
                "QUERY_STRING": query.encode().decode("latin-1"),
            }
        )
        assert answer.status_code in {200, 303, 400, 404}


@settings(max_examples=60)
@given(
    name=st.sampled_from(
        ["Cookie", "Range", "If-None-Match", "If-Range", "If-Modified-Since", "Accept", "Origin"]
    ),
    value=st.text(st.characters(min_codepoint=32, max_codepoint=255), max_size=60),
)
@example(name="Cookie", value="remember_token=x|y")
@example(name="Cookie", value="session=.eJw; __Host-portal=\xff")
@example(name="Range", value="bytes=-")
def test_no_header_breaks_anything(world, name, value):
    for address in (f"/meetings/{HELD}", f"/papers/{OPEN_PAPER}", "/nothing"):
        answer = world.client().get(address, headers={name: value})
        assert answer.status_code in {200, 303, 304, 404}


FAILURES = {
    "log": (LogUnavailable("secret"), 503, "We cannot open this paper"),
    "keys": (KeysUnavailable("secret"), 503, "We cannot open this paper"),
    "envelope": (CannotOpen("secret"), 503, "We cannot open this paper"),
    "receipt": (ReceiptRefused("secret"), 503, "We cannot open this paper"),
    "refused": (Refused("Choose at least one paragraph."), 400, "Choose at least one paragraph."),
    "not permitted": (NotPermitted("secret"), 404, "Page not found or not available to you"),
    "unexpected": (ValueError("secret"), 500, "there is a problem with the portal"),
}


@pytest.mark.parametrize("name", FAILURES)
def test_each_failure_has_its_page_and_tells_no_more(world, name, caplog):
    failure, status, words = FAILURES[name]
    app = app_over(world.office, world.record)

    @app.get("/failing")
    @gate.door(gate.Audience.PUBLIC)
    def failing():
        raise failure

    gate.hang(app)
    answer = app.test_client().get("/failing")
    assert answer.status_code == status
    assert words in answer.text
    assert "secret" not in answer.text
    assert "secret" not in caplog.text
    assert answer.headers["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize(
    ("code", "status", "words"),
    [
        (413, 413, "too large"),
        (429, 429, "Too many requests"),
        (400, 400, "There is a problem"),
        (418, 400, "There is a problem"),
        (500, 500, "there is a problem with the portal"),
        (503, 500, "there is a problem with the portal"),
    ],
)
def test_each_refusal_of_the_web_has_its_page(world, code, status, words):
    app = app_over(world.office, world.record)

    @app.get("/refusing")
    @gate.door(gate.Audience.PUBLIC)
    def refusing():
        abort(code)

    gate.hang(app)
    answer = app.test_client().get("/refusing")
    assert answer.status_code == status
    assert words in answer.text


@pytest.mark.parametrize(
    ("address", "most"),
    [
        (f"/meetings/{HELD}", 13),
        (f"/meetings/{HELD}/items/{CLOSED_ITEM}", 9),
        (f"/boards/{SLUG}", 9),
        (f"/boards/{SLUG}/actions", 5),
        (f"/boards/{SLUG}/forward-plan", 3),
        ("/", 8),
        ("/restricted", 4),
    ],
)
def test_a_strangers_page_costs_as_much_however_much_there_is(world, address, most):
    with counted(world) as before:
        world.client().get(address)
    keep_more_private(world.office, world.furnished, times=3)
    with counted(world) as after:
        world.client().get(address)
    assert len(after) == len(before) <= most


def test_a_members_page_costs_as_much_however_much_there_is(world):
    client = world.client(MEMBER)
    address = f"/meetings/{HELD}"
    client.get(address)
    with counted(world) as before:
        client.get(address)
    keep_more_private(world.office, world.furnished, times=3)
    with counted(world) as after:
        client.get(address)
    asked = Counter(re.sub(r"\(\?.*?\)", "()", each) for each in after)
    asked.subtract(re.sub(r"\(\?.*?\)", "()", each) for each in before)
    assert [each for each, more in asked.items() if more > 0] == []
