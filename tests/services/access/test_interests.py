"""Interests: what they close, who lifts them, and what a dispensation gives back."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select

from portal.errors import NotFound, NotPermitted, Refused
from portal.policy import Regime, Role, Stage
from portal.records.tables import AgendaItem, Declaration, Interest, Meeting, Restriction, Seat
from portal.services import restricted_files, restricted_papers
from portal.services.access import dispensations, interests
from portal.services.access.interest_effects import effect_of
from portal.services.opening import ClosedToYou
from tests.services.access.conftest import COUNCILLOR, DAY, TODAY, with_file
from tests.support.furnishing import (
    BOARD,
    CANARY,
    CLERK,
    CLOSED_ITEM,
    CLOSED_PAPER,
    CONFLICTED,
    HELD,
    HIDDEN_ITEM,
    HIDDEN_PAPER,
    MEMBER,
    MIXED_ITEM,
    MONITORING_OFFICER,
    STRANGER,
    touch,
)

pytestmark = pytest.mark.slow


def declare(work_of, person=MEMBER, item=CLOSED_ITEM):
    return interests.declare(
        work_of(person), item, Interest.PECUNIARY, f"My {CANARY} business", will_leave=True
    )


def opens(work_of, person, paper):
    try:
        return bool(restricted_papers.read_paper(work_of(person), paper))
    except NotFound:
        return False


def test_q27_a_declared_interest_closes_that_item_and_no_other(work_of):
    effect = effect_of(work_of(MEMBER), CLOSED_ITEM)
    assert CANARY in "".join(each.title for each in effect.closes)
    assert not effect.stays
    declare(work_of)
    assert not opens(work_of, MEMBER, CLOSED_PAPER)
    assert opens(work_of, MEMBER, HIDDEN_PAPER), "of another item"
    with pytest.raises(ClosedToYou) as closed:
        restricted_papers.read_paper(work_of(MEMBER), CLOSED_PAPER)
    assert closed.value.ending.because == "interest_recorded"


def test_t12_what_the_law_gives_stays_and_is_shown_to_stay(work_of, furnished):
    work = work_of(CLERK)
    touch(work.session, Meeting, HELD, regime=Regime.PART_VA)
    general = furnished.restrictions["general"]
    touch(work.session, Restriction, general, member_right=True)
    work.session.add(
        Seat(body_id=BOARD, person_id=COUNCILLOR, role=Role.COUNCILLOR, from_on=TODAY - DAY)
    )
    touch(work.session, AgendaItem, CLOSED_ITEM, stage=Stage.ISSUED_PRE)
    work.session.commit()
    effect = effect_of(work_of(COUNCILLOR), CLOSED_ITEM)
    assert effect.stays
    assert {each.title for each in effect.stays} & {
        each.title for each in effect.touched if each.what == "Paper"
    }
    declare(work_of, COUNCILLOR)
    assert opens(work_of, COUNCILLOR, CLOSED_PAPER)


def test_q28_a_dispensation_opens_again_and_the_entry_names_it(work_of, clock):
    declared = declare(work_of)
    given = dispensations.grant(
        work_of(MONITORING_OFFICER),
        declared,
        "Without them the board has no quorum.",
        TODAY,
        TODAY + DAY,
    )
    assert opens(work_of, MEMBER, CLOSED_PAPER)
    work = work_of(MEMBER)
    entry = work.journal.lines_of(work.actor)[0].entry
    assert str(given) in entry.objects
    clock.move(timedelta(days=2))
    assert not opens(work_of, MEMBER, CLOSED_PAPER)


def test_a_dispensation_can_be_ended_before_its_day(work_of):
    declared = declare(work_of)
    told = ("The public reason.", TODAY, TODAY + DAY)
    dispensations.grant(work_of(MONITORING_OFFICER), declared, *told)
    with pytest.raises(Refused, match="runs already"):
        dispensations.grant(work_of(MONITORING_OFFICER), declared, *told)
    dispensations.end(work_of(MONITORING_OFFICER), declared)
    assert not opens(work_of, MEMBER, CLOSED_PAPER)
    with pytest.raises(Refused, match="No dispensation"):
        dispensations.end(work_of(MONITORING_OFFICER), declared)


@pytest.mark.parametrize(
    ("reason", "start", "end"),
    [("", TODAY, TODAY), ("Why", None, TODAY), ("Why", TODAY, None), ("Why", TODAY, TODAY - DAY)],
)
def test_a_dispensation_that_does_not_fit_is_refused(work_of, reason, start, end):
    declared = declare(work_of)
    with pytest.raises(Refused):
        dispensations.grant(work_of(MONITORING_OFFICER), declared, reason, start, end)


def test_an_interest_declared_during_a_download_closes_the_next_range(work_of):
    version = with_file(work_of(CLERK), [b"%PDF-1.7", b"x" * 40_000])
    found = restricted_files.find_file(work_of(MEMBER), CLOSED_PAPER, version)
    under_way = found.read(work_of(MEMBER), 0, found.size)
    first = next(under_way)
    declare(work_of)
    assert first
    list(under_way)
    with pytest.raises(NotFound):
        restricted_files.find_file(work_of(MEMBER), CLOSED_PAPER, version)


def test_nobody_lifts_their_own_and_a_member_lifts_nothing(work_of):
    declared = declare(work_of)
    for person in (MEMBER, STRANGER, CLERK, CONFLICTED):
        with pytest.raises(NotFound):
            interests.lift(work_of(person), declared)
    interests.lift(work_of(MONITORING_OFFICER), declared)
    assert opens(work_of, MEMBER, CLOSED_PAPER)
    with pytest.raises(Refused, match="already"):
        interests.lift(work_of(MONITORING_OFFICER), declared)
    again = declare(work_of)
    assert again == declared
    assert not opens(work_of, MEMBER, CLOSED_PAPER)


def test_an_officers_own_interest_is_for_another_officer(work_of):
    declared = declare(work_of, MONITORING_OFFICER)
    with pytest.raises(NotPermitted):
        interests.lift(work_of(MONITORING_OFFICER), declared)
    with pytest.raises(NotPermitted):
        dispensations.grant(work_of(MONITORING_OFFICER), declared, "Why", TODAY, TODAY)


@pytest.mark.parametrize("person", [CONFLICTED, MONITORING_OFFICER, CLERK])
def test_the_chair_and_officers_impose_an_interest(work_of, person):
    interests.impose(work_of(person), MIXED_ITEM, MEMBER, "Their firm has the contract.")
    assert not opens(work_of, MEMBER, HIDDEN_PAPER)
    (line,) = interests.interests_of(work_of(MEMBER), MEMBER)
    assert (line.imposed, line.kind) == (True, Interest.IMPOSED)


@pytest.mark.parametrize("person", [MEMBER, STRANGER])
def test_nobody_else_imposes_one(work_of, person):
    with pytest.raises(NotFound):
        interests.impose(work_of(person), MIXED_ITEM, CONFLICTED, "Because.")


@pytest.mark.parametrize(
    ("kind", "nature", "leaves", "says"),
    [
        ("", "It", True, "what kind"),
        (Interest.IMPOSED, "It", True, "what kind"),
        (Interest.OTHER, "", True, "what the interest is"),
        (Interest.OTHER, "It", None, "leave the room"),
    ],
)
def test_what_is_missing_is_asked_for(work_of, kind, nature, leaves, says):
    with pytest.raises(Refused, match=says):
        interests.declare(work_of(MEMBER), CLOSED_ITEM, kind, nature, will_leave=leaves)
    assert opens(work_of, MEMBER, CLOSED_PAPER)


def test_one_interest_in_one_item(work_of):
    declare(work_of)
    with pytest.raises(Refused, match="recorded already"):
        declare(work_of)


def test_an_item_nobody_told_them_of_is_absent(work_of):
    for item in (HIDDEN_ITEM, uuid4()):
        for act in (effect_of, lambda work, item: declare(lambda _: work, STRANGER, item)):
            with pytest.raises(NotFound):
                act(work_of(STRANGER), item)


def test_the_nature_is_sealed_and_opened_to_officers_alone(work_of):
    declared = declare(work_of)
    session = work_of(None).session
    row = session.scalars(select(Declaration).where(Declaration.id == declared)).one()
    assert row.nature == ""
    assert row.sealed_nature is not None
    assert CANARY.encode() not in row.sealed_nature
    assert CANARY in interests.open_nature(work_of(MONITORING_OFFICER), declared)
    for person in (MEMBER, STRANGER, CONFLICTED):
        with pytest.raises(NotFound):
            interests.open_nature(work_of(person), declared)
