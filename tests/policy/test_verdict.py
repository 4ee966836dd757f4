"""The verdict: always there, always the first rule's, and just in its whole shape."""

from dataclasses import replace

from hypothesis import given

from portal.policy.attributes import Classification, Effect, Regime, Role, Stage
from portal.policy.facts import Facts
from portal.policy.rules import RULES
from portal.policy.verdict import RANK, Verdict, best, verdict
from tests.policy.strategies import THOROUGH, any_facts, first_match

STATUTORY = {"R035", "R041", "R043", "R070", "R071", "R072", "R073"}
"""Rights the law gives that no declared interest touches."""
CLOSED = set(Classification) - {Classification.PUB}
NEVER_THE_PUBLICS = CLOSED - {Classification.EX}
OUTSIDERS = (Role.PUBLIC, Role.PRESS, Role.DATA_SUBJECT)


@THOROUGH
@given(any_facts)
def test_every_question_has_the_first_matching_rules_answer(facts: Facts):
    answer, rule = verdict(facts), first_match(RULES, facts)
    assert (answer.rule, answer.effect, answer.basis, answer.says) == (
        rule.id,
        rule.effect,
        rule.basis,
        rule.says,
    )
    assert answer.allowed == (answer.effect in {Effect.RIGHT, Effect.PERMITTED})


@THOROUGH
@given(any_facts)
def test_a_declared_interest_opens_nothing_and_closes_no_statutory_right(facts: Facts):
    free = verdict(replace(facts, dpi=False))
    conflicted = verdict(replace(facts, dpi=True))
    assert RANK[conflicted.effect] >= RANK[free.effect]
    if free.rule in STATUTORY:
        assert conflicted == free


@THOROUGH
@given(any_facts)
def test_nobody_is_worse_off_than_the_public(facts: Facts):
    public = verdict(replace(facts, role=Role.PUBLIC))
    assert RANK[verdict(facts).effect] <= RANK[public.effect]


@THOROUGH
@given(any_facts)
def test_the_public_never_gets_what_only_an_originator_or_a_list_can_open(facts: Facts):
    for role in OUTSIDERS:
        asked = replace(facts, role=role)
        if facts.classification in NEVER_THE_PUBLICS:
            assert not verdict(asked).allowed
        if facts.classification is Classification.EX and not facts.released:
            opened = facts.stage in {Stage.POST_OPEN, Stage.LAPSED}
            assert opened or not verdict(asked).allowed


@THOROUGH
@given(any_facts)
def test_secret_material_is_nobodys_and_a_case_is_only_for_those_listed_on_it(facts: Facts):
    outside = replace(facts, classification=Classification.OUTSIDE)
    assert verdict(outside).effect is Effect.NEVER
    case = verdict(replace(facts, classification=Classification.CASE))
    listed = facts.case_listed and facts.role in {Role.OFFICER, Role.PARTNER}
    assert case.effect is (Effect.PERMITTED if listed else Effect.NEVER)


@THOROUGH
@given(any_facts)
def test_an_adopting_board_is_never_said_to_owe_what_is_closed(facts: Facts):
    """But for Scotland, whose right has no condition of regime in the table."""
    adopting = verdict(replace(facts, regime=Regime.ADOPTED))
    assert adopting.effect is not Effect.RIGHT or adopting.rule == "R073"


@THOROUGH
@given(any_facts)
def test_whoever_minds_the_system_reads_nothing_closed_but_by_breaking_glass(facts: Facts):
    asked = replace(facts, role=Role.SYSADMIN, breakglass=False, released=False)
    if facts.classification in CLOSED and facts.stage not in {Stage.POST_OPEN, Stage.LAPSED}:
        given_leave = facts.classification is Classification.CONF
        assert given_leave or not verdict(asked).allowed


def verdict_of(effect: Effect) -> Verdict:
    return Verdict(effect=effect, rule=f"R{effect}", basis="", authority="", says="")


def test_the_best_of_several_verdicts_is_the_most_open():
    right, permitted, denied, never = map(verdict_of, "RPDX")
    assert best([never, denied, permitted, right]) is right
    assert best([never, denied, permitted]) is permitted
    assert best([never, denied]) is denied
    assert best([never]) is never
