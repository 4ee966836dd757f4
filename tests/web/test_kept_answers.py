"""Kept answers: given to strangers alone, true at each use, and bounded."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import event, text
from sqlalchemy.orm import Session

from portal.policy import ANONYMOUS
from portal.records.tables import Meeting
from portal.services.freshness import freshness_of
from portal.web import gate
from portal.web.public_answers import Answer, Shelf
from portal.web.sign_in.cookies import SESSION
from tests.support.furnishing import CANARY, CLERK, HELD, MEMBER, NEXT, NOW, PREVENT_MEMBER, touch
from tests.web.conftest import app_over
from tests.web.counting import counted
from tests.web.walking import addresses

PAGE = f"/meetings/{HELD}"


def test_the_second_time_a_page_is_asked_for_it_is_not_made_again(world):
    client = world.client()
    first = client.get(PAGE)
    with counted(world) as sent:
        second = client.get(PAGE)
    assert second.data == first.data
    assert sent == []


@pytest.mark.slow
@pytest.mark.parametrize("who", [MEMBER, PREVENT_MEMBER, CLERK])
def test_what_somebody_signed_in_was_shown_is_never_shown_to_a_stranger(world, who):
    person, stranger = world.client(who), world.client()
    for address in addresses(world.app):
        theirs = person.get(address)
        public = stranger.get(address)
        again = person.get(address)
        assert CANARY not in public.text, address
        assert "My home" not in public.text, address
        assert again.data == theirs.data, address
    assert CANARY in person.get(PAGE).text


@pytest.mark.parametrize("who", [MEMBER, CLERK])
def test_what_a_stranger_was_shown_is_never_shown_to_somebody_signed_in(world, who):
    stranger, person = world.client(), world.client(who)
    for address in addresses(world.app):
        stranger.get(address)
        answer = person.get(address)
        if answer.status_code in {200, 404} and answer.mimetype == "text/html":
            assert "My home" in answer.text, address
            assert "no-store" in answer.headers["Cache-Control"]
            assert "ETag" not in answer.headers


@pytest.mark.parametrize(
    "headers",
    [
        {"Cookie": f"{SESSION}=guessed"},
        {"Cookie": f"{SESSION}="},
        {"Cookie": "anything=else"},
        {"Cookie": ""},
        {"Authorization": "Bearer x"},
    ],
)
def test_a_request_that_says_who_it_may_be_from_is_never_kept(world, headers):
    world.client().get(PAGE)
    with counted(world) as sent:
        answer = world.client().get(PAGE, headers=headers)
    assert sent != []
    assert CANARY not in answer.text
    assert "no-store" in answer.headers["Cache-Control"]


def test_a_planted_cookie_does_not_fill_the_shelf(world):
    member = world.token(MEMBER)
    world.client().get(PAGE, headers={"Cookie": f"x=1; {SESSION}={member}; y=2"})
    assert CANARY not in world.client().get(PAGE).text


def test_a_change_is_seen_at_the_next_use(world):
    client = world.client()
    before = client.get(PAGE)
    work = world.office.work_for(ANONYMOUS)
    work.session.get_one(Meeting, HELD).venue = "The old library"
    work.commit()
    work.session.close()
    after = client.get(PAGE)
    assert "The old library" in after.text
    assert after.headers["ETag"] != before.headers["ETag"]


def test_a_change_behind_the_portals_back_is_not(world):
    """It shows that answers are kept at all, and what moves the number: work, not rows."""
    client = world.client()
    before = client.get(PAGE)
    with Session(world.record) as session:
        touch(session, Meeting, HELD, venue="The old library")
    assert client.get(PAGE).data == before.data


def test_a_page_overtaken_by_a_commit_is_not_kept_as_the_newer_one(world):
    client = world.client()
    client.get(PAGE)
    shows_old = client.get(PAGE).data

    def overtake(_connection, _cursor, statement, *_):
        # Somebody commits after the page has been read and before it is kept.
        if "attendance" in statement and not done:
            done.append(True)
            work = world.office.work_for(ANONYMOUS)
            work.session.get_one(Meeting, HELD).venue = "The old library"
            work.commit()
            work.session.close()

    with Session(world.record) as session:
        session.execute(text("UPDATE public_version SET version = version + 1"))
        session.commit()
    done: list[bool] = []
    event.listen(world.record, "before_cursor_execute", overtake)
    client.get(PAGE)
    event.remove(world.record, "before_cursor_execute", overtake)
    assert done
    assert client.get(PAGE).data != shows_old
    assert "The old library" in client.get(PAGE).text


def test_the_next_day_lists_are_made_anew(world):
    at = [NOW]
    app = app_over(world.office, world.record, lambda: at[0])
    gate.hang(app)
    object.__setattr__(world.office, "clock", lambda: at[0])
    client = app.test_client(use_cookies=False)
    assert str(NEXT) in client.get("/").text
    at[0] += timedelta(days=30)
    assert str(NEXT) not in client.get("/").text


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_whoever_has_it_already_is_told_so(world, method):
    client = world.client()
    tag = client.get(PAGE).headers["ETag"]
    for _ in range(2):
        same = client.open(PAGE, method=method, headers={"If-None-Match": f'"other", {tag}'})
        assert same.status_code == 304
        assert same.data == b""
        assert same.headers["ETag"] == tag
        assert same.headers["Cache-Control"] == "no-cache"
        assert "Cookie" in same.headers["Vary"]
        assert "default-src 'none'" in same.headers["Content-Security-Policy"]
    other = client.open(PAGE, method=method, headers={"If-None-Match": '"other"'})
    assert other.status_code == 200


def test_head_says_what_get_would(world):
    client = world.client()
    cold = client.head(PAGE)
    page = client.get(PAGE)
    warm = client.head(PAGE)
    for head in (cold, warm):
        assert head.data == b""
        assert head.headers["Content-Length"] == str(len(page.data))
        assert head.headers["ETag"] == page.headers["ETag"]


def test_what_is_not_plain_success_is_not_kept(world):
    client = world.client()
    for address in ("/boards/no-such-board", f"/meetings/{uuid4()}", "/nothing"):
        answer = client.get(address)
        assert answer.status_code == 404
        assert "ETag" not in answer.headers
        assert answer.headers["Cache-Control"] == "private, no-store"


def answer(body: bytes, freshness=1) -> Answer:
    return Answer(freshness=freshness, etag="x", headers=(), body=body)


def test_the_shelf_lets_go_of_what_was_not_asked_for_longest():
    shelf = Shelf(most=2)
    for key in "ab":
        shelf.keep(key, answer(b"1"))
    assert shelf.find("a", 1)
    shelf.keep("c", answer(b"1"))
    assert shelf.find("a", 1)
    assert shelf.find("c", 1)
    assert shelf.find("b", 1) is None
    assert len(shelf) == 2


def test_the_shelf_has_room_for_so_many_bytes_and_no_more():
    shelf = Shelf(most=1000, most_bytes=80)
    for key in range(50):
        shelf.keep(key, answer(b"12345"))
        assert shelf.size <= 80
    assert len(shelf) == 16
    shelf.keep("again", answer(b"12345"))
    shelf.keep("again", answer(b"123456789"))
    assert shelf.size <= 80
    shelf.keep("too much", answer(b"12345678901"))
    assert shelf.find("too much", 1) is None


def test_the_shelf_gives_nothing_that_is_no_longer_true():
    shelf = Shelf()
    shelf.keep("a", answer(b"1", freshness=(1, "monday")))
    assert shelf.find("a", (1, "monday"))
    assert shelf.find("a", (2, "monday")) is None
    assert shelf.find("a", (1, "tuesday")) is None


def test_a_lost_connection_is_asked_again_on_a_new_one(world):
    asked = freshness_of(world.record, lambda: NOW)
    first = asked()
    asker = asked.__closure__[0].cell_contents
    asker._line.close()  # noqa: SLF001 -- as if the database had gone away
    assert asked() == first
