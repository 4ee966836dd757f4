"""The rules read as SQL and the rules read as Python are one set of rules."""

from dataclasses import asdict, fields, replace
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import (
    Boolean,
    Column,
    ColumnElement,
    Engine,
    Integer,
    MetaData,
    String,
    Table,
    case,
    cast,
    insert,
    select,
    true,
)

from portal.policy.attributes import ATTRIBUTES, Classification, Effect, Role, field_of
from portal.policy.facts import Facts
from portal.policy.rules import RULES
from portal.policy.verdict import verdict
from portal.records.rules_in_sql import allows_closed, allows_open, effect
from tests.policy.cases import CASES

KINDS = {field_of(each): kind for each, kind in ATTRIBUTES.items()}
AT_A_TIME = 200

question = Table(
    "question",
    MetaData(),
    Column("id", Integer, primary_key=True),
    *(
        Column(name, Boolean(name=name) if kind is bool else String(32), nullable=True)
        for name, kind in KINDS.items()
    ),
)
COLUMNS = {name: question.c[name] for name in KINDS}


def chances(seed: int) -> Random:
    return Random(seed)  # noqa: S311 -- made-up facts are no secret


def facts_by(chance: Random) -> Facts:
    """Make facts up; half of them as nearly what some rule wants as makes no odds."""
    made: dict[str, Any] = {
        name: chance.random() < 0.3 if kind is bool else chance.choice(list(kind))
        for name, kind in KINDS.items()
    }
    if chance.random() < 0.5:
        for field, values in chance.choice(RULES).tests:
            made[field] = chance.choice(values)
        flipped = chance.choice([name for name, kind in KINDS.items() if kind is bool])
        made[flipped] = chance.random() < 0.5
    return Facts(**made)


def answers_of(engine: Engine, rows: list[dict[str, Any]], asked: ColumnElement[Any]) -> list[Any]:
    with engine.begin() as connection:
        question.create(connection, checkfirst=True)
        connection.execute(question.delete())
        connection.execute(insert(question), [{"id": n, **row} for n, row in enumerate(rows)])
        return list(connection.scalars(select(asked).select_from(question).order_by(question.c.id)))


def allows(attributes: dict[str, Any], if_permitted: ColumnElement[bool]) -> ColumnElement[bool]:
    return case(
        (COLUMNS["classification"] == "PUB", allows_open(attributes)),
        else_=allows_closed(attributes, if_permitted=if_permitted),
    )


def effects(engine: Engine, rows: list[dict[str, Any]], attributes: dict[str, Any]) -> list[str]:
    return answers_of(engine, rows, effect(attributes))


@settings(max_examples=6)
@given(seed=st.integers(0, 2**32))
def test_both_readings_give_the_same_effect(engine: Engine, seed: int):
    chance = chances(seed)
    asked = [facts_by(chance) for _ in range(AT_A_TIME)] + [case.facts for case in CASES]
    answers = effects(engine, [asdict(each) for each in asked], COLUMNS)
    expected = [verdict(each).effect.value for each in asked]
    assert list(zip(asked, answers, strict=True)) == list(zip(asked, expected, strict=True))


@settings(max_examples=12)
@given(seed=st.integers(0, 2**32), fixed=st.sets(st.sampled_from(sorted(KINDS))))
def test_both_agree_when_some_attributes_are_the_same_for_every_row(
    engine: Engine, seed: int, fixed: set[str]
):
    chance = chances(seed)
    pattern = facts_by(chance)
    shared = {name: getattr(pattern, name) for name in fixed}
    asked = [replace(facts_by(chance), **shared) for _ in range(AT_A_TIME)]
    answers = effects(engine, [asdict(each) for each in asked], {**COLUMNS, **shared})
    assert answers == [verdict(each).effect.value for each in asked]


def test_both_agree_for_every_role_that_somebody_can_ask_in(engine: Engine):
    chance = chances(2026)
    for role in Role:
        asked = [replace(facts_by(chance), role=role) for _ in range(AT_A_TIME // 2)]
        answers = effects(engine, [asdict(each) for each in asked], {**COLUMNS, "role": role})
        assert answers == [verdict(each).effect.value for each in asked], role


@settings(max_examples=6)
@given(seed=st.integers(0, 2**32))
def test_whether_a_row_may_be_read_is_what_its_effect_says(engine: Engine, seed: int):
    chance = chances(seed)
    role = chance.choice(list(Role))
    asked = [replace(facts_by(chance), role=role) for _ in range(AT_A_TIME)]
    # What is permitted suffices for the even ones, and for whatever is open.
    suffices = question.c.id % 2 == 0
    allowed = allows({**COLUMNS, "role": role}, suffices)
    rows = [asdict(each) for each in asked]
    found = answers_of(engine, rows, cast(allowed, Boolean))
    expected = [
        verdict(each).effect is Effect.RIGHT
        or (
            verdict(each).effect is Effect.PERMITTED
            and (number % 2 == 0 or each.classification is Classification.PUB)
        )
        for number, each in enumerate(asked)
    ]
    assert found == expected


def test_a_row_of_which_something_is_not_known_may_not_be_read(engine: Engine):
    chance = chances(11)
    asked = [facts_by(chance) for _ in range(40)]
    allowed = cast(allows(COLUMNS, true()), Boolean)
    whole = [asdict(each) for each in asked]
    assert any(answers_of(engine, whole, allowed))
    for missing in ("classification", "stage", "regime"):
        rows = [{**row, missing: None} for row in whole if row["classification"] == "EX"]
        assert not any(answers_of(engine, rows, allowed)), missing


def test_an_open_row_is_asked_what_open_rows_are_asked():
    words = str(allows_open({**COLUMNS, "role": Role.PUBLIC}, never_null=COLUMNS))
    assert "stage" in words
    for of_closed_rows in ("released", "member_right", "regime", "classification"):
        assert of_closed_rows not in words, of_closed_rows


def test_what_is_not_known_opens_nothing(engine: Engine):
    chance = chances(11)
    asked = [facts_by(chance) for _ in range(40)]
    assert any(verdict(each).allowed for each in asked)
    rows = [{**asdict(each), missing: None} for missing in KINDS for each in asked]
    assert set(effects(engine, rows, COLUMNS)) == {Effect.DENIED.value}


def test_what_is_left_out_is_as_absent_as_in_facts(engine: Engine):
    required = {name: COLUMNS[name] for name in ("regime", "role", "classification", "stage")}
    chance = chances(7)
    asked = [
        Facts(**{name: getattr(each, name) for name in required})
        for each in (facts_by(chance) for _ in range(AT_A_TIME))
    ]
    answers = effects(engine, [asdict(each) for each in asked], required)
    assert answers == [verdict(each).effect.value for each in asked]


def test_a_question_that_is_not_whole_is_refused():
    with pytest.raises(ValueError, match="stage"):
        effect({name: COLUMNS[name] for name in COLUMNS if name != "stage"})
    with pytest.raises(ValueError, match="class"):
        effect({**COLUMNS, "class": COLUMNS["classification"]})


def test_rules_that_cannot_matter_are_left_out():
    whole = str(effect(COLUMNS))
    public = str(effect({**COLUMNS, "role": Role.PUBLIC, "on_body": False, "dpi": False}))
    assert len(public) < len(whole) / 2
    for never_asked in ("role", "on_body", "isa", "breakglass", "audit_scope"):
        assert f"question.{never_asked} " not in public


def test_a_question_answered_by_constants_is_a_constant():
    constants = {each.name: getattr(CASES[0].facts, each.name) for each in fields(Facts)}
    assert str(effect(constants)) == "'R'"
