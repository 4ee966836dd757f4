"""An attack on what lapses: a partner's confidence is no exemption, and no review ends it alone."""

import pytest

from portal.policy import Classification
from portal.records.tables import Restriction, RestrictionState, ReviewOutcome
from portal.services.reviewing.deciding import Decision, Unanswered, decide
from tests.support.furnishing import MONITORING_OFFICER
from tests.support.reviews import FRESH, TODAY, put_review, set_review

pytestmark = pytest.mark.slow


def test_only_an_exemption_lapses(office, work_of, general):
    set_review(office, general, TODAY)
    review = put_review(office, general)
    work = work_of(MONITORING_OFFICER)
    work.session.get_one(Restriction, general).classification = Classification.PART
    work.session.commit()
    lapsed = Decision(outcome=ReviewOutcome.LAPSED, reason=FRESH, words="It is over.")
    with pytest.raises(Unanswered, match="Only an exemption lapses"):
        decide(work_of(MONITORING_OFFICER), review, lapsed)
    kept = work_of(MONITORING_OFFICER).session.get_one(Restriction, general)
    assert kept.state is not RestrictionState.LAPSED
