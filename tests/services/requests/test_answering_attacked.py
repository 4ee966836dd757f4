"""Attacks on the public words of an answer: whoever asked is named in none of them."""

from dataclasses import replace

import pytest

from portal.records.tables import PaperRequest, RequestOutcome
from portal.services.requests_answering import Answer, AnswerRefused, answer_request
from tests.services.requests.conftest import NAME
from tests.support.furnishing import CLERK

pytestmark = pytest.mark.slow

ANSWER = Answer(
    outcome=RequestOutcome.REFUSED,
    asked_for="The evaluation of the tenders",
    answer="The figures would harm the next tender.",
    sections="43(2)",
    analysis="The market is small: three bidders.",
)


@pytest.mark.parametrize("where", ["asked_for", "answer", "sections"])
def test_no_public_field_of_an_answer_names_who_asked(work_of, asked, where):
    told = replace(ANSWER, **{where: f"40(2) {NAME}"})
    with pytest.raises(AnswerRefused) as refused:
        answer_request(work_of(CLERK), asked, told)
    assert refused.value.field == where
    kept = work_of(CLERK).session.get_one(PaperRequest, asked)
    assert NAME not in f"{kept.asked_for} {kept.answer} {kept.relied_on}"
