"""The legal sentence follows from scheme, paragraphs and rules; nobody types it."""

import pytest

from portal.policy import Classification, Regime
from portal.policy.grounds import SCHEMES
from portal.services.legal_words import PENDING, legal_words

ENGLAND = "ENG-12A"


def words(**changed):
    asked = {
        "classification": Classification.EX,
        "scheme": ENGLAND,
        "paragraphs": ("1",),
        "regime": Regime.ADOPTED,
    }
    return legal_words(**{**asked, **changed})


def test_a_body_that_adopted_the_rules_says_so():
    assert words().sentence == (
        "The partnership has adopted the access rules in Schedule 12A to the Local Government"
        " Act 1972 and restricts this item under paragraph 1: information about any individual."
    )


def test_a_body_that_the_law_binds_says_so():
    said = words(regime=Regime.PART_VA, paragraphs=("1", "2"))
    assert said.sentence == (
        "Not for publication by virtue of paragraphs 1 and 2 of Part 1 of Schedule 12A to the"
        " Local Government Act 1972: information about any individual and information likely to"
        " reveal who an individual is."
    )
    assert "judged to outweigh" in said.interest
    assert said.ground == "Schedule 12A, paragraphs 1 and 2"


def test_a_body_with_rules_of_its_own_claims_neither_law_nor_adoption():
    assert words(regime=Regime.NONE).sentence == (
        "The board meets under its own rules and restricts this item for what paragraph 1 of"
        " Schedule 12A to the Local Government Act 1972 describes: information about any"
        " individual."
    )


@pytest.mark.parametrize(
    ("scheme", "ended"),
    [
        ("ENG-12A-1985", "as it stood before 1 March 2006"),
        ("WAL-12A-1985", "as it stood in Wales before 21 April 2007"),
    ],
)
@pytest.mark.parametrize("regime", Regime)
def test_an_old_ground_is_never_taken_for_a_modern_one(scheme, ended, regime):
    said = words(scheme=scheme, paragraphs=("9",), regime=regime)
    assert ended in said.sentence
    assert said.ground == f"Schedule 12A {ended}, paragraph 9"
    assert said.interest == ""


@pytest.mark.parametrize("scheme", [each for each in SCHEMES if SCHEMES[each].kind == "exempt"])
def test_no_adopted_sentence_ever_claims_the_law_requires_it(scheme):
    for paragraph in SCHEMES[scheme].paragraphs:
        sentence = words(scheme=scheme, paragraphs=(paragraph,)).sentence
        assert sentence.startswith("The partnership has adopted")
        own = words(scheme=scheme, paragraphs=(paragraph,), regime=Regime.NONE).sentence
        assert own.startswith("The board meets under its own rules")
        assert "by virtue of" not in own
        for claim in ("the law requires", "by virtue of", "required by", "must", "Part 1"):
            assert claim not in sentence


def test_a_part_of_an_item_is_called_a_part():
    assert "restricts this part of it under" in words(whole_item=False).sentence


@pytest.mark.parametrize(
    ("scheme", "paragraph"), [("WAL-12A", "16"), ("SCO-7A", "1"), ("SCO-7A", "12")]
)
def test_no_interest_is_said_to_be_weighed_where_the_ground_has_no_balance(scheme, paragraph):
    assert words(scheme=scheme, paragraphs=(paragraph,)).interest == ""


def test_one_paragraph_without_a_balance_is_enough_to_say_nothing_of_one():
    assert words(scheme="WAL-12A", paragraphs=("12", "16")).interest == ""
    assert words(scheme="WAL-12A", paragraphs=("12",)).interest != ""


def test_confidential_is_said_only_in_the_statutory_sense():
    said = words(classification=Classification.CONF, scheme="UK-CONF", paragraphs=("C-a",))
    assert said.word == "Confidential"
    assert "provided by a government department on terms that forbid" in said.sentence
    assert said.interest == ""
    for each in (Classification.EX, Classification.REV, Classification.CASE):
        assert words(classification=each).word == "Restricted"


def test_a_partners_confidence_is_called_one():
    said = words(classification=Classification.PART, scheme="LOCAL-ISA", paragraphs=("L1",))
    assert said.sentence == "A partner organisation gave this information in confidence."


@pytest.mark.parametrize("scheme", ["", "NO-SUCH", ENGLAND])
def test_without_a_ground_none_is_made_up(scheme):
    said = words(scheme=scheme, paragraphs=("99",))
    assert (said.sentence, said.interest, said.ground) == ("", "", "")
    assert words(scheme=scheme, paragraphs=(), pending=True).sentence == PENDING


def test_three_paragraphs_are_listed_as_people_list_them():
    assert "under paragraphs 1, 2 and 7:" in words(paragraphs=("1", "2", "7")).sentence
