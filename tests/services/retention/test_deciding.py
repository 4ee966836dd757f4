"""Whatever is tried, a disposal takes three people, and goes by the rules and holds of the day."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from portal.errors import NotFound, NotPermitted, Refused
from portal.policy import Office
from portal.records.tables import (
    AskState,
    Body,
    Disposal,
    DisposalState,
    DisposedPaper,
    IdentityLink,
    Paper,
    PaperKind,
)
from portal.services.retention import deciding, holds
from portal.services.retention.carrying_out import carry_out
from portal.services.retention.due import due_papers
from portal.services.retention.rules import NewRule, set_rule
from tests.services.access.conftest import COUNCILLOR, PROPER_OFFICER, hold
from tests.support.furnishing import (
    ADMINISTRATOR,
    AUDITOR,
    BOARD,
    CLERK,
    CLOSED_PAPER,
    HIDDEN_PAPER,
    MEMBER,
    MONITORING_OFFICER,
    NOW,
    OPEN_PAPER,
    SENSITIVE_PAPER,
    SLUG,
    STRANGER,
    named,
)

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("over")]
DAY = timedelta(days=1)


@pytest.fixture
def general(furnished):
    return furnished.compartments["general"]


def there(work_of, paper=CLOSED_PAPER) -> bool:
    return work_of(None).session.get_one(Paper, paper).disposed_at is None


def test_the_day_before_nothing_is_due_and_on_the_day_it_is(work_of, clock, general):
    clock.at -= DAY
    work = work_of(CLERK)
    assert due_papers(work, BOARD, work.today) == []
    with pytest.raises(Refused, match="not due"):
        deciding.ask(work, SLUG, general, [CLOSED_PAPER], "Over.")
    clock.at += DAY
    work = work_of(CLERK)
    assert {each.id for each in due_papers(work, BOARD, work.today)} == {
        OPEN_PAPER,
        CLOSED_PAPER,
        HIDDEN_PAPER,
        SENSITIVE_PAPER,
    }


@pytest.mark.parametrize("person", [MEMBER, STRANGER, AUDITOR, ADMINISTRATOR, COUNCILLOR, None])
def test_who_holds_no_such_office_learns_of_nothing(work_of, asked, general, person):
    for act in (
        lambda work: deciding.ask(work, SLUG, general, [HIDDEN_PAPER], "Over."),
        lambda work: deciding.approve(work, asked),
        lambda work: deciding.refuse(work, asked, "No."),
        lambda work: holds.place(work, SLUG, "", "An inquiry."),
        lambda work: set_rule(
            work, SLUG, NewRule(kind=PaperKind.REPORT, closed=True, years=1, source="x")
        ),
    ):
        with pytest.raises(NotFound):
            act(work_of(person))


def test_an_officer_of_another_body_learns_of_nothing(work_of, asked):
    work = work_of(MONITORING_OFFICER)
    other = Body(id=uuid4(), slug="fells", name="The Fells board")
    work.session.add(other)
    work.session.commit()
    hold(work, STRANGER, Office.PROPER_OFFICER, other.id)
    with pytest.raises(NotFound):
        deciding.approve(work_of(STRANGER), asked)


def test_whoever_asked_approves_nothing_of_it(work_of, general):
    asked = deciding.ask(work_of(PROPER_OFFICER), SLUG, general, [CLOSED_PAPER], "Over.")
    with pytest.raises(NotPermitted):
        deciding.approve(work_of(PROPER_OFFICER), asked)


def test_nobody_approves_twice(work_of, asked):
    assert deciding.approve(work_of(MONITORING_OFFICER), asked) is False
    with pytest.raises(NotPermitted):
        deciding.approve(work_of(MONITORING_OFFICER), asked)
    assert there(work_of)


@pytest.mark.parametrize("pair", [(CLERK, STRANGER), (MONITORING_OFFICER, STRANGER)])
@pytest.mark.parametrize("state", [AskState.ASKED, AskState.GRANTED])
def test_a_guest_account_of_whoever_asked_or_approved_counts_as_the_same(  # noqa: PLR0913, PLR0917 -- what there is
    work_of, asked, pair, state, clock, record_engine
):
    hold(work_of(CLERK), STRANGER, Office.PROPER_OFFICER, BOARD)
    with Session(record_engine) as session:
        approved = state is AskState.GRANTED
        link = IdentityLink(
            id=uuid4(),
            person_id=pair[0],
            newcomer_id=pair[1],
            tenant_id="t",
            object_id="o",
            subject="s",
            guest=True,
            state=state,
            asked_by_id=CLERK,
            asked_at=clock(),
            first_approved_by_id=AUDITOR if approved else None,  # whoever: they are not asked again
            second_approved_by_id=PROPER_OFFICER if approved else None,
        )
        session.add(link)
        session.commit()
    deciding.approve(work_of(MONITORING_OFFICER), asked)
    with pytest.raises(NotPermitted):
        deciding.approve(work_of(STRANGER), asked)
    assert there(work_of)


def test_a_first_approver_who_lost_the_office_does_not_count(work_of, asked):
    work = work_of(CLERK)
    deciding.approve(work_of(PROPER_OFFICER), asked)
    work = work_of(CLERK)
    row = work.session.get_one(Disposal, asked)
    row.first_approved_by_id = COUNCILLOR
    work.session.commit()
    with pytest.raises(Refused, match="no longer holds"):
        deciding.approve(work_of(MONITORING_OFFICER), asked)


@pytest.mark.parametrize(
    ("papers", "reason", "says"),
    [
        ([], "Over.", "Choose what"),
        ([CLOSED_PAPER], "", "Say why"),
        ([OPEN_PAPER], "Over.", "not due"),  # it lies openly
        ([SENSITIVE_PAPER], "Over.", "not due"),  # in another compartment
        ([CLOSED_PAPER, named("nothing")], "Over.", "not due"),
    ],
)
def test_what_does_not_fit_is_refused_in_words(work_of, general, papers, reason, says):
    with pytest.raises(Refused, match=says):
        deciding.ask(work_of(CLERK), SLUG, general, papers, reason)


def test_what_waits_already_is_not_asked_for_twice_until_it_lapses(work_of, asked, general, clock):
    with pytest.raises(Refused, match="asked for already"):
        deciding.ask(work_of(CLERK), SLUG, general, [CLOSED_PAPER], "Over.")
    clock.at += 31 * DAY
    with pytest.raises(Refused, match="too long ago"):
        deciding.approve(work_of(MONITORING_OFFICER), asked)
    assert deciding.ask(work_of(CLERK), SLUG, general, [CLOSED_PAPER], "Over.")


def test_a_refusal_keeps_the_papers_even_after_both_approved(work_of, approved, operator):
    with pytest.raises(Refused, match="why"):
        deciding.refuse(work_of(MONITORING_OFFICER), approved, "")
    deciding.refuse(work_of(MONITORING_OFFICER), approved, "An inquiry has been announced.")
    with pytest.raises(Refused, match="not approved"):
        carry_out(operator(), approved)
    with pytest.raises(Refused, match="decided already"):
        deciding.approve(work_of(PROPER_OFFICER), approved)
    assert there(work_of)


def test_a_longer_rule_between_approval_and_execution_stops_it(work_of, approved, operator):
    longer = NewRule(kind=PaperKind.REPORT, closed=True, years=7, source="Schedule 5")
    set_rule(work_of(CLERK), SLUG, longer)
    with pytest.raises(Refused, match="not due"):
        carry_out(operator(), approved)
    assert there(work_of)


def test_a_row_in_the_record_that_the_log_knows_nothing_of_disposes_of_nothing(
    work_of, general, operator, record_engine
):
    """Somebody who writes into the record forges all three signatures."""
    with Session(record_engine) as session:
        forged = Disposal(
            id=uuid4(),
            body_id=BOARD,
            compartment_id=general,
            reason="x",
            state=DisposalState.APPROVED,
            asked_by_id=CLERK,
            asked_at=NOW,
            first_approved_by_id=MONITORING_OFFICER,
            second_approved_by_id=PROPER_OFFICER,
        )
        session.add(forged)
        session.flush()
        session.add(
            DisposedPaper(
                disposal_id=forged.id,
                paper_id=CLOSED_PAPER,
                kind=PaperKind.REPORT,
                years=6,
                source="x",
                due_on=date(2032, 2, 18),
            )
        )
        session.commit()
        identifier = forged.id
    with pytest.raises(Refused, match="log does not say"):
        carry_out(operator(), identifier)
    assert there(work_of)


def test_a_paper_slipped_into_an_approved_disposal_stops_it(
    work_of, approved, operator, record_engine
):
    with Session(record_engine) as session:
        session.add(
            DisposedPaper(
                disposal_id=approved,
                paper_id=HIDDEN_PAPER,
                kind=PaperKind.REPORT,
                years=6,
                source="x",
                due_on=date(2032, 2, 18),
            )
        )
        session.commit()
    with pytest.raises(Refused, match="log does not say"):
        carry_out(operator(), approved)
    assert there(work_of)
    assert there(work_of, HIDDEN_PAPER)


def test_the_database_itself_refuses_an_approval_by_the_asker(asked, record_engine):
    with Session(record_engine) as session, pytest.raises(Exception, match="not_by_the_asker"):
        session.execute(
            update(Disposal).where(Disposal.id == asked).values(first_approved_by_id=CLERK)
        )
