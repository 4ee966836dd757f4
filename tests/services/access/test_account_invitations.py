"""A body's invitation list: who may put whom on it, what it says, and what one link is worth."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.audit import Verb
from portal.errors import NotFound, Refused
from portal.policy import Office
from portal.records.tables import AccountInvitation, Body, Person, Seat
from portal.services.access import account_invitations
from portal.services.access.account_invitations import Wanted
from portal.services.access.account_lists import read_accounts
from portal.services.sign_in.binding import offer_of
from portal.services.sign_in.refusals import Check, Problem, SignInRefused
from portal.services.sign_in.transactions import digest
from tests.services.access.conftest import COUNCILLOR, DAY, PROPER_OFFICER, TODAY, hold
from tests.services.access.newcomers import identity, let_in
from tests.support.databases import KINDS
from tests.support.furnishing import (
    ADMINISTRATOR,
    AUDITOR,
    BOARD,
    CLERK,
    COUNCIL,
    MEMBER,
    MONITORING_OFFICER,
    NOW,
    SLUG,
    STRANGER,
)

pytestmark = pytest.mark.slow
on_one_kind = pytest.mark.parametrize("database_kind", KINDS[:1], indirect=True)
WREN = Wanted(name="Wren Holloway", organisation=COUNCIL, councillor=False)


def lines(work_of, who=CLERK):
    return {each.name: each for each in read_accounts(work_of(who), SLUG).lines}


@pytest.fixture
def link(work_of):
    return account_invitations.invite(work_of(CLERK), SLUG, WREN)


def test_a_clerk_invites_somebody_new_and_the_list_follows(work_of, link, clock):
    line = lines(work_of)["Wren Holloway"]
    assert (line.state, line.has_account, line.invited_by) == ("waiting", False, "Ines Calloway")
    assert line.organisation == "Wrenbury Borough Council"
    assert line.expires_at == NOW + timedelta(days=14)
    offer = offer_of(work_of(None), link.secret)
    assert (offer.name, offer.expires_at) == ("Wren Holloway", link.expires_at)
    clock.move(DAY)

    let_in(work_of(None), identity(), link.secret)

    line = lines(work_of)["Wren Holloway"]
    assert (line.state, line.has_account, line.as_guest) == ("taken-up", True, True)
    assert (line.ended_at, line.home_provider) == (clock(), "https://idp.example/")
    verbs = [each.entry.verb for each in work_of(CLERK).journal.lines_of(work_of(CLERK).actor)]
    assert verbs[0] is Verb.ACCOUNT_INVITED
    with Session(work_of(CLERK).session.get_bind()) as session:
        kept = session.scalars(select(AccountInvitation)).one()
        assert link.secret not in repr(vars(kept))
        assert kept.token_hash == digest(link.secret)
    assert len(link.secret) == 43
    assert link.secret not in repr(link)


def test_somebody_who_sits_already_is_invited_as_they_are(work_of, link):
    work = work_of(PROPER_OFFICER)
    choices = {each.name: each.id for each in read_accounts(work, SLUG).people}
    assert "Cecily Dray" in choices
    assert not choices.keys() & {"Rowan Ashdown", "Ines Calloway"}  # who have accounts
    made = account_invitations.invite(work, SLUG, Wanted(person=choices["Cecily Dray"]))
    assert let_in(work_of(None), identity(is_guest=None), made.secret) == COUNCILLOR
    assert lines(work_of)["Cecily Dray"].as_guest is False
    assert link


@on_one_kind
@pytest.mark.parametrize(
    "person", [None, MEMBER, STRANGER, COUNCILLOR, AUDITOR, ADMINISTRATOR, MONITORING_OFFICER]
)
def test_whoever_keeps_no_membership_learns_of_no_list(work_of, link, person):
    with Session(work_of(CLERK).session.get_bind()) as session:
        found = session.scalars(select(AccountInvitation.id)).one()
    for act in (
        lambda work: read_accounts(work, SLUG),
        lambda work: account_invitations.invite(work, SLUG, WREN),
        lambda work: account_invitations.invite_again(work, SLUG, found),
        lambda work: account_invitations.withdraw(work, SLUG, found),
    ):
        with pytest.raises(NotFound):
            act(work_of(person))
    assert offer_of(work_of(None), link.secret)


def elsewhere(work_of):
    """Make the stranger the clerk of another board."""
    other = Body(id=uuid4(), slug="fells", name="The Fells board")
    work = work_of(CLERK)
    work.session.add(other)
    work.session.commit()
    hold(work, STRANGER, Office.CLERK, other.id)
    return other.id


def test_a_clerk_of_another_body_has_no_hand_in_this_list(work_of, link):
    elsewhere(work_of)
    with Session(work_of(CLERK).session.get_bind()) as session:
        found = session.scalars(select(AccountInvitation.id)).one()
    for slug in (SLUG, "fells"):
        for act in (account_invitations.invite_again, account_invitations.withdraw):
            with pytest.raises(NotFound):
                act(work_of(STRANGER), slug, found)
    assert read_accounts(work_of(STRANGER), "fells").lines == ()
    assert offer_of(work_of(None), link.secret)


@pytest.mark.parametrize("held", ["a seat here", "an office here", "an office everywhere"])
def test_nobody_is_invited_by_the_clerk_of_another_body_alone(work_of, held):
    """Else that clerk could take up the link, and read what this person may read here."""
    other, work = elsewhere(work_of), work_of(CLERK)
    if held == "a seat here":
        work.session.add(
            Seat(body_id=BOARD, person_id=COUNCILLOR, organisation_id=COUNCIL, from_on=TODAY + DAY)
        )
        work.session.commit()
    else:
        body = BOARD if held == "an office here" else None
        hold(work, COUNCILLOR, Office.MONITORING_OFFICER, body)
    wanted = Wanted(person=COUNCILLOR)
    assert not read_accounts(work_of(STRANGER), "fells").people
    with pytest.raises(Refused, match="from the list"):
        account_invitations.invite(work_of(STRANGER), "fells", wanted)
    if held == "an office everywhere":
        with pytest.raises(Refused, match="from the list"):
            account_invitations.invite(work_of(CLERK), SLUG, wanted)
    assert account_invitations.invite(work_of(PROPER_OFFICER), "fells", wanted).secret
    assert other


def test_inviting_again_kills_the_link_before(work_of, link):
    found = lines(work_of)["Wren Holloway"].id
    second = account_invitations.invite_again(work_of(CLERK), SLUG, found)
    with pytest.raises(NotFound):
        offer_of(work_of(None), link.secret)
    with pytest.raises(SignInRefused) as spent:
        let_in(work_of(None), identity(), link.secret)
    assert spent.value.problem is Problem.INVITATION_SPENT
    assert let_in(work_of(None), identity(), second.secret)
    states = sorted(each.state for each in read_accounts(work_of(CLERK), SLUG).lines)
    assert states == ["taken-up", "withdrawn"]
    with pytest.raises(Refused, match="has an account"):
        account_invitations.invite_again(work_of(CLERK), SLUG, found)


def test_a_withdrawn_link_and_one_that_ran_out_serve_no_more(work_of, link, clock):
    found = lines(work_of)["Wren Holloway"].id
    account_invitations.withdraw(work_of(CLERK), SLUG, found)
    assert lines(work_of)["Wren Holloway"].state == "withdrawn"
    with pytest.raises(SignInRefused):
        let_in(work_of(None), identity(), link.secret)
    with pytest.raises(Refused, match="nothing to withdraw"):
        account_invitations.withdraw(work_of(CLERK), SLUG, found)
    again = account_invitations.invite_again(work_of(CLERK), SLUG, found)
    clock.move(timedelta(days=14))
    assert "run-out" in {each.state for each in read_accounts(work_of(CLERK), SLUG).lines}
    with pytest.raises(SignInRefused):
        let_in(work_of(None), identity(), again.secret)


def test_a_link_that_was_taken_up_is_not_withdrawn(work_of, link):
    let_in(work_of(None), identity(), link.secret)
    with pytest.raises(Refused, match="nothing to withdraw"):
        account_invitations.withdraw(work_of(CLERK), SLUG, lines(work_of)["Wren Holloway"].id)


@on_one_kind
@pytest.mark.parametrize(
    ("wanted", "says"),
    [
        (Wanted(), "Choose a person"),
        (Wanted(name="New Name"), "organisation"),
        (Wanted(name="New Name", organisation=COUNCIL), "councillor"),
        (Wanted(name="New Name", organisation=UUID(int=7), councillor=False), "organisation"),
        (Wanted(name="x" * 201, organisation=COUNCIL, councillor=False), "one line"),
        (Wanted(name="a\u202eb", organisation=COUNCIL, councillor=False), "one line"),
        (Wanted(person=COUNCILLOR, name="New Name"), "not both"),
        (Wanted(person=MEMBER), "from the list"),
        (Wanted(person=UUID(int=7)), "from the list"),
        (WREN, "invited already"),
    ],
)
def test_what_does_not_fit_is_refused(work_of, link, wanted, says):
    with pytest.raises(Refused, match=says):
        account_invitations.invite(work_of(CLERK), SLUG, wanted)
    assert len(read_accounts(work_of(CLERK), SLUG).lines) == 1
    assert link


@pytest.mark.parametrize("change", ["closed_at", "suspended_at"])
def test_whoever_is_shut_out_is_not_invited(work_of, change):
    work = work_of(CLERK)
    setattr(work.session.get_one(Person, COUNCILLOR), change, NOW)
    work.session.commit()
    with pytest.raises(Refused, match="from the list"):
        account_invitations.invite(work_of(CLERK), SLUG, Wanted(person=COUNCILLOR))


def at_once(office, attempts):
    """Make attempts at the same moment; give what became of each."""
    together = Barrier(len(attempts))

    def attempt(who, secret):
        work = office.work_of(None)
        together.wait(timeout=30)
        try:
            return let_in(work, who, secret)
        except SignInRefused as refused:
            return refused.check
        finally:
            work.session.close()

    with ThreadPoolExecutor(len(attempts)) as pool:
        return [each.result() for each in [pool.submit(attempt, *each) for each in attempts]]


def test_of_several_at_once_by_one_link_one_is_bound(office, work_of, link):
    became = at_once(office, [(identity(), link.secret) for _ in range(4)])
    bound = [each for each in became if isinstance(each, UUID)]
    assert len(bound) == 1
    assert became.count(Check.INVITATION) == 3
    assert len(read_accounts(work_of(CLERK), SLUG).lines) == 1


def test_one_identity_by_several_links_at_once_is_one_person(office, work_of, link):
    other = account_invitations.invite(work_of(CLERK), SLUG, Wanted(person=COUNCILLOR))
    who = identity()
    became = at_once(office, [(who, each.secret) for each in (link, other)])
    assert len([each for each in became if isinstance(each, UUID)]) == 1
    assert became.count(Check.INVITATION) == 1
    states = sorted(each.state for each in read_accounts(work_of(CLERK), SLUG).lines)
    assert states == ["taken-up", "waiting"]  # the refused one serves still
