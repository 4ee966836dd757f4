"""The worked cases, and that they would notice if a rule were lost or moved."""

import json
from dataclasses import replace
from itertools import combinations

import pytest

from portal.policy.explain import facts_from
from portal.policy.rules import RULES, Rule
from portal.policy.verdict import verdict
from tests.policy.cases import CASES, Case
from tests.policy.reference import reference
from tests.policy.strategies import first_match


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_a_worked_case_is_decided_as_the_law_decides_it(case: Case):
    answer = verdict(case.facts)
    assert (answer.effect, answer.rule) == (case.expect, case.rule), case.say


def test_the_cases_worked_out_with_the_law_are_all_here_unchanged():
    theirs = {
        each["id"]: (each["given"], each["expect"]) for each in reference("access_cases.yaml")
    }
    ours = {case.id: (case.given, case.expect) for case in CASES if case.id in theirs}
    assert ours == theirs
    assert len(theirs) == 65


def test_the_laws_own_cases_are_decided_as_it_decides_them():
    for each in reference("access_cases.yaml"):
        assert verdict(facts_from(json.dumps(each["given"]))).effect == each["expect"], each


def caught(table: list[Rule]) -> bool:
    """Say whether some case would come out otherwise under this table."""
    answers = [first_match(table, case.facts) for case in CASES]
    return [(each.effect, each.id) for each in answers] != [
        (case.expect, case.rule) for case in CASES
    ]


def meet(one: Rule, other: Rule) -> bool:
    """Say whether both rules match some facts."""
    theirs = dict(other.tests)
    return all(set(values) & set(theirs.get(field, values)) for field, values in one.tests)


def test_the_table_as_it_stands_passes():
    assert not caught(list(RULES))


@pytest.mark.parametrize("lost", RULES[:-1], ids=lambda rule: rule.id)
def test_a_rule_that_was_lost_would_be_missed(lost: Rule):
    assert caught([rule for rule in RULES if rule is not lost])


@pytest.mark.parametrize(
    ("earlier", "later"),
    [
        pytest.param(one, other, id=f"{one.id}-{other.id}")
        for one, other in combinations(RULES[:-1], 2)
        if meet(one, other) and one.effect is not other.effect
    ],
)
def test_a_rule_that_was_moved_past_another_would_be_noticed(earlier: Rule, later: Rule):
    others = [rule for rule in RULES if rule is not earlier]
    place = others.index(later)
    assert caught([*others[: place + 1], earlier, *others[place + 1 :]])


EVERYTHING_ELSE_HAS_BEEN_ANSWERED = [
    (rule, "class") for rule in RULES if rule.id > "R061" or rule.id == "R050"
]
"""Where a rule says of what class it speaks only for its reader's sake."""


@pytest.mark.parametrize(
    ("rule", "dropped"),
    [
        pytest.param(rule, attribute, id=f"{rule.id}-{attribute}")
        for rule in RULES
        for attribute in rule.when
        if (rule, attribute) not in EVERYTHING_ELSE_HAS_BEEN_ANSWERED
    ],
)
def test_a_condition_that_was_dropped_would_be_noticed(rule: Rule, dropped: str):
    when = {attribute: values for attribute, values in rule.when.items() if attribute != dropped}
    weaker = replace(rule, when=when)
    assert caught([weaker if each is rule else each for each in RULES])
