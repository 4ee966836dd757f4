"""My sessions: listed without a token, and ended by whoever's they are."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from portal.audit import Verb
from portal.records.tables import SignInSession
from portal.services.sign_in.sessions import Opening
from portal.services.sign_in.transactions import digest
from portal.web.sign_in.cookies import SESSION
from tests.support.furnishing import MEMBER, NOW, PREVENT_MEMBER
from tests.web.member.writing import HOST, forms_on

PAGE = "/me/sessions"
PHONE = Opening(browser="Chrome on Android", emergency=True)


@pytest.fixture
def browsers(world):
    """Sign one person in in two browsers, and another in one; give browsers and tokens."""
    tokens = [world.token(MEMBER), world.token(MEMBER, PHONE), world.token(PREVENT_MEMBER)]
    clients = [world.client(MEMBER), world.client(MEMBER), world.client(PREVENT_MEMBER)]
    for client, token in zip(clients, tokens, strict=True):
        client.set_cookie(SESSION, token, **HOST)
    with Session(world.record) as session:  # those that were opened besides are not in use
        used = [digest(each) for each in tokens]
        unused = SignInSession.token_hash.not_in(used)
        session.execute(update(SignInSession).where(unused).values(ended_at=NOW))
        mine = SignInSession.token_hash == used[1]
        session.execute(update(SignInSession).where(mine).values(restricted_at=NOW))
        session.commit()
    return clients, tokens


def named(client):
    """Give what the page's forms call each of the sessions."""
    return [
        each.fields["session"]
        for each in forms_on(client.get(PAGE).text)
        if "session" in each.fields
    ]


def lives(client):
    return client.get("/me").status_code == 200


def press(client, action, **fields):
    token = forms_on(client.get(PAGE).text)[0].fields["csrf_token"]
    return client.post(f"{PAGE}/{action}", data={"csrf_token": token, **fields})


def test_the_page_says_where_somebody_is_signed_in_and_gives_no_token_away(world, browsers):
    (mine, _, other), tokens = browsers
    page = mine.get(PAGE)
    assert "Chrome on Android" in page.text
    for words in ("This browser", "A restricted paper was opened in it", "emergency key"):
        assert page.text.count(words) == 1
    assert len(named(mine)) == 2
    assert len(named(other)) == 1
    hashes = [digest(each) for each in tokens]
    for secret in (*tokens, *(each.hex() for each in hashes)):
        assert secret not in page.text
    assert f'href="{PAGE}"' in mine.get("/me/access").text
    del world


def test_one_is_ended_and_the_others_are_not(world, browsers):
    (mine, phone, other), _ = browsers
    here = named(phone)
    (there,) = [each for each in here if each != _this(phone)]
    answer = press(phone, "end", session=there)
    assert (answer.status_code, answer.headers["Location"]) == (303, f"{PAGE}?done=ended")
    assert [lives(each) for each in (mine, phone, other)] == [False, True, True]
    said = [line.entry for line in world.office.journal.recent(limit=20)]
    (entry,) = [each for each in said if each.verb is Verb.SESSION_ENDED]
    assert entry.detail["reason"] == "revoked"
    assert entry.actor == world.office.journal.pseudonyms.of_person(MEMBER)


def _this(client):
    """Give the name of the session in which the page is shown."""
    page = client.get(PAGE).text
    (row,) = [each for each in page.split("<tr") if "This browser</strong>" in each]
    found = re.search(r'name="session" value="([^"]+)"', row)
    assert found
    return found[1]


@pytest.mark.parametrize("action", ["end-all", "end"])
def test_ending_this_one_leads_out_and_clears_the_browser(browsers, action):
    (mine, phone, other), _ = browsers
    answer = press(mine, action, session=_this(mine))
    assert (answer.status_code, answer.headers["Location"]) == (303, "/sign-out")
    assert "cookies" in answer.headers["Clear-Site-Data"]
    assert [lives(each) for each in (mine, phone, other)] == [False, action == "end", True]


def test_all_the_others_are_ended(browsers):
    (mine, phone, other), _ = browsers
    assert press(mine, "end-others").headers["Location"] == f"{PAGE}?done=others"
    assert [lives(each) for each in (mine, phone, other)] == [True, False, True]


def test_nobody_ends_somebody_elses_by_its_name(world, browsers):
    (mine, phone, other), tokens = browsers
    (theirs,) = named(other)
    for name in (theirs, digest(tokens[2]).hex(), tokens[2], "", "0" * 64, "é'--"):
        assert press(mine, "end", session=name).status_code == 404
    assert all(map(lives, (mine, phone, other)))
    with Session(world.record) as session:
        live = session.scalars(select(SignInSession).where(SignInSession.ended_at.is_(None))).all()
    assert len(live) == 3


def test_another_sites_form_ends_nothing(browsers):
    (mine, phone, _), _ = browsers
    for headers in ({"Sec-Fetch-Site": "cross-site"}, {}):
        answer = mine.post(f"{PAGE}/end-all", data={"csrf_token": "0" * 64}, headers=headers)
        assert answer.status_code == 400
    assert lives(mine)
    assert lives(phone)


def test_what_has_run_out_is_not_listed(world, browsers):
    (mine, _, _), tokens = browsers
    with Session(world.record) as session:
        phone = SignInSession.token_hash == digest(tokens[1])
        idle = {"last_seen_at": NOW - timedelta(minutes=20)}  # a restricted paper was opened
        session.execute(update(SignInSession).where(phone).values(idle))
        session.commit()
    assert len(named(mine)) == 1
