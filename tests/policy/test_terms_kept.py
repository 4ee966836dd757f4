"""What terms answer once they are made, and the words that each fault of theirs is told in."""

from dataclasses import replace
from datetime import date

import pytest

from portal.errors import Refused
from portal.policy.attributes import Classification, Jurisdiction, Regime
from portal.policy.restrictions import Balance, Covers, Terms, copies, needs_balance, says_nothing
from portal.policy.restrictions.parts import Sitting
from portal.policy.restrictions.terms import latest
from tests.policy.sentences import well_put
from tests.policy.terms_made import (
    CASE,
    CONFIDENTIAL,
    ON,
    PARTNER,
    PROHIBITED,
    REVIEW,
    SCOTTISH,
    WEIGHED,
    WHOLE,
    sitting,
)

ENG, WAL, SCO = Jurisdiction.ENG, Jurisdiction.WAL, Jurisdiction.SCO
COPIED = "The bargaining position would be lost."


def refusal(terms, **change):
    with pytest.raises(Refused) as refused:
        Terms(**(terms | change))
    assert well_put(str(refused.value))
    return str(refused.value)


@pytest.mark.parametrize(
    ("terms", "right"),
    [
        (WHOLE, True),
        (WHOLE | {"negotiation": True}, False),
        (WHOLE | {"paragraphs": ("1",)}, False),
        (CONFIDENTIAL, False),
        (CASE, False),
        (REVIEW | {"paragraphs": ("3",)}, False),
    ],
)
def test_councillors_keep_their_right_where_the_act_leaves_it(terms, right):
    assert Terms(**terms).member_right() is right


@pytest.mark.parametrize(
    ("terms", "nation", "on", "law"),
    [
        (WHOLE, ENG, date(2006, 3, 1), True),
        (WHOLE, ENG, date(2006, 2, 28), False),
        (WHOLE, WAL, ON, False),
        (SCOTTISH, SCO, ON, True),
        (SCOTTISH, ENG, ON, False),
        (CONFIDENTIAL, WAL, ON, True),
        (PARTNER, ENG, ON, True),
        (PARTNER, SCO, ON, False),
        (PARTNER | {"paired_scheme": "", "paired": ()}, SCO, ON, True),
    ],
)
def test_terms_know_where_and_when_their_schemes_were_law(terms, nation, on, law):
    assert Terms(**terms).in_force(nation, on) is law


def test_terms_are_held_to_their_meeting_and_keep_all_else():
    here = sitting()
    assert Terms(**PARTNER).at(here) == Terms(**(PARTNER | {"sitting": here}))
    with pytest.raises(Refused, match="not in force"):
        Terms(**PARTNER).at(sitting(SCO))


@pytest.mark.parametrize(
    ("regime", "statute"),
    [
        (Regime.PART_VA, True),
        (Regime.EXEC_2012, True),
        (Regime.CD_SCRUTINY, True),
        (Regime.ADOPTED, False),
        (Regime.NONE, False),
    ],
)
def test_a_board_under_its_own_rules_sits_under_no_statute(regime, statute):
    assert Sitting(regime=regime, jurisdiction=ENG, on=ON).by_statute is statute


@pytest.mark.parametrize(
    ("terms", "change", "said"),
    [
        (WHOLE, {"classification": Classification.PUB}, "choose why it is closed."),
        (WHOLE, {"classification": Classification.OUTSIDE}, "above OFFICIAL-SENSITIVE cannot be"),
        (WHOLE, {"classification": Classification.OUTSIDE}, "take it out of the portal."),
        (WHOLE, {"covers": frozenset()}, "papers, minutes, decision or actions."),
        (CASE, {"covers": frozenset({Covers.TEXT})}, "nothing of it belongs in a title"),
        (WHOLE, {"public_reason": "tbc"}, "Give the reason in words the public will read."),
        (WHOLE, {"decided_by": "x"}, "Say who decided."),
        (WHOLE, {"decided_office": "-"}, "Say in which office they decided."),
        (WHOLE, {"challenge": "TBD"}, "Say how the restriction can be challenged."),
        (CONFIDENTIAL, {"balance": WEIGHED}, "is not weighed: leave the balance out."),
        (WHOLE, {"balance": None}, "Say what speaks for publishing."),
        (WHOLE, {"balance": replace(WEIGHED, against_publishing="")}, "what speaks against"),
        (WHOLE, {"balance": replace(WEIGHED, conclusion="")}, "Say why the balance falls against"),
        (WHOLE, {"public_reason": COPIED}, "Give the public a reason of its own"),
        (WHOLE, {"public_reason": COPIED}, "and everybody will read them."),
        (WHOLE, {"review_on": None}, "or the event after which the restriction is reviewed."),
        (WHOLE, {"review_on": ON}, "Give a review date later than the decision."),
        (WHOLE, {"review_on": date(2027, 3, 3)}, "or name the event that it waits for."),
        (REVIEW, {"review_event": "none"}, "such as its clearance: a date alone never opens it."),
        (PARTNER, {"paired": ("99",)}, "Choose paragraphs of England"),
        (PARTNER, {"paired": ("7a",)}, "A historic paragraph (7A) cannot be chosen"),
        (PARTNER, {"sitting": sitting(SCO)}, "That scheme was not in force on the day"),
        (PROHIBITED, {"order": None}, "Give the reference of the enactment"),
    ],
)  # fmt: skip
def test_each_fault_is_told_with_what_to_do(terms, change, said):
    assert said in refusal(terms, **change)


def test_a_balance_that_nothing_wants_may_be_empty_or_absent_or_weighed():
    nothing = Balance(for_publishing="", against_publishing="n/a", conclusion="-")
    for balance in (None, nothing, WEIGHED):
        assert Terms(**(SCOTTISH | {"balance": balance}))
    for balance in (None, nothing):
        assert Terms(**(CONFIDENTIAL | {"balance": balance}))
    assert "a reason of its own" in refusal(SCOTTISH, balance=WEIGHED, public_reason=COPIED)
    assert not replace(nothing, conclusion="It would do harm.").empty


@pytest.mark.parametrize(
    ("scheme", "paragraphs", "wanted"),
    [
        ("ENG-12A", ("5",), True),
        ("WAL-12A", ("16",), False),
        ("WAL-12A", ("16", "14"), True),
        ("SCO-7A", ("9",), False),
        ("UK-CONF", ("C-a",), False),
    ],
)
def test_the_balance_is_wanted_where_any_paragraph_wants_it(scheme, paragraphs, wanted):
    assert needs_balance(scheme, paragraphs) is wanted


def test_a_year_from_a_leap_day_ends_in_march():
    assert latest(date(2028, 2, 29)) == date(2029, 3, 1)
    assert latest(date(2027, 2, 28)) == date(2028, 2, 28)
    assert Terms(**(WHOLE | {"review_on": latest(ON)}))
    event = {"review_on": None, "review_event": "Signature of the contract"}
    assert Terms(**(WHOLE | event)).review_event


def test_papers_may_be_chosen_where_papers_are_closed():
    chosen = {"covers": frozenset({Covers.PAPERS, Covers.TEXT}), "papers": frozenset({1})}
    assert Terms(**(WHOLE | chosen)).papers == {1}
    assert Terms(**(WHOLE | {"covers": frozenset({Covers.TEXT})}))


@pytest.mark.parametrize(
    "words",
    [
        "",
        "N/A",
        "n.a.",
        "none",
        "Nil!",
        "TBC",
        "t.b.d",
        "tba",
        "x",
        "XX",
        "xxx",
        "\uff4e\uff0f\uff41",
    ],
)
def test_a_stopgap_says_nothing(words):
    assert says_nothing(words)


@pytest.mark.parametrize("words", ["No.", "nothing yet", "1", "é", "xxxx"])
def test_whatever_is_no_stopgap_says_something(words):
    assert not says_nothing(words)


@pytest.mark.parametrize(
    ("public", "private", "copied"),
    [
        ("a b c d e f g h", "a b c d e f g h", True),
        ("so: a b c d e f g h", "x a b c d e f g h y", True),
        ("x a b c d e f g h", "a b c d e f g h", True),
        ("a b c d e f g h x", "y y a b c d e f g h", True),
        ("a b c d e f g x", "a b c d e f g y", False),
        ("a b c", "a b c d e f g h", False),
        ("", "a b", False),
        ("a b", "", False),
        ("A, B!", "a b", True),
    ],
)
def test_eight_words_in_a_row_are_a_copy(public, private, copied):
    assert copies(public, private) is copied
