"""What was closed by a label alone gets its ground: by a decision, where the public was told."""

import pytest
from sqlalchemy import func, select

from portal.errors import Refused
from portal.policy import Classification
from portal.policy.restrictions import Covers, Terms
from portal.records.tables import AgendaItem, RestrictionState, WithheldNotice
from portal.services import register_reason
from portal.services.restricting import PublicFace, decide_restriction, propose_restriction
from tests.policy.terms_made import REVIEW
from tests.support.databases import KINDS
from tests.support.furnishing import (
    CLERK,
    LABEL_ONLY_ITEM,
    MONITORING_OFFICER,
    OPEN_ITEM,
    PENDING_NOTICE,
)

FACE = PublicFace(heading="A statutory review", balance="It was weighed.")
WHOLE_ITEM = Terms(**REVIEW | {"covers": frozenset({Covers.TITLE, Covers.TEXT, Covers.MINUTES})})


@pytest.fixture
def database_kind(request):
    return getattr(request, "param", "sqlite")


@pytest.mark.parametrize("database_kind", KINDS, indirect=True)
def test_what_a_label_closed_hangs_under_the_ground_that_is_decided(work_of, furnished):
    work = work_of(CLERK)
    dhr = furnished.compartments["dhr"]
    proposed = propose_restriction(work, LABEL_ONLY_ITEM, dhr, WHOLE_ITEM, FACE)
    work.commit()
    waiting = work_of(CLERK).session.get_one(AgendaItem, LABEL_ONLY_ITEM)
    assert waiting.restriction_id is None
    work = work_of(MONITORING_OFFICER)
    decide_restriction(work, proposed, office="Monitoring officer")
    work.commit()
    bound = work_of(None).session.get_one(AgendaItem, LABEL_ONLY_ITEM)
    assert (bound.restriction_id, bound.classification) == (proposed, Classification.REV)
    assert (bound.heading, bound.sealed is None) == ("", False)


def test_the_notice_that_waited_tells_the_ground_at_its_own_address(work_of, furnished):
    work = work_of(CLERK)
    before = work.session.scalar(select(func.count()).select_from(WithheldNotice))
    propose_restriction(work, LABEL_ONLY_ITEM, furnished.compartments["dhr"], WHOLE_ITEM, FACE)
    work.commit()
    work = work_of(None)
    assert work.session.scalar(select(func.count()).select_from(WithheldNotice)) == before
    page = register_reason.read_reason(work, PENDING_NOTICE)
    assert not page.notice.pending
    assert page.notice.state is RestrictionState.PROPOSED
    assert (page.notice.heading, page.notice.words.ground) == (
        "A statutory review",
        "Schedule 12A, paragraphs 1 and 2",
    )


def test_what_waits_is_not_bound_from_another_compartment(work_of, furnished):
    work = work_of(CLERK)
    with pytest.raises(Refused, match="waits here for its ground"):
        propose_restriction(
            work, LABEL_ONLY_ITEM, furnished.compartments["prevent"], WHOLE_ITEM, FACE
        )


def test_an_open_item_that_waits_for_nothing_gets_a_notice_of_its_own(work_of, furnished):
    work = work_of(CLERK)
    exempt = {"classification": Classification.EX, "covers": frozenset({Covers.PAPERS})}
    before = work.session.scalar(select(func.count()).select_from(WithheldNotice))
    propose_restriction(
        work, OPEN_ITEM, furnished.compartments["general"], Terms(**REVIEW | exempt), FACE
    )
    work.commit()
    assert work.session.scalar(select(func.count()).select_from(WithheldNotice)) == before + 1
