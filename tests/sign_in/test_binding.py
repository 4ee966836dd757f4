"""An invitation's link binds one identity to one person, once; no address ever does."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from portal.audit import Verb
from portal.records.tables import AccountInvitation, LoginTransaction, Person
from portal.services.sign_in.refusals import Check
from portal.services.sign_in.transactions import digest
from tests.sign_in.conftest import START
from tests.sign_in.forging import OBJECT, TENANT
from tests.sign_in.front_half import told
from tests.sign_in.inviting import (
    BOARD_NAME,
    FORTNIGHT,
    NAME,
    NEWCOMER,
    Doorstep,
    come_back,
    invitation_of,
    invited,
    kept,
    says,
    somebody,
    take_up,
)

HOME = "https://sts.windows.net/99999999-2222-4333-8444-555555555555/"


@pytest.fixture
def at(portal, client, provider, record_engine) -> Doorstep:
    """Have a person invited, and their browser before the link."""
    wren = somebody(record_engine)
    return Doorstep(
        portal=portal,
        client=client,
        provider=provider,
        record=record_engine,
        wren=wren,
        secret=invited(record_engine, wren, portal.person),
    )


def refused(portal, client, response):
    """Say how a sign-in was refused, and see that nobody is signed in."""
    about = told(portal, client, response)
    assert client.get("/me").status_code == 303
    return about


def test_who_takes_up_the_link_has_the_account(at):
    at.provider.tell = says(acct=1, idp=HOME)
    page = at.client.get(f"/invitations/{at.secret}")
    assert BOARD_NAME in page.text
    assert NAME in page.text
    assert "noindex" in page.headers["X-Robots-Tag"]
    assert "no-store" in page.headers["Cache-Control"]

    assert take_up(at.client, at.secret).headers["Location"] == "/me"

    assert NAME in at.client.get("/me").text
    person, invitation = kept(at.record, at.wren), invitation_of(at.record, at.wren)
    assert (person.tenant_id, person.object_id) == (str(TENANT), NEWCOMER)
    assert (person.subject, person.guest) == ("subject-of-the-newcomer", True)
    assert (invitation.accepted_at, invitation.accepted_as_guest) == (at.portal.clock.now, True)
    assert invitation.home_provider == HOME
    signed_in, bound = at.portal.entries()[:2]
    assert signed_in.verb is Verb.SIGN_IN_COMPLETED
    assert bound.verb is Verb.ACCOUNT_BOUND
    assert bound.objects == (str(invitation.id),)
    assert bound.actor == bound.detail["holder"] == at.portal.journal.pseudonyms.of_person(at.wren)
    other = at.portal.browser()
    assert at.portal.sign_in(other).headers["Location"] == "/me"  # from now on without the link


def test_the_secret_is_kept_nowhere(at):
    at.provider.tell = says()
    come_back(at.client, at.secret)
    with Session(at.record) as session:
        begun = session.scalars(select(LoginTransaction)).one()
        invitation = session.scalars(select(AccountInvitation)).one()
        assert begun.invitation_hash == invitation.token_hash == digest(at.secret)
        for row in (begun, invitation):
            assert at.secret not in repr(vars(row))


def test_whoever_comes_second_by_the_same_link_gets_nothing(at):
    attacker = at.portal.browser()
    waiting = come_back(attacker, at.secret)  # at the provider already, when it is taken up
    at.provider.tell = says()
    take_up(at.client, at.secret)
    at.provider.tell = says(oid="dddddddd-1111-4222-8333-cccccccccccc", sub="another")

    about = refused(at.portal, attacker, attacker.get(waiting))

    assert about == ("invitation-spent", Check.INVITATION)
    assert kept(at.record, at.wren).object_id == NEWCOMER
    assert attacker.get(f"/invitations/{at.secret}").status_code == 404
    assert attacker.post(f"/invitations/{at.secret}/accept").status_code == 404


def test_back_and_forth_is_only_a_sign_in(at):
    at.provider.tell = says()
    again = come_back(at.client, at.secret)
    first = take_up(at.client, at.secret)
    assert first.status_code == 303
    accepted = invitation_of(at.record, at.wren).accepted_at
    at.portal.clock.move(minutes=1)

    assert at.client.get(again).headers["Location"] == "/me"
    assert len(at.portal.entries(Verb.ACCOUNT_BOUND)) == 1
    assert invitation_of(at.record, at.wren).accepted_at == accepted
    replayed = at.client.get(again)  # the provider's answer serves once
    assert told(at.portal, at.client, replayed) == ("start-again", Check.TRANSACTION)


@pytest.mark.parametrize(
    "claims",
    [
        {"email": "wren@wrenbury.example", "preferred_username": "wren@wrenbury.example"},
        {"upn": "Wren Holloway", "unique_name": "Wren Holloway", "name": "Wren Holloway"},
        {"email": "ngozi.barrow@example.org", "email_verified": True, "verified_primary_email": []},
    ],
)
def test_no_address_and_no_name_makes_anybody_somebody(at, claims):
    """What nOAuth does: claim another's address, and be taken for them."""
    at.provider.tell = says(**claims)

    about = refused(at.portal, at.client, at.portal.sign_in(at.client))

    assert about == ("not-a-member", Check.PERSON)
    assert kept(at.record, at.wren).object_id is None
    assert invitation_of(at.record, at.wren).accepted_at is None
    other = invited(at.record, somebody(at.record, "Bly Amos"), at.portal.person)
    assert take_up(at.client, other).headers["Location"] == "/me"
    assert "Bly Amos" in at.client.get("/me").text  # the link decides, whatever is claimed
    assert at.secret


def test_an_identity_that_is_somebodys_takes_up_nothing(at):
    about = refused(at.portal, at.client, take_up(at.client, at.secret))  # as Ngozi Barrow

    assert about == ("other-account", Check.INVITATION)
    assert kept(at.record, at.wren).object_id is None
    assert invitation_of(at.record, at.wren).accepted_at is None
    assert kept(at.record, at.portal.person).object_id == str(OBJECT)


def test_a_closed_persons_identity_takes_up_nothing(at):
    with Session(at.record) as session:
        session.execute(update(Person).where(Person.id == at.portal.person).values(closed_at=START))
        session.commit()

    assert refused(at.portal, at.client, take_up(at.client, at.secret)) == (
        "other-account",
        Check.INVITATION,
    )
    assert kept(at.record, at.wren).object_id is None


def test_somebody_who_has_an_account_gets_no_second_one(at):
    first, second = at.secret, invited(at.record, at.wren, at.portal.person)
    at.provider.tell = says()
    take_up(at.client, first)
    at.provider.tell = says(oid="dddddddd-1111-4222-8333-cccccccccccc", sub="another")
    other = at.portal.browser()

    assert refused(at.portal, other, take_up(other, second)) == (
        "invitation-spent",
        Check.INVITATION,
    )
    at.provider.tell = says()
    assert take_up(at.portal.browser(), second).headers["Location"] == "/me"
    with Session(at.record) as session:
        assert all(each.accepted_at for each in session.scalars(select(AccountInvitation)))
    assert len(at.portal.entries(Verb.ACCOUNT_BOUND)) == 1


@pytest.mark.parametrize(
    ("change", "about"),
    [
        ({"closed_at": START}, ("not-a-member", Check.PERSON)),
        ({"suspended_at": START}, ("suspended", Check.PERSON)),
    ],
)
def test_nobody_becomes_somebody_who_is_shut_out(at, change, about):
    at.provider.tell = says()
    waiting = come_back(at.client, at.secret)
    with Session(at.record) as session:
        session.execute(update(Person).where(Person.id == at.wren).values(**change))
        session.commit()

    assert refused(at.portal, at.client, at.client.get(waiting)) == about
    assert at.client.get(f"/invitations/{at.secret}").status_code == 404
    assert kept(at.record, at.wren).object_id is None
    assert invitation_of(at.record, at.wren).accepted_at is None


@pytest.mark.parametrize("change", ["withdrawn", "run out"])
def test_a_link_that_ends_while_somebody_is_at_the_provider_binds_nothing(at, change):
    at.provider.tell = says()
    if change == "withdrawn":
        waiting = come_back(at.client, at.secret)
        with Session(at.record) as session:
            session.execute(update(AccountInvitation).values(withdrawn_at=START))
            session.commit()
    else:
        at.portal.clock.move(days=14, seconds=-1)
        waiting = come_back(at.client, at.secret)
        at.portal.clock.move(seconds=1)

    assert refused(at.portal, at.client, at.client.get(waiting)) == (
        "invitation-spent",
        Check.INVITATION,
    )
    assert kept(at.record, at.wren).object_id is None


@pytest.mark.parametrize("roles", [[], ["Portal.NoSuchRole"], ...])
def test_no_role_in_the_directory_no_account_here(at, roles):
    at.provider.tell = says(roles=roles)

    assert refused(at.portal, at.client, take_up(at.client, at.secret))[1] == Check.ROLES
    assert kept(at.record, at.wren).object_id is None
    assert invitation_of(at.record, at.wren).accepted_at is None


def test_a_strange_home_provider_is_kept_as_plain_text(at):
    at.provider.tell = says(idp="x\x00\ud800<b>" + "y" * 5000)

    assert take_up(at.client, at.secret).headers["Location"] == "/me"
    assert invitation_of(at.record, at.wren).home_provider == "x<b>" + "y" * 249


def test_a_link_serves_for_a_fortnight(at):
    at.portal.clock.move(days=14, seconds=-1)
    assert at.client.get(f"/invitations/{at.secret}").status_code == 200
    at.portal.clock.move(seconds=1)
    assert at.client.get(f"/invitations/{at.secret}").status_code == 404
    assert timedelta(days=14) == FORTNIGHT


def test_another_site_cannot_have_a_link_taken_up(at):
    forged = at.client.post(
        f"/invitations/{at.secret}/accept", headers={"Sec-Fetch-Site": "cross-site"}
    )
    assert forged.status_code == 400


def test_a_provider_out_of_reach_is_said_and_the_link_still_serves(at):
    at.provider.answers["openid-configuration"] = lambda _: Response(status=503)
    left = at.client.post(f"/invitations/{at.secret}/accept")
    assert told(at.portal, at.client, left) == ("out-of-order", Check.PROVIDER)
    assert at.client.get(f"/invitations/{at.secret}").status_code == 200
