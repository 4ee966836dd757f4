"""A guest who comes back as a member, or the reverse, waits for two officers; nobody else does."""

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from portal.audit import Verb
from portal.policy import Office
from portal.records.tables import AskState, IdentityLink, OfficeHolding, Person
from portal.services.access import identity_links
from portal.services.sign_in.kinds import LAPSES_AFTER
from portal.services.sign_in.refusals import Check
from tests.sign_in.conftest import START
from tests.sign_in.front_half import query
from tests.sign_in.inviting import kept, somebody

KIND = ("kind-changed", Check.SAME_KIND)


def guest(**claims):
    return lambda occasion: occasion.token(acct=1, **claims)


def links(record):
    with Session(record) as session:
        return session.scalars(select(IdentityLink).order_by(IdentityLink.asked_at)).all()


def turned_away(portal, browser):
    """Try to sign in; give the words and the check of the refusal."""
    answer = portal.sign_in(browser)
    about = query(answer.headers["Location"])
    page = browser.get(answer.headers["Location"])
    assert about["reference"] in page.text
    (refused,) = portal.entries(Verb.SIGN_IN_REFUSED)[:1]
    return about["about"], refused.detail["check"]


@pytest.fixture
def member(portal, client):
    """Have somebody sign in as a member first."""
    portal.sign_in(client)
    assert client.get("/me").status_code == 200
    return client


def officer(portal, record, name):
    """Give somebody an office by which they approve, for every body; give their work."""
    person = somebody(record, name)
    with Session(record) as session:
        session.add(
            OfficeHolding(person_id=person, office=Office.PROPER_OFFICER, from_on=START.date())
        )
        session.commit()
    office = portal.app.extensions["portal"]

    def decide(act, link):
        with portal.app.app_context():
            return act(office.work_of(person), link)

    return decide


def test_who_comes_as_another_kind_is_asked_about_and_then_let_in(
    portal, member, provider, record_engine
):
    provider.tell = guest()
    other = portal.browser()

    assert turned_away(portal, other) == KIND

    assert other.get("/me").status_code == 303
    assert member.get("/me").status_code == 200  # what was open stays open
    assert kept(record_engine, portal.person).guest is False
    (link,) = links(record_engine)
    assert (link.person_id, link.newcomer_id, link.asked_by_id) == (portal.person, None, None)
    assert (link.guest, link.state) == (True, AskState.ASKED)
    refused, asked = portal.entries()[:2]
    assert refused.verb is Verb.SIGN_IN_REFUSED
    assert (asked.verb, asked.objects) == (Verb.IDENTITY_LINK_ASKED, (str(link.id),))

    assert officer(portal, record_engine, "One")(identity_links.approve, link.id) is False
    assert turned_away(portal, other) == KIND
    assert officer(portal, record_engine, "Two")(identity_links.approve, link.id) is True
    assert portal.sign_in(other).headers["Location"] == "/me"
    assert kept(record_engine, portal.person).guest is True
    provider.tell = lambda occasion: occasion.token()
    assert turned_away(portal, portal.browser()) == KIND  # and back again is as new


def test_however_often_they_try_one_question_is_open(
    portal, member, provider, record_engine, clock
):
    provider.tell = guest()
    for _ in range(3):
        assert turned_away(portal, portal.browser()) == KIND
    (link,) = links(record_engine)
    assert len(portal.entries(Verb.IDENTITY_LINK_ASKED)) == 1
    clock.now += LAPSES_AFTER
    assert turned_away(portal, portal.browser()) == KIND
    assert len(links(record_engine)) == 1
    clock.move(seconds=1)
    assert turned_away(portal, portal.browser()) == KIND
    assert len(links(record_engine)) == 2  # the first has lapsed
    assert member
    assert link


def test_a_refusal_keeps_them_out_and_the_next_try_asks_anew(
    portal, member, provider, record_engine
):
    provider.tell = guest()
    turned_away(portal, portal.browser())
    (link,) = links(record_engine)
    officer(portal, record_engine, "One")(identity_links.refuse, link.id)
    assert turned_away(portal, portal.browser()) == KIND
    assert [each.state for each in links(record_engine)] == [AskState.REFUSED, AskState.ASKED]
    provider.tell = lambda occasion: occasion.token()
    assert portal.sign_in(portal.browser()).headers["Location"] == "/me"  # as they were
    assert member


@pytest.mark.parametrize(
    ("claims", "check"),
    [
        ({"oid": "dddddddd-1111-4222-8333-cccccccccccc"}, Check.PERSON),
        ({"sub": "another"}, Check.KNOWN_SUBJECT),
        ({"roles": []}, Check.ROLES),
    ],
)
@pytest.mark.usefixtures("member")
def test_a_stranger_leaves_no_question(portal, provider, record_engine, claims, check):
    provider.tell = guest(**claims)
    assert turned_away(portal, portal.browser())[1] == check
    assert links(record_engine) == []


@pytest.mark.parametrize("change", ["closed_at", "suspended_at"])
def test_of_whoever_is_shut_out_nothing_is_asked(portal, member, provider, record_engine, change):
    with Session(record_engine) as session:
        session.execute(update(Person).values({change: START}))
        session.commit()
    provider.tell = guest()
    assert turned_away(portal, portal.browser())[1] == Check.PERSON
    assert links(record_engine) == []
    assert member


def test_a_first_sign_in_says_what_somebody_is(portal, client, provider, record_engine):
    provider.tell = guest()
    assert portal.sign_in(client).headers["Location"] == "/me"
    assert kept(record_engine, portal.person).guest is True


def test_a_provider_that_does_not_say_changes_nothing(portal, member, provider, record_engine):
    provider.tell = lambda occasion: occasion.token(acct=...)
    assert portal.sign_in(portal.browser()).headers["Location"] == "/me"
    with Session(record_engine) as session:
        assert session.scalar(select(func.count()).select_from(IdentityLink)) == 0
    assert member
