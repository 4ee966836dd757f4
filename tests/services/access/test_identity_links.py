"""An account becomes a known person's by two approvers, none of whom is anybody it is about."""

from uuid import uuid4

import pytest

from portal.audit import Verb
from portal.errors import NotFound, NotPermitted, PortalError, Refused
from portal.policy import Office
from portal.records.tables import AskState, Body, IdentityLink, OfficeHolding, Person
from portal.services.access import break_glass, identity_links, permissions
from portal.services.access.identity_link_lists import read_links
from portal.services.access.permission_lists import read_permissions
from portal.services.sign_in.kinds import LAPSES_AFTER
from portal.services.sign_in.refusals import Check, SignInRefused
from tests.services.access.conftest import COUNCILLOR, DAY, PROPER_OFFICER, TODAY, hold
from tests.services.access.newcomers import (
    asked_about,
    come_anew,
    is_live,
    known_by,
    let_in,
    link_of,
    person_of,
    signed_in,
    why_ended,
)
from tests.support.databases import KINDS
from tests.support.furnishing import (
    ADMINISTRATOR,
    AUDITOR,
    BOARD,
    CLERK,
    CLOSED_ITEM,
    GUEST,
    MEMBER,
    MONITORING_OFFICER,
    STRANGER,
)

pytestmark = pytest.mark.slow
on_one_kind = pytest.mark.parametrize("database_kind", KINDS[:1], indirect=True)


@pytest.fixture
def newcomer(work_of, furnished):
    assert furnished
    return come_anew(work_of)


@pytest.fixture
def asked(work_of, newcomer):
    return asked_about(work_of, newcomer[2])


def test_two_others_make_the_account_the_known_persons(work_of, newcomer, asked):
    new, who, _ = newcomer
    of_old = known_by(work_of(None), MEMBER)
    tokens = [signed_in(work_of(None), each) for each in (new, MEMBER)]
    assert let_in(work_of(None), who) == new

    assert identity_links.approve(work_of(MONITORING_OFFICER), asked) is False
    assert let_in(work_of(None), who) == new
    assert identity_links.approve(work_of(PROPER_OFFICER), asked) is True

    assert let_in(work_of(None), who) == MEMBER
    with pytest.raises(SignInRefused) as forgotten:
        let_in(work_of(None), of_old)
    assert forgotten.value.check is Check.PERSON
    for token in tokens:
        assert not is_live(work_of(None), token)
        assert why_ended(work_of(None), token) == "revoked"
    closed, known = person_of(work_of(None), new), person_of(work_of(None), MEMBER)
    assert closed.closed_at is not None
    assert closed.object_id is closed.subject is None
    assert (known.object_id, known.subject, known.guest) == (
        str(who.object_id),
        who.subject,
        False,
    )
    work = work_of(PROPER_OFFICER)
    linked = next(
        each.entry
        for each in work.journal.lines_of(work.actor)
        if each.entry.verb is Verb.IDENTITY_LINKED
    )
    of = work.journal.pseudonyms.of_person
    assert linked.objects == (str(asked),)
    assert dict(linked.detail) == {
        "holder": of(MEMBER),
        "first_approver": of(MONITORING_OFFICER),
        "second_approver": of(PROPER_OFFICER),
    }
    (line,) = read_links(work).decided
    assert (line.known, line.newcomer, line.state) == (
        "Rowan Ashdown",
        "Rowan Ashdown (new)",
        "granted",
    )


def test_nobody_approves_twice(work_of, asked):
    identity_links.approve(work_of(MONITORING_OFFICER), asked)
    with pytest.raises(NotPermitted):
        identity_links.approve(work_of(MONITORING_OFFICER), asked)
    assert link_of(work_of(None), asked).state is AskState.ASKED


@on_one_kind
def test_whoever_asked_approves_nothing_of_it(work_of, newcomer):
    asked = asked_about(work_of, newcomer[2], by=PROPER_OFFICER)
    with pytest.raises(NotPermitted):
        identity_links.approve(work_of(PROPER_OFFICER), asked)


def test_neither_of_the_two_asks_approves_or_refuses(work_of, newcomer, asked):
    """Though both should come to be officers meanwhile."""
    work = work_of(CLERK)
    for each in (newcomer[0], MEMBER):
        hold(work, each, Office.PROPER_OFFICER)
        for act in (identity_links.approve, identity_links.refuse):
            with pytest.raises(NotPermitted):
                act(work_of(each), asked)
    for by, known in ((newcomer[0], GUEST), (MEMBER, MEMBER)):
        with pytest.raises(Refused):
            asked_about(work_of, newcomer[2], known, by)


def test_two_accounts_of_one_officer_are_not_two_approvers(work_of, newcomer, asked):
    """The officer's second account is said to be theirs, though nobody has granted that yet."""
    other, _, invitation = come_anew(work_of, "The officer's other account")
    also = asked_about(work_of, invitation, MONITORING_OFFICER)
    hold(work_of(CLERK), other, Office.PROPER_OFFICER)
    identity_links.approve(work_of(MONITORING_OFFICER), asked)
    with pytest.raises(NotPermitted):
        identity_links.approve(work_of(other), asked)
    with pytest.raises(NotPermitted):
        identity_links.approve(work_of(MONITORING_OFFICER), also)
    assert not {each.id for each in read_links(work_of(other)).to_decide} & {asked, also}
    assert newcomer


def test_two_accounts_of_one_officer_give_no_permission_and_break_no_glass(work_of, furnished):
    """By the first account and the second; once it is said that they are one person's."""
    other, _, invitation = come_anew(work_of, "The officer's other account")
    wanted = permissions.Wanted(
        person=GUEST,
        compartment=furnished.compartments["prevent"],
        purpose="Sits on the panel",
        until_on=TODAY + DAY,
    )
    permission = permissions.ask(work_of(CLERK), wanted)
    glass = break_glass.ask(work_of(ADMINISTRATOR), CLOSED_ITEM, "A flood.")
    permissions.approve(work_of(MONITORING_OFFICER), permission)
    break_glass.approve(work_of(MONITORING_OFFICER), glass)
    asked_about(work_of, invitation, MONITORING_OFFICER)
    hold(work_of(CLERK), other, Office.PROPER_OFFICER)

    with pytest.raises(NotPermitted):
        permissions.approve(work_of(other), permission)
    with pytest.raises(NotPermitted):
        break_glass.approve(work_of(other), glass)

    assert read_permissions(work_of(other)).to_approve == ()
    assert permissions.approve(work_of(PROPER_OFFICER), permission)
    assert break_glass.approve(work_of(PROPER_OFFICER), glass)


def test_a_first_approver_who_turns_out_to_be_the_newcomer_does_not_count(work_of, asked, newcomer):
    other, _, invitation = come_anew(work_of, "Somebody's other account")
    hold(work_of(CLERK), other, Office.PROPER_OFFICER)
    identity_links.approve(work_of(other), asked)
    work = work_of(CLERK)
    work.session.add(  # as no service lets it come about: the newcomer is in a question already
        IdentityLink(
            id=uuid4(),
            person_id=newcomer[0],
            newcomer_id=other,
            tenant_id="t",
            object_id="o",
            guest=False,
            asked_at=work.clock(),
        )
    )
    work.session.commit()
    with pytest.raises(Refused, match="counts no longer"):
        identity_links.approve(work_of(PROPER_OFFICER), asked)
    assert invitation


@on_one_kind
@pytest.mark.parametrize("person", [None, GUEST, STRANGER, AUDITOR, ADMINISTRATOR, COUNCILLOR])
def test_who_holds_no_such_office_learns_of_nothing(work_of, asked, person):
    for act in (identity_links.approve, identity_links.refuse):
        with pytest.raises(NotFound):
            act(work_of(person), asked)
        with pytest.raises(NotFound):
            act(work_of(person), uuid4())
    with pytest.raises(NotFound):
        read_links(work_of(person))


def test_an_approver_of_another_body_learns_of_nothing(work_of, asked):
    other = Body(id=uuid4(), slug="fells", name="The Fells board")
    work = work_of(CLERK)
    work.session.add(other)
    work.session.commit()
    hold(work, STRANGER, Office.PROPER_OFFICER, other.id)
    with pytest.raises(NotFound):
        identity_links.approve(work_of(STRANGER), asked)
    page = read_links(work_of(STRANGER))
    assert page.to_decide == page.waiting == page.decided == ()


def test_whoever_approves_minds_every_body_of_either(work_of, asked, newcomer):
    """A member of two boards is not made somebody else's by the officers of one."""
    other = Body(id=uuid4(), slug="fells", name="The Fells board")
    work = work_of(CLERK)
    work.session.add(other)
    work.session.commit()
    hold(work, STRANGER, Office.PROPER_OFFICER, BOARD)
    assert [each.id for each in read_links(work_of(STRANGER)).to_decide] == [asked]
    hold(work, MEMBER, Office.CLERK, other.id)
    with pytest.raises(NotFound):
        identity_links.approve(work_of(STRANGER), asked)
    assert identity_links.approve(work_of(PROPER_OFFICER), asked) is False  # minds every body
    assert newcomer


@pytest.mark.parametrize("how", ["left the office", "closed", "suspended"])
def test_a_first_approver_who_is_none_any_more_does_not_count(work_of, asked, how):
    work = work_of(CLERK)
    hold(work, STRANGER, Office.PROPER_OFFICER, BOARD, until_on=TODAY)
    identity_links.approve(work_of(STRANGER), asked)
    if how == "left the office":
        (held,) = work.session.query(OfficeHolding).filter_by(person_id=STRANGER)
        held.until_on = TODAY - DAY
    else:
        setattr(work.session.get_one(Person, STRANGER), f"{how}_at", work.clock())
    work.session.commit()
    with pytest.raises(Refused, match="counts no longer"):
        identity_links.approve(work_of(PROPER_OFFICER), asked)
    identity_links.refuse(work_of(PROPER_OFFICER), asked)
    assert link_of(work_of(None), asked).state is AskState.REFUSED


def test_what_is_decided_or_lapsed_is_not_decided_again(work_of, asked, newcomer, clock):
    identity_links.refuse(work_of(CLERK), asked)  # taken back by who asked
    for act in (identity_links.approve, identity_links.refuse):
        with pytest.raises(Refused, match="decided already"):
            act(work_of(PROPER_OFFICER), asked)
    again = asked_about(work_of, newcomer[2])
    clock.move(LAPSES_AFTER + DAY)
    with pytest.raises(Refused, match="too long ago"):
        identity_links.approve(work_of(PROPER_OFFICER), again)
    states = {each.state for each in read_links(work_of(PROPER_OFFICER)).decided}
    assert states == {"refused", "lapsed"}
    assert asked_about(work_of, newcomer[2])


def test_two_second_approvals_at_once_make_one_link(work_of, asked):
    hold(work_of(CLERK), STRANGER, Office.PROPER_OFFICER, BOARD)
    identity_links.approve(work_of(MONITORING_OFFICER), asked)
    one, other = work_of(PROPER_OFFICER), work_of(STRANGER)
    assert read_links(one).to_decide
    assert read_links(other).to_decide
    assert identity_links.approve(one, asked)
    with pytest.raises(PortalError):
        identity_links.approve(other, asked)


@on_one_kind
def test_what_does_not_fit_is_not_asked(work_of, newcomer, asked):
    _, _, invitation = newcomer
    with pytest.raises(Refused, match="open already"):
        asked_about(work_of, invitation, GUEST)
    identity_links.refuse(work_of(PROPER_OFFICER), asked)
    for known in (None, newcomer[0], uuid4()):
        with pytest.raises(Refused, match="Choose who they are"):
            asked_about(work_of, invitation, known)
    with pytest.raises(Refused, match="no account yet"):
        asked_about(work_of, invitation, COUNCILLOR)
    with pytest.raises(Refused, match="account of yours"):
        asked_about(work_of, invitation, CLERK)
    with pytest.raises(NotFound):
        asked_about(work_of, uuid4())
    with pytest.raises(NotFound):
        asked_about(work_of, invitation, by=STRANGER)
