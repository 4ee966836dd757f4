"""Each fault of a ground, asked by itself: what is refused, what is not, and what is said."""

from dataclasses import replace
from datetime import date

import pytest

from portal.policy.attributes import Classification, Jurisdiction, Regime
from portal.policy.grounds import SCHEMES
from portal.policy.restrictions import Answers, Order, SourceKind
from portal.policy.restrictions import grounding as asked
from tests.policy.sentences import well_put
from tests.policy.terms_made import DEPARTMENT, ORDER, sitting

ENGLAND, WALES, SCOTLAND = (SCHEMES[each] for each in ("ENG-12A", "WAL-12A", "SCO-7A"))
EX, CONF, PART = Classification.EX, Classification.CONF, Classification.PART
ALL_OF_ENGLAND = "1, 2, 3, 4, 5, 6, 7"
SUPPLIED_BY_POLICE = replace(DEPARTMENT, kind=SourceKind.POLICE)


def test_paragraphs_are_put_in_order_and_what_is_unknown_comes_last():
    named = ["9z", "7", " 7c", "zz", "7C", "1", "ZZ", ""]
    assert asked.normalised(ENGLAND, named) == ("1", "7", "7C", "9z", "zz")


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (lambda: asked.ground_fault(EX, "", ("1",)), "Choose the scheme of exemptions"),
        (lambda: asked.ground_fault(CONF, "ENG-12A", ("1",)), f"{ENGLAND.name} has no grounds for"),
        (lambda: asked.paragraphs_fault(ENGLAND, ("99",)), f"{ENGLAND.name}: {ALL_OF_ENGLAND}."),
        (
            lambda: asked.paragraphs_fault(ENGLAND, ("1", "7A", "7C")),
            "paragraph (7A, 7C) cannot be chosen",
        ),
        (
            lambda: asked.paragraphs_fault(ENGLAND, ("7A", "1")),
            f"today. It was for standards committees only. Choose from {ALL_OF_ENGLAND}.",
        ),
        (
            lambda: asked.paragraphs_fault(SCHEMES["ENG-12A-1985"], ("1",)),
            "choose from the scheme in forc",
        ),
        (
            lambda: asked.pairing_fault(EX, "ENG-12A", (), None),
            "Only a partner's confidence is paired",
        ),
        (
            lambda: asked.pairing_fault(EX, "", ("1",), None),
            "Only a partner's confidence is paired",
        ),
        (
            lambda: asked.pairing_fault(PART, "", (), sitting()),
            "of the Schedule, usually 1, 2 or 7.",
        ),
        (
            lambda: asked.pairing_fault(PART, "", (), sitting(Jurisdiction.SCO)),
            "pair it with a paragraph of the Schedule, usually 3, 6 or 14.",
        ),
        (lambda: asked.pairing_fault(PART, "", ("1",), None), "Pair a partner's confidence with"),
        (
            lambda: asked.pairing_fault(PART, "LOCAL-ISA", ("L1",), None),
            "Pair a partner's confidence with",
        ),
        (lambda: asked.pairing_fault(PART, "ENG-12A", (), None), "Choose at least one paragraph"),
        (lambda: asked.in_force_fault("WAL-12A", sitting()), "choose the one that was"),
        (
            lambda: asked.in_force_fault("ENG-12A", sitting(on=date(2006, 2, 28))),
            "That scheme was not in force on the day of the meeting",
        ),
        (
            lambda: asked.negotiation_fault(ENGLAND, ("1",), negotiation=True),
            "or say that this is not about them",
        ),
        (lambda: asked.source_fault(CONF, ("C-a",), None, None), "Say which Government department"),
        (
            lambda: asked.source_fault(EX, ("1",), replace(DEPARTMENT, by=""), None),
            "Say who supplied this",
        ),
        (
            lambda: asked.source_fault(EX, ("1",), replace(DEPARTMENT, terms="-"), None),
            "Say on what terms",
        ),
        (
            lambda: asked.source_fault(EX, ("1",), replace(DEPARTMENT, contact="n/a"), None),
            "Say whom to ask about those terms",
        ),
        (
            lambda: asked.source_fault(CONF, ("C-a",), SUPPLIED_BY_POLICE, None),
            "Choose exempt, usually under paragraph 1, 2 or 7, or a partner's confidence together",
        ),
        (
            lambda: asked.source_fault(
                CONF, ("C-a",), SUPPLIED_BY_POLICE, sitting(Jurisdiction.SCO)
            ),
            "usually under paragraph 3, 6 or 14, or",
        ),
        (
            lambda: asked.order_fault(CONF, ("C-b",), None),
            "Give the reference of the enactment or the cou",
        ),
        (
            lambda: asked.order_fault(CONF, ("C-b",), replace(ORDER, reference="")),
            "Give the reference",
        ),
        (
            lambda: asked.order_fault(CONF, ("C-b",), replace(ORDER, until="")),
            "Say when the prohibition ends: a date, or “until further order”.",
        ),
    ],
)
def test_a_fault_is_said_with_what_to_do(fault, said):
    found = fault()
    assert said in found
    assert well_put(found)


@pytest.mark.parametrize(
    "fault",
    [
        lambda: asked.ground_fault(EX, "ENG-12A", ("1", "7")),
        lambda: asked.pairing_fault(EX, "", (), sitting()),
        lambda: asked.pairing_fault(PART, "", (), None),
        lambda: asked.pairing_fault(PART, "", (), sitting(regime=Regime.ADOPTED)),
        lambda: asked.pairing_fault(PART, "", (), sitting(regime=Regime.NONE)),
        lambda: asked.pairing_fault(PART, "ENG-12A", ("1",), sitting()),
        lambda: asked.in_force_fault("ENG-12A", None),
        lambda: asked.in_force_fault("", sitting()),
        lambda: asked.in_force_fault("ENG-12A", sitting(on=date(2006, 3, 1))),
        lambda: asked.qualification_fault(ENGLAND, ("1", "2"), Answers(registrable=True)),
        lambda: asked.qualification_fault(ENGLAND, ("3",), Answers()),
        lambda: asked.qualification_fault(SCOTLAND, ("9",), Answers()),
        lambda: asked.qualification_fault(ENGLAND, ("3",), Answers(harm_likely=False)),
        lambda: asked.negotiation_fault(ENGLAND, ("1", "3"), negotiation=True),
        lambda: asked.negotiation_fault(WALES, ("14",), negotiation=True),
        lambda: asked.negotiation_fault(ENGLAND, ("1",), negotiation=False),
        lambda: asked.source_fault(EX, ("1",), None, None),
        lambda: asked.source_fault(EX, ("1",), SUPPLIED_BY_POLICE, None),
        lambda: asked.source_fault(CONF, ("C-b",), None, None),
        lambda: asked.source_fault(CONF, ("C-b",), SUPPLIED_BY_POLICE, None),
        lambda: asked.source_fault(CONF, ("C-a",), DEPARTMENT, None),
        lambda: asked.source_fault(PART, ("C-a",), None, None),
        lambda: asked.order_fault(EX, ("C-b",), None),
        lambda: asked.order_fault(CONF, ("C-a",), None),
        lambda: asked.order_fault(CONF, ("C-b",), ORDER),
        lambda: asked.order_fault(
            CONF, ("C-b",), Order(reference="An order", expires_on=date(2027, 1, 1))
        ),
    ],
)
def test_what_is_no_fault_is_not_spoken_of(fault):
    assert fault() == ""


@pytest.mark.parametrize("regime", [Regime.PART_VA, Regime.EXEC_2012, Regime.CD_SCRUTINY])
def test_each_statute_wants_a_partners_confidence_paired(regime):
    assert asked.pairing_fault(PART, "", (), sitting(regime=regime)).startswith("A partner's")


@pytest.mark.parametrize(
    ("numbers", "spoken"),
    [
        (("1",), "paragraph 1"),
        (("1", "3"), "paragraphs 1 and 3"),
        (("1", "3", "4", "6"), "paragraphs 1, 3, 4 and 6"),
    ],
)
def test_a_qualification_names_itself_and_what_it_takes_out(numbers, spoken):
    said = asked.qualification_fault(ENGLAND, numbers, Answers(own_development=True))
    assert said == (
        f"Paragraph 9 of the scheme takes this out of {spoken}: not exempt if it concerns"
        " development for which the authority may give itself permission."
        f" Take {spoken} out, or publish it."
    )


def test_a_qualification_without_a_number_is_called_what_it_is_called():
    old = SCHEMES["ENG-12A-1985"]
    said = asked.qualification_fault(old, ("7",), Answers(registrable=True))
    assert said.startswith("Part 2 of the scheme takes this out of paragraph 7: not exempt")


def test_a_qualification_of_two_digits_is_a_paragraph():
    said = asked.qualification_fault(WALES, ("14",), Answers(registrable=True))
    assert said.startswith("Paragraph 19 of the scheme")


def test_paragraphs_whose_harm_is_not_likely_are_named_together():
    said = asked.qualification_fault(SCOTLAND, ("1", "8", "13"), Answers(harm_likely=False))
    assert said == (
        "Paragraphs 8 and 13 hold only while publishing would do the harm named there: choose"
        " another ground, or publish it."
    )


def test_a_historic_paragraph_of_another_sort_has_no_committee_to_blame():
    other = {
        number: replace(each, standards_committee_only=False)
        for number, each in ENGLAND.paragraphs.items()
    }
    said = asked.paragraphs_fault(replace(ENGLAND, paragraphs=other), ("7B",))
    assert said == (
        f"A historic paragraph (7B) cannot be chosen today. Choose from {ALL_OF_ENGLAND}."
    )
