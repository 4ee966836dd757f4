"""Process tests Q20, Q52 and Q55: placeholders, a change of rules from a date, every attempt."""

from datetime import date, timedelta

import pytest

from portal.audit import Verb
from portal.errors import NotFound
from portal.policy import Classification, Jurisdiction, Regime
from portal.policy.restrictions import Balance, Covers, Terms
from portal.records.tables import BodyRegime
from portal.services import agendas, items, restricted_papers
from portal.services.restricting import PublicFace, resolve_restriction
from portal.services.submitting import Submission, submit_paper
from tests.services.access.conftest import COUNCILLOR, PROPER_OFFICER, TODAY
from tests.support.furnishing import BOARD, CANARY, CLOSED_PAPER, MEMBER, NOW, STRANGER

pytestmark = pytest.mark.slow

HEADING = "Award of a contract"
CLEAR = "A report that anybody may read"
SWITCH_ON = TODAY + timedelta(days=40)


def put_on_an_agenda(work, furnished, days):
    """Publish an agenda that has an item with an open report and an exempt appendix."""
    meeting = agendas.call_meeting(work, BOARD, starts_at=NOW + timedelta(days=days))
    item = agendas.add_item(work, meeting, number="3", heading=HEADING)
    submit_paper(work, item, Submission(title=CLEAR, text="What it would cost in all."))
    terms = Terms(
        classification=Classification.EX,
        scheme="ENG-12A",
        paragraphs=("3",),
        covers=frozenset({Covers.PAPERS}),
        public_reason="It is about the business affairs of a bidder.",
        balance=Balance(
            for_publishing="Money is spent.",
            against_publishing="The bidder would be harmed.",
            conclusion="Closed for now.",
        ),
        decided_by="Hal Winterbourne",
        decided_office="Proper officer",
        decided_on=TODAY,
        review_on=date(2026, 9, 1),
        challenge="Write to the clerk.",
    )
    face = PublicFace(heading=HEADING, balance="Both sides were weighed.")
    general = furnished.compartments["general"]
    restriction = resolve_restriction(work, item, general, terms, face)
    appendix = submit_paper(
        work,
        item,
        Submission(title=f"{CANARY} appendix of nine pages", text=f"{CANARY} prices"),
        restriction=restriction,
    )
    agendas.publish_agenda(work, meeting)
    work.commit()
    return meeting, item, appendix


def test_q20_the_report_is_read_and_the_appendix_is_a_placeholder_with_its_paragraph(
    work_of, furnished
):
    meeting, item, _ = put_on_an_agenda(work_of(PROPER_OFFICER), furnished, 10)
    page = items.read_item(work_of(None), meeting, item)
    assert [paper.title for paper in page.line.papers] == [CLEAR]
    (notice,) = page.line.withheld
    assert "paragraph 3" in notice.words.ground
    assert CANARY not in repr(page)
    assert "nine pages" not in repr(page)


def test_q52_only_meetings_from_the_day_of_the_switch_give_the_new_rights(work_of, furnished):
    work = work_of(PROPER_OFFICER)
    work.session.add(
        BodyRegime(
            body_id=BOARD,
            regime=Regime.PART_VA,
            jurisdiction=Jurisdiction.ENG,
            from_on=SWITCH_ON,
        )
    )
    work.session.flush()
    *_, before = put_on_an_agenda(work, furnished, 39)
    *_, after = put_on_an_agenda(work, furnished, 40)

    assert restricted_papers.read_paper(work_of(COUNCILLOR), after)
    with pytest.raises(NotFound):
        restricted_papers.read_paper(work_of(COUNCILLOR), before)
    for paper in (before, after):  # nobody who had a right before has lost it
        assert restricted_papers.read_paper(work_of(MEMBER), paper)


@pytest.mark.parametrize("reader", [MEMBER, STRANGER], ids=["allowed", "refused"])
def test_q55_every_attempt_to_read_is_in_the_log_with_its_rule(work_of, reader):
    work = work_of(reader)
    try:
        restricted_papers.read_paper(work, CLOSED_PAPER)
        verb = Verb.PAPER_OPENED
    except NotFound:
        verb = Verb.READ_DENIED
    assert verb is (Verb.PAPER_OPENED if reader == MEMBER else Verb.READ_DENIED)
    lines = work.journal.lines_of(work.actor)
    (line,) = [each for each in lines if each.entry.verb is verb]
    assert (line.entry.actor, line.entry.moment) == (work.actor, NOW)
    assert str(CLOSED_PAPER) in line.entry.objects
    assert line.entry.detail["rule"]
