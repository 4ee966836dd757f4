"""What stands on every copy of something withheld."""

import pytest

from portal.policy import Classification, Jurisdiction, Regime
from portal.services.copy_marking import copy_marking

EXEMPT = {
    "classification": Classification.EX,
    "scheme": "ENG-12A",
    "paragraphs": ("1", "7"),
    "regime": Regime.PART_VA,
}


@pytest.mark.parametrize("regime", Regime)
def test_q06_every_copy_says_not_for_publication_and_the_description(regime):
    said = copy_marking(**(EXEMPT | {"regime": regime}))
    assert said.startswith("Not for publication")
    assert "paragraphs 1 and 7" in said
    assert "action to prevent, investigate or prosecute crime" in said


def test_q07_a_confidential_copy_says_so_and_weighs_nothing():
    said = copy_marking(
        classification=Classification.CONF,
        scheme="UK-CONF",
        paragraphs=("C-a",),
        regime=Regime.PART_VA,
    )
    assert said == "Not for publication: contains confidential information."


def test_a_partners_confidence_says_the_paragraph_it_is_paired_with():
    said = copy_marking(**(EXEMPT | {"classification": Classification.PART}))
    assert "in confidence" in said
    assert "Not for publication by virtue of paragraphs 1 and 7" in said


def test_what_has_no_ground_yet_is_marked_all_the_same():
    said = copy_marking(**(EXEMPT | {"scheme": "", "paragraphs": ()}))
    assert said == "Not for publication: the ground is being decided."


def test_a_nation_where_the_regime_is_no_law_gets_the_usual_words():
    scottish = {"jurisdiction": Jurisdiction.SCO, "regime": Regime.EXEC_2012}
    assert copy_marking(**(EXEMPT | scottish)).startswith("Not for publication")
