"""What a link does to what people hold: nothing is lost, and no interest is shed by it (T19)."""

from uuid import uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.errors import Refused
from portal.policy import Office
from portal.records.tables import (
    AskState,
    Declaration,
    EmergencyKey,
    Interest,
    Invitation,
    NeedToKnow,
    Permission,
    Person,
    Seat,
)
from portal.services.access import identity_links, interests
from tests.services.access.conftest import DAY, PROPER_OFFICER, TODAY, hold
from tests.services.access.newcomers import asked_about, come_anew, let_in, link_of, person_of
from tests.support.furnishing import (
    BOARD,
    CLERK,
    CLOSED_ITEM,
    COUNCIL,
    MEMBER,
    MONITORING_OFFICER,
    NEXT_CLOSED_ITEM,
    NOW,
    OPEN_ITEM,
)

pytestmark = pytest.mark.slow


@pytest.fixture
def newcomer(work_of, furnished):
    assert furnished
    return come_anew(work_of)


@pytest.fixture
def asked(work_of, newcomer):
    return asked_about(work_of, newcomer[2])


def grant(work_of, asked):
    identity_links.approve(work_of(MONITORING_OFFICER), asked)
    return identity_links.approve(work_of(PROPER_OFFICER), asked)


def conflicted(work_of, person=MEMBER):
    work = work_of(person)
    found = set(work.scope.conflicted)
    work.session.close()
    return found


def test_an_interest_under_the_new_account_is_one_under_the_old(work_of, newcomer, asked):
    new = newcomer[0]
    for item, who in ((OPEN_ITEM, new), (CLOSED_ITEM, new), (NEXT_CLOSED_ITEM, MEMBER)):
        interests.impose(work_of(MONITORING_OFFICER), item, who, "A sister runs the firm.")
    assert conflicted(work_of) == {NEXT_CLOSED_ITEM}

    assert grant(work_of, asked)

    assert conflicted(work_of) == {OPEN_ITEM, CLOSED_ITEM, NEXT_CLOSED_ITEM}
    with Session(work_of(CLERK).session.get_bind()) as session:
        rows = session.scalars(select(Declaration).where(Declaration.person_id == new)).all()
        assert len(rows) == 2  # the first of each is kept, with its nature
        carried = session.scalars(
            select(Declaration).where(
                Declaration.person_id == MEMBER, Declaration.item_id == OPEN_ITEM
            )
        ).one()
    assert carried.kind is Interest.IMPOSED
    told = interests.open_nature(work_of(MONITORING_OFFICER), carried.id)
    assert "another account of the same person" in told
    assert interests.open_nature(work_of(MONITORING_OFFICER), rows[0].id).startswith("A sister")


def test_an_interest_lifted_under_the_old_account_counts_again(work_of, newcomer, asked):
    work = work_of(MONITORING_OFFICER)
    lifted = interests.impose(work, OPEN_ITEM, MEMBER, "An old matter.")
    interests.lift(work_of(MONITORING_OFFICER), lifted)
    interests.impose(work_of(MONITORING_OFFICER), OPEN_ITEM, newcomer[0], "A new matter.")
    gone = interests.impose(work_of(MONITORING_OFFICER), CLOSED_ITEM, newcomer[0], "Over.")
    interests.lift(work_of(MONITORING_OFFICER), gone)
    assert conflicted(work_of) == set()

    assert grant(work_of, asked)

    assert conflicted(work_of) == {OPEN_ITEM}


def give(work, what, person, furnished):
    """Let somebody hold one thing that counts."""
    of = {"person_id": person}
    term = {"from_on": TODAY + DAY, "until_on": TODAY + 2 * DAY}
    general = furnished.compartments["general"]
    rows = {
        "seat to come": lambda: Seat(body_id=BOARD, organisation_id=COUNCIL, **of, **term),
        "office": lambda: None,
        "permission": lambda: Permission(
            compartment_id=general,
            purpose="A task",
            approved_by_id=CLERK,
            second_approved_by_id=MONITORING_OFFICER,
            **of,
            **term,
        ),
        "need": lambda: NeedToKnow(
            item_id=CLOSED_ITEM,
            compartment_id=general,
            sealed_reason=b"sealed",
            asked_at=NOW,
            state=AskState.GRANTED,
            decided_by_id=MONITORING_OFFICER,
            decided_at=NOW,
            **of,
            **term,
        ),
        "invitation": lambda: Invitation(item_id=CLOSED_ITEM, until_on=TODAY, **of),
        "hardware key": lambda: EmergencyKey(
            label="A key",
            credential_id=uuid4().bytes,
            public_key=b"key",
            enrolled_at=NOW,
            **of,
        ),
    }
    if what == "office":
        hold(work, person, Office.CLERK, BOARD)
        return
    work.session.add(rows[what]())
    work.session.commit()


@pytest.mark.parametrize(
    "what", ["seat to come", "office", "permission", "need", "invitation", "hardware key"]
)
def test_nothing_that_counts_is_lost_by_a_link(work_of, newcomer, asked, furnished, what):
    new, who, invitation = newcomer
    identity_links.approve(work_of(MONITORING_OFFICER), asked)
    give(work_of(CLERK), what, new, furnished)

    with pytest.raises(Refused, match="end that first"):
        identity_links.approve(work_of(PROPER_OFFICER), asked)

    assert let_in(work_of(None), who) == new  # nothing has changed
    assert link_of(work_of(None), asked).second_approved_by_id is None
    assert person_of(work_of(None), new).closed_at is None
    identity_links.refuse(work_of(PROPER_OFFICER), asked)
    with pytest.raises(Refused, match="end that first"):
        asked_about(work_of, invitation)


def test_what_has_ended_stands_in_nobodys_way(work_of, newcomer, asked):
    work = work_of(CLERK)
    hold(work, newcomer[0], Office.CLERK, BOARD, until_on=TODAY - DAY)
    assert grant(work_of, asked)


@pytest.mark.parametrize("which", ["known", "newcomer"])
@pytest.mark.parametrize("how", ["closed", "suspended"])
def test_nobody_comes_in_by_a_link_who_is_shut_out(work_of, newcomer, asked, which, how):
    new, who, _ = newcomer
    identity_links.approve(work_of(MONITORING_OFFICER), asked)
    work = work_of(CLERK)
    person = work.session.get_one(Person, MEMBER if which == "known" else new)
    setattr(person, f"{how}_at", NOW)
    work.session.commit()

    with pytest.raises(Refused, match=how):
        identity_links.approve(work_of(PROPER_OFFICER), asked)

    assert person_of(work_of(None), new).object_id == str(who.object_id)
    assert person_of(work_of(None), MEMBER).object_id != str(who.object_id)


def test_an_identity_that_changed_meanwhile_is_not_linked(work_of, newcomer, asked):
    work = work_of(CLERK)
    work.session.get_one(Person, newcomer[0]).object_id = str(uuid4())
    work.session.commit()
    with pytest.raises(Refused, match="changed since"):
        grant(work_of, asked)
