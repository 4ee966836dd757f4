"""Terms that are whole can be made, and terms that lack anything cannot."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from portal.errors import Refused
from portal.policy.attributes import Classification, Regime
from portal.policy.grounds import KIND_OF, SCHEMES
from portal.policy.restrictions import (
    Balance,
    Covers,
    Terms,
    copies,
    needs_balance,
    says_nothing,
)
from tests.policy.sentences import well_put
from tests.policy.terms_made import (
    CONFIDENTIAL,
    EVERY,
    PARTNER,
    PROHIBITED,
    REVIEW,
    SCOTTISH,
    WEIGHED,
    WHOLE,
    anything,
    blanks,
    sitting,
)

WORDS = ("public_reason", "decided_by", "decided_office", "challenge")
LACKING = {
    "nothing closed": ({"covers": frozenset()}, "what is closed"),
    "an open class": ({"classification": Classification.PUB}, "needs no restriction"),
    "a class above the portal": ({"classification": Classification.OUTSIDE}, "cannot be kept"),
    "a paragraph of another scheme": ({"paragraphs": ("14",)}, "paragraphs of England"),
    "no scheme": ({"scheme": ""}, "scheme"),
    "a scheme for another class": ({"scheme": "UK-CONF"}, "another scheme"),
    "papers chosen that are not closed": (
        {"covers": frozenset({Covers.TEXT}), "papers": frozenset({1})},
        "papers are closed",
    ),
    "an old scheme": ({"scheme": "ENG-12A-1985"}, "no longer law"),
    "a pairing without a partner": ({"paired_scheme": "ENG-12A", "paired": ("1",)}, "Only a"),
    "negotiation without its paragraph": ({"paragraphs": ("1",), "negotiation": True}, "alone"),
    "no review": ({"review_on": None}, "review date"),
    "a review on the day": ({"review_on": WHOLE["decided_on"]}, "later"),
    "a review in years": ({"review_on": date(2027, 3, 3)}, "within 12 months"),
    "a reason taken from the balance": (
        {"public_reason": "The bargaining position would be lost!"},
        "copied from the private",
    ),
}


@pytest.mark.parametrize("whole", EVERY.values(), ids=EVERY.keys())
def test_terms_that_are_whole_can_be_made(whole):
    assert Terms(**whole).covers


@pytest.mark.parametrize(("change", "said"), LACKING.values(), ids=LACKING.keys())
def test_each_fault_is_refused_and_said(change, said):
    with pytest.raises(Refused, match=said) as refusal:
        Terms(**(WHOLE | change))
    assert well_put(str(refusal.value))


@pytest.mark.parametrize("whole", EVERY.values(), ids=EVERY.keys())
@pytest.mark.parametrize("part", WORDS)
@settings(max_examples=settings.default.max_examples // 4)
@example(blank="n/a")
@example(blank="\u200b")
@given(blank=blanks)
def test_words_that_say_nothing_are_refused(whole, part, blank):
    assert says_nothing(blank)
    with pytest.raises(Refused):
        Terms(**(whole | {part: blank}))


@pytest.mark.parametrize("part", ["for_publishing", "against_publishing", "conclusion"])
@settings(max_examples=settings.default.max_examples // 4)
@given(blank=blanks)
def test_a_balance_that_lacks_a_part_is_refused(part, blank):
    with pytest.raises(Refused, match=r"^Say wh"):
        Terms(**(WHOLE | {"balance": replace(WEIGHED, **{part: blank})}))


def made_or_refused(drawn):
    try:
        return Terms(**drawn), ""
    except Refused as refusal:
        return None, str(refusal)


@settings(max_examples=4 * settings.default.max_examples)
@given(anything)
def test_terms_that_can_be_made_are_complete(drawn):
    terms, refusal = made_or_refused(drawn)
    if terms is None:
        assert well_put(refusal)
        return
    scheme = SCHEMES[terms.scheme]
    assert terms.covers
    assert scheme.kind is KIND_OF[terms.classification]
    assert terms.paragraphs
    assert all(scheme.paragraph(each).selectable for each in terms.paragraphs)
    assert not any(says_nothing(getattr(terms, each)) for each in WORDS)
    assert terms.review_on or not says_nothing(terms.review_event)
    if needs_balance(*terms.ground):
        assert terms.balance is not None
        assert not any(map(says_nothing, terms.balance.parts))
    if terms.classification is Classification.CONF:
        assert terms.supplied or "C-a" not in terms.paragraphs
        assert terms.order or "C-b" not in terms.paragraphs
    if terms.sitting:
        assert terms.in_force(terms.sitting.jurisdiction, terms.sitting.on)
        assert terms.classification is not Classification.PART or terms.paired


@given(st.lists(st.sampled_from(["1", "2", "3", "4", "5", "6", "7", " 7 "]), min_size=1))
def test_paragraphs_are_kept_once_each_in_the_schedules_order(numbers):
    kept = Terms(**(WHOLE | {"paragraphs": tuple(numbers)})).paragraphs
    assert kept == tuple(sorted({each.strip() for each in numbers}))


def test_the_review_of_a_leap_day_is_within_a_year():
    leap = WHOLE | {"decided_on": date(2028, 2, 29), "review_on": date(2029, 3, 1)}
    assert Terms(**leap)
    with pytest.raises(Refused):
        Terms(**(leap | {"review_on": date(2029, 3, 2)}))


def test_a_review_may_be_later_where_it_waits_for_an_event():
    assert Terms(**(WHOLE | {"review_on": date(2029, 1, 1), "review_event": "Signature"}))


def test_a_review_of_a_death_names_what_it_waits_for():
    with pytest.raises(Refused, match="clearance"):
        Terms(**(REVIEW | {"review_event": ""}))


def test_a_persons_case_is_closed_as_papers_alone():
    case = EVERY["a case"] | {"covers": frozenset({Covers.PAPERS, Covers.MINUTES})}
    with pytest.raises(Refused, match="not business of a board"):
        Terms(**case)


def test_a_partners_confidence_is_paired_where_a_statute_governs():
    alone = PARTNER | {"paired_scheme": "", "paired": (), "balance": None}
    with pytest.raises(Refused, match="pair it with a paragraph"):
        Terms(**alone).at(sitting())
    adopted = Terms(**alone).at(sitting(regime=Regime.ADOPTED))
    assert adopted.ground == ("LOCAL-ISA", ("L1",))
    assert Terms(**PARTNER).at(sitting()).ground == ("ENG-12A", ("1", "7"))
    with pytest.raises(Refused, match="nation's own"):
        Terms(**(PARTNER | {"paired_scheme": "UK-CONF", "paired": ("C-a",)}))
    with pytest.raises(Refused, match="speaks for"):
        Terms(**(PARTNER | {"balance": None}))


def test_a_prohibition_has_its_reference_and_its_end():
    for change in ({"order": None}, {"order": replace(PROHIBITED["order"], reference=" ")}):
        with pytest.raises(Refused, match="reference"):
            Terms(**(PROHIBITED | change))
    with pytest.raises(Refused, match="ends"):
        Terms(**(PROHIBITED | {"order": replace(PROHIBITED["order"], until="")}))
    dated = replace(PROHIBITED["order"], until="", expires_on=date(2027, 1, 1))
    assert Terms(**(PROHIBITED | {"order": dated}))


@pytest.mark.parametrize("part", ["by", "terms", "contact"])
def test_who_supplied_something_is_told_whole(part):
    lacking = replace(CONFIDENTIAL["supplied"], **{part: "\u200b"})
    with pytest.raises(Refused, match=r"^Say"):
        Terms(**(CONFIDENTIAL | {"supplied": lacking}))


def test_a_scottish_qualification_that_does_not_hold_refuses_its_paragraph():
    harmless = replace(Terms(**SCOTTISH).answers, harm_likely=False)
    with pytest.raises(Refused, match="Paragraph 9 holds only while"):
        Terms(**(SCOTTISH | {"answers": harmless}))
    assert Terms(**(SCOTTISH | {"paragraphs": ("14",), "answers": harmless}))


def test_words_are_copied_when_a_run_of_them_is():
    private = "One two three four five six seven eight nine."
    assert copies("So: two three, four five six seven eight nine indeed", private)
    assert not copies("two three four five six seven eight", private)
    assert copies("Value for money!", "value for MONEY")
    assert not copies("", "")


def test_nothing_private_is_in_the_representation():
    terms = Terms(**CONFIDENTIAL)
    assert "ministry" not in repr(terms).casefold()
    assert "bargaining" not in repr(Terms(**WHOLE))
    assert Balance(for_publishing=".", against_publishing="", conclusion=" ").empty
