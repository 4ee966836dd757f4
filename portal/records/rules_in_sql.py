"""The access rules as a CASE expression: the second reading of ``portal.policy.rules``.

The first reading is :func:`portal.policy.verdict.verdict`; ``tests/records/test_rules_in_sql.py``
holds the two together, on SQLite and on PostgreSQL.
"""

from collections.abc import Collection, Mapping
from dataclasses import MISSING, fields
from enum import StrEnum
from typing import Any, Final, TypeVar

from sqlalchemy import ColumnElement, String, and_, case, false, literal_column, or_, true
from sqlalchemy.sql.expression import SQLColumnExpression

from portal.policy.attributes import Classification, Effect
from portal.policy.facts import Facts
from portal.policy.rules import RULES, Value

Attribute = SQLColumnExpression[Any] | StrEnum | bool
"""What is known of an attribute: a column or expression, or the same value for every row."""

_Condition = dict[str, tuple[Value, ...]]
"""What is left to ask of a row: each field, and what it may be."""

_LOOKED_UP: Final = {"member_right", "originator_ok", "depersonalised", "prejudicial"}
"""What a restriction says of its rows."""

_Answer = TypeVar("_Answer", str, bool)

_FIELDS: Final = {each.name for each in fields(Facts)}
_ABSENT: Final = {each.name: each.default for each in fields(Facts) if each.default is not MISSING}


def word(value: StrEnum) -> ColumnElement[str]:
    """Write a word of the policy's own into the statement, which is shorter than binding it."""
    return literal_column(f"'{value.value}'", String())


def effect(
    attributes: Mapping[str, Attribute], *, never_null: Collection[str] = ()
) -> ColumnElement[str]:
    """Give the effect of the first rule that matches, row by row, as R, P, D or X.

    ``attributes`` are named as the fields of ``Facts``, and those left out are as absent as they
    are there.  Where one that matters is NULL the answer is D: what is not known opens nothing.
    ``never_null`` names those for which that need not be asked.

    Rules that the constants rule out, or that stand behind a rule which leaves them nothing to
    match, are left out of the expression.

    :raises ValueError: if an attribute is named that there is not, or one without which there
        can be no answer is left out.
    """
    known = _known(attributes)
    answers = {each: word(each) for each in Effect}
    return _first_of(_branches(known), known, answers, never_null)


def allows_open(
    attributes: Mapping[str, Attribute], *, never_null: Collection[str] = ()
) -> ColumnElement[bool]:
    """Say of each open row whether it may be read: whether its effect is R or P.

    Whatever the rules ask of closed rows alone is not in the expression.

    :raises ValueError: as :func:`effect`.
    """
    known = _known(attributes)
    branches = _branches({**known, "classification": Classification.PUB})
    return _first_of(branches, known, _allowing(true()), never_null)


def allows_closed(
    attributes: Mapping[str, Attribute],
    *,
    if_permitted: ColumnElement[bool],
    never_null: Collection[str] = (),
) -> ColumnElement[bool]:
    """Say of each closed row whether its effect is R, or P where that is enough.

    The rules are sorted by class first, so that a row is asked what rows of its class are asked.

    :param if_permitted: whether P is enough for a row.
    :raises ValueError: as :func:`effect`.
    """
    known = _known(attributes)
    answers = _allowing(if_permitted)
    found = (
        (each, _first_of(_branches({**known, "classification": each}), known, answers, never_null))
        for each in Classification
        if each is not Classification.PUB
    )
    whens = [
        (known["classification"] == word(each), answer)
        for each, answer in found
        if answer is not false()
    ]
    return case(*whens, else_=false()) if whens else false()


def _allowing(if_permitted: ColumnElement[bool]) -> dict[Effect, ColumnElement[bool]]:
    return {
        Effect.RIGHT: true(),
        Effect.PERMITTED: if_permitted,
        Effect.DENIED: false(),
        Effect.NEVER: false(),
    }


def _known(attributes: Mapping[str, Attribute]) -> dict[str, Any]:
    known: dict[str, Any] = {**_ABSENT, **{name: _plain(each) for name, each in attributes.items()}}
    if known.keys() != _FIELDS:
        raise ValueError(f"not the attributes of a question: {sorted(known.keys() ^ _FIELDS)}")
    return known


def _first_of(
    branches: list[tuple[_Condition, Effect]],
    known: Mapping[str, Any],
    answers: Mapping[Effect, ColumnElement[_Answer]],
    never_null: Collection[str],
) -> ColumnElement[_Answer]:
    """Give the answer of the first branch that a row meets; what is not known is denied."""
    otherwise = answers[branches[-1][1]]
    asked = dict.fromkeys(field for condition, _ in branches for field in condition)
    unknown = [known[field].is_(None) for field in asked if field not in never_null]
    while branches and answers[branches[-1][1]] is otherwise:
        branches.pop()
    whens = [(_matches(condition, known), answers[effect]) for condition, effect in branches]
    if unknown:
        whens.insert(0, (or_(*unknown), answers[Effect.DENIED]))
    return case(*whens, else_=otherwise) if whens else otherwise


def _plain(attribute: Attribute) -> Attribute:
    """Know an expression that is always true, or always false, for the constant it is."""
    if attribute is true() or attribute is false():
        return attribute is true()
    return attribute


def _branches(known: Mapping[str, Any]) -> list[tuple[_Condition, Effect]]:
    """Give what each rule still asks once the constants are known; the last asks nothing."""
    branches: list[tuple[_Condition, Effect]] = []
    for rule in RULES:
        condition: _Condition = {}
        for field, values in rule.tests:
            if not isinstance(known[field], StrEnum | bool):
                condition[field] = values
            elif known[field] not in values:
                break
        else:
            if not any(_covers(earlier, condition) for earlier, _ in branches):
                branches.append((condition, rule.effect))
    return branches


def _covers(earlier: _Condition, later: _Condition) -> bool:
    """Say whether whatever meets the later condition has already met the earlier one."""
    return all(
        field in later and set(later[field]) <= set(values) for field, values in earlier.items()
    )


def _matches(condition: _Condition, known: Mapping[str, Any]) -> ColumnElement[bool]:
    # Two attributes may be known from one expression; it is asked once.  What has to be looked
    # up elsewhere is asked last, of the rows that are left.
    in_turn = sorted(condition.items(), key=lambda asked: asked[0] in _LOOKED_UP)
    asked = {(id(known[field]), values): field for field, values in in_turn}
    return and_(*(_among(known[field], values) for (_, values), field in asked.items()))


def _among(column: SQLColumnExpression[Any], values: tuple[Value, ...]) -> ColumnElement[bool]:
    words = [word(value) for value in values if isinstance(value, StrEnum)]
    if not words:
        return column.is_(true() if values[0] else false())
    return column == words[0] if len(words) == 1 else column.in_(words)
