"""What must hold of the rules whatever is asked: nobody loses by having more, or gains by less."""

from dataclasses import replace
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.policy.attributes import Classification, DocType, Effect, Regime, Role, Stage
from portal.policy.facts import Facts
from portal.policy.verdict import RANK, best, verdict
from tests.policy.strategies import THOROUGH, any_facts

LEAVES = (
    "on_list",
    "need_to_know",
    "isa",
    "on_body",
    "item_invited",
    "case_listed",
    "draft_reader",
    "audit_scope",
    "breakglass",
    "originator_ok",
    "scrutiny_relevant",
    "depersonalised",
    "member_right",
)
"""What somebody may have been given, or a thing be, each of which can only open."""
HARMS = ("dpi", "prejudicial")
"""What can only close."""
NEVER_THEIRS = (
    Classification.CONF,
    Classification.PART,
    Classification.REV,
    Classification.CASE,
    Classification.OUTSIDE,
)


def openness(facts: Facts) -> int:
    return -RANK[verdict(facts).effect]


@pytest.mark.parametrize("leave", LEAVES)
@THOROUGH
@given(any_facts)
def test_taking_a_permission_away_never_adds_access(leave: str, facts: Facts):
    without = openness(replace(facts, **{leave: False}))
    assert without <= openness(replace(facts, **{leave: True}))


@THOROUGH
@given(any_facts)
def test_a_release_closes_nothing(facts: Facts):
    """What it opens is permitted, though, also where it was open of right already."""
    kept = verdict(replace(facts, released=False))
    assert verdict(replace(facts, released=True)).allowed >= kept.allowed


@pytest.mark.parametrize("harm", HARMS)
@THOROUGH
@given(any_facts)
def test_an_interest_or_a_harm_never_adds_access(harm: str, facts: Facts):
    assert openness(replace(facts, **{harm: True})) <= openness(replace(facts, **{harm: False}))


@THOROUGH
@given(any_facts, st.sets(st.sampled_from(LEAVES)))
def test_taking_several_away_at_once_adds_nothing_either(facts: Facts, taken: set[str]):
    left = replace(facts, **dict.fromkeys(taken, False))
    assert openness(left) <= openness(facts)


@THOROUGH
@given(any_facts, st.sampled_from([Role.PUBLIC, Role.PRESS]), st.sampled_from(NEVER_THEIRS))
def test_the_public_and_the_press_never_read_what_is_never_theirs(facts, role, kind):
    assert not verdict(replace(facts, role=role, classification=kind)).allowed


@THOROUGH
@given(any_facts, st.sampled_from(Role))
def test_a_role_more_takes_nothing_away(facts: Facts, role: Role):
    alone = verdict(facts)
    both = best([alone, verdict(replace(facts, role=role))])
    assert RANK[both.effect] <= RANK[alone.effect]


@THOROUGH
@given(any_facts, st.sampled_from(["", "PUBLIC", "pub", "EX ", "RESTRICTED"]))
def test_a_class_that_nobody_knows_is_denied(facts: Facts, unknown: str):
    asked = replace(facts, classification=cast("Any", unknown), stage=Stage.ISSUED_PRE)
    assert verdict(asked).effect is Effect.DENIED
    assert not verdict(replace(asked, stage=facts.stage, draft_reader=False)).allowed


@THOROUGH
@given(any_facts, st.sampled_from(["", "king", "Councillor"]))
def test_a_role_that_nobody_knows_reads_no_more_than_the_public(facts: Facts, unknown: str):
    asked = verdict(replace(facts, role=cast("Any", unknown), dpi=False))
    public = verdict(replace(facts, role=Role.PUBLIC, dpi=False))
    if facts.classification in {Classification.PUB, Classification.EX}:
        assert asked.allowed == public.allowed


@THOROUGH
@given(any_facts)
def test_a_board_under_its_own_rules_opens_nothing_that_an_adopting_board_keeps(facts: Facts):
    own = replace(facts, regime=Regime.NONE)
    assert openness(own) <= openness(replace(facts, regime=Regime.ADOPTED))


@THOROUGH
@given(any_facts, st.sampled_from(DocType))
def test_a_board_under_its_own_rules_opens_no_exempt_thing_by_a_lost_vote(facts, document):
    asked = replace(
        facts,
        regime=Regime.NONE,
        role=Role.PUBLIC,
        classification=Classification.EX,
        stage=Stage.POST_OPEN,
        doc_type=document,
        released=False,
    )
    assert verdict(asked).effect is Effect.DENIED


@pytest.mark.parametrize("role", Role)
def test_a_board_under_its_own_rules_publishes_its_open_papers_by_policy(role):
    facts = Facts(
        regime=Regime.NONE,
        role=role,
        classification=Classification.PUB,
        stage=Stage.ISSUED_PRE,
    )
    answer = verdict(facts)
    assert (answer.effect, answer.rule) == (Effect.PERMITTED, "R036")
    assert answer.authority == "The board's own rules; Freedom of Information Act 2000"
