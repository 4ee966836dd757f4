"""What the policy must know of a guarded row: where each fact stands, and the row as a Thing.

One table of facts serves both readings, so that they cannot come to speak of different things:
``portal.records.visible`` puts these expressions into the WHERE clause, and what the same
expressions say of a row that was found becomes the ``Thing`` on which the verdict is asked again.
"""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from functools import cache
from types import MappingProxyType
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, case, false, func, select
from sqlalchemy.sql.expression import SQLColumnExpression

from portal.policy.attributes import ATTRIBUTES, DocType, Stage, field_of
from portal.policy.scope import Thing
from portal.records.rules_in_sql import Attribute, word
from portal.records.tables import (
    Action,
    AgendaItem,
    Compartment,
    ForwardPlanEntry,
    Meeting,
    Minute,
    Paper,
    PaperKind,
    Restriction,
)

GuardedTable = type[AgendaItem] | type[Paper] | type[Minute] | type[Action] | type[ForwardPlanEntry]
"""A table whose rows can be closed."""

GUARDED: Final[tuple[GuardedTable, ...]] = (AgendaItem, Paper, Minute, Action, ForwardPlanEntry)

Fact = Attribute | None
"""An expression, or what is the same for every row of a table; ``None`` where there is none."""

_KINDS: Final = {field_of(each): kind for each, kind in ATTRIBUTES.items() if kind is not bool}


@cache
def facts_of(entity: GuardedTable) -> Mapping[str, Fact]:
    """Say where each field of ``Thing`` stands for a guarded table.

    What has no restriction yet has no ground that could open it to anybody.
    """
    return MappingProxyType(
        {
            **(_planned() if entity is ForwardPlanEntry else _business(_doc_type(entity))),
            "classification": entity.classification,
            "released": entity.released,
            **{
                name: _looked_up(
                    getattr(Restriction, name), entity.restriction_id == Restriction.id
                )
                for name in ("member_right", "originator_ok", "depersonalised", "prejudicial")
            },
            "compartment": entity.compartment_id,
            "sensitive": _looked_up(Compartment.sensitive, entity.compartment_id == Compartment.id),
        }
    )


def _looked_up(fact: Any, where: ColumnElement[bool]) -> ColumnElement[bool]:  # noqa: ANN401 -- a column
    """Look a fact up only where it is asked for: most rows are open, and are never asked."""
    return func.coalesce(select(fact).where(where).scalar_subquery(), false())


def _business(doc_type: Attribute) -> dict[str, Fact]:
    """Give what is the same for everything that belongs to an agenda item."""
    return {
        "body": Meeting.body_id,
        "meeting": Meeting.id,
        "item": AgendaItem.id,
        "regime": Meeting.regime,
        "jurisdiction": Meeting.jurisdiction,
        "stage": AgendaItem.stage,
        "public_meeting": AgendaItem.public_meeting,
        "doc_type": doc_type,
    }


def _planned() -> dict[str, Fact]:
    """Give the same for a matter that is on no agenda yet."""
    draft = (ForwardPlanEntry.draft, word(Stage.DRAFT))
    return {
        "body": ForwardPlanEntry.body_id,
        "meeting": None,
        "item": None,
        "regime": ForwardPlanEntry.regime,
        "jurisdiction": ForwardPlanEntry.jurisdiction,
        "stage": case(draft, else_=word(Stage.ISSUED_PRE)),
        "public_meeting": False,
        "doc_type": DocType.AGENDA,
    }


def _doc_type(entity: GuardedTable) -> ColumnElement[str] | DocType:
    if entity is Paper:
        return case(
            (Paper.kind == word(PaperKind.MINUTES), word(DocType.MINUTES)),
            (Paper.kind == word(PaperKind.BACKGROUND), word(DocType.BACKGROUND)),
            else_=word(DocType.REPORT),
        )
    if entity is AgendaItem:
        return DocType.AGENDA
    return DocType.MINUTES  # what was recorded, and the actions it gave


def _stands_in_rows(fact: Fact) -> bool:
    return fact is not None and not isinstance(fact, StrEnum | bool)


@cache
def columns_of(entity: GuardedTable) -> tuple[SQLColumnExpression[Any], ...]:
    """List the expressions to select beside a row, so that :func:`thing_from` can read it."""
    return tuple(
        fact.label(f"fact_{name}")  # type: ignore[union-attr]  # _stands_in_rows said so
        for name, fact in facts_of(entity).items()
        if _stands_in_rows(fact)
    )


@cache
def _readers(entity: GuardedTable) -> tuple[tuple[tuple[str, Any], ...], dict[str, Any]]:
    facts = facts_of(entity)
    read = tuple((name, _KINDS.get(name)) for name in facts if _stands_in_rows(facts[name]))
    return read, {name: fact for name, fact in facts.items() if not _stands_in_rows(fact)}


def thing_from(entity: GuardedTable, values: Sequence[Any]) -> Thing:
    """Make a ``Thing`` of what :func:`columns_of` selected."""
    read, constant = _readers(entity)
    found = {
        name: value if kind is None else kind(value)
        for (name, kind), value in zip(read, values, strict=True)
    }
    return Thing(**found, **constant)


def joined(statement: Select[*tuple[Any, ...]], entity: GuardedTable) -> Select[*tuple[Any, ...]]:
    """Join to a statement on a guarded table the tables its facts stand in."""
    statement = statement.select_from(entity)
    if entity is not ForwardPlanEntry:
        if entity is not AgendaItem:
            statement = statement.join(AgendaItem, AgendaItem.id == entity.item_id)  # type: ignore[union-attr]  # the other four have it
        statement = statement.join(Meeting, Meeting.id == AgendaItem.meeting_id)
    return statement
