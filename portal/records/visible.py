"""A scope, as a WHERE clause.

This is the second reading of :class:`portal.policy.scope.Scope`; the first is its ``admits``.
Every statement that lists, counts, searches or fetches guarded rows begins with one of the
readings below, or with :func:`admitted`, and hands back rows, not objects: a row cannot be walked
to something nobody asked about.  Each row carries the ``thing`` it is to the policy, so that a
service can ask for the verdict again before it opens anything.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache
from itertools import groupby
from typing import Any, Final, Generic, Self, TypeVar, cast
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    ColumnExpressionArgument,
    Select,
    and_,
    case,
    false,
    func,
    not_,
    or_,
    select,
    true,
)
from sqlalchemy.orm import Session

from portal.policy.attributes import Classification, Role
from portal.policy.principals import Standing
from portal.policy.scope import Scope, Thing
from portal.records.rows import ActionRow, ItemRow, MinuteRow, PaperRow, PlanRow
from portal.records.rules_in_sql import allows_closed, allows_open, word
from portal.records.tables import Action, AgendaItem, ForwardPlanEntry, Minute, Paper
from portal.records.things import Fact, GuardedTable, columns_of, facts_of, joined, thing_from

Capacity = tuple[bool, Role, bool, bool]
"""What the rules ask of a standing: not the public's, role, on the body, agreement signed."""

_EVERYWHERE: Final = (None, None)
_THE_RULES_ASK: Final = (
    "regime",
    "jurisdiction",
    "classification",
    "stage",
    "doc_type",
    "member_right",
    "public_meeting",
    "released",
    "originator_ok",
    "depersonalised",
    "prejudicial",
)
"""Of a thing's facts, those that are attributes too; the others say whom they count for."""

_OF_JOINED_KEYS: Final = (
    "on_list",
    "need_to_know",
    "item_invited",
    "dpi",
    "draft_reader",
    "breakglass",
)
_NEVER_NULL: Final = frozenset((*_THE_RULES_ASK, *_OF_JOINED_KEYS))


@lru_cache(maxsize=128)
def admitted(scope: Scope, entity: GuardedTable) -> ColumnElement[bool]:
    """Say, of each row of a guarded table, what ``Scope.admits`` says of each thing.

    The statement must have joined the tables that :func:`portal.records.things.joined` joins.
    An open row is asked first, and by itself: it is what most rows are.
    """
    capacities = [
        (_counts_for(tuple(standings), entity), _facts(scope, capacity, entity))
        for capacity, standings in groupby(sorted(scope.standings, key=_capacity), key=_capacity)
    ]
    if_permitted = _permission_suffices(scope, entity)
    open_rows = [
        (counts, allows_open(facts, never_null=_NEVER_NULL)) for counts, facts in capacities
    ]
    # Nobody is worse off than the public, so whoever stands in another capacity everywhere need
    # not ask as the public too.
    elsewhere = capacities[1:] if any(counts is true() for counts, _ in capacities[1:]) else ()
    closed_rows = (
        and_(counts, allows_closed(facts, if_permitted=if_permitted, never_null=_NEVER_NULL))
        for counts, facts in elsewhere or capacities
    )
    everybodys = open_rows[0][1]  # what the public may read need not be asked for twice
    more = (and_(counts, each) for counts, each in open_rows[1:] if not each.compare(everybodys))
    return case(
        (entity.classification == word(Classification.PUB), or_(everybodys, *more)),
        else_=or_(*closed_rows),
    )


def _capacity(standing: Standing) -> Capacity:
    """Give what the rules ask of a standing, the public's first: it answers most rows."""
    return (standing.role is not Role.PUBLIC, standing.role, standing.on_body, standing.isa)


def _counts_for(standings: Sequence[Standing], entity: GuardedTable) -> ColumnElement[bool]:
    """Say what ``Standing.counts_for`` says, for standings that differ in nothing else."""
    if _EVERYWHERE in {(each.body, each.meeting) for each in standings}:
        return true()
    body, meeting = facts_of(entity)["body"], facts_of(entity)["meeting"]
    for_good = {each.body for each in standings if each.meeting is None}
    one_sitting = (
        and_(_in(meeting, {each.meeting}), true() if each.body is None else _in(body, {each.body}))
        for each in standings
        if each.meeting is not None
    )
    return or_(_in(body, for_good), *one_sitting)


def _facts(scope: Scope, capacity: Capacity, entity: GuardedTable) -> Mapping[str, Any]:
    """Give what ``Scope.verdict_on`` asks the rules about, for one capacity."""
    facts: Mapping[str, Any] = facts_of(entity)
    _, role, on_body, isa = capacity
    listed = _listed(scope, entity)
    return {
        **{name: facts[name] for name in _THE_RULES_ASK},
        "role": role,
        "on_body": on_body,
        "isa": isa,
        "on_list": listed,
        "need_to_know": _any(listed, _in(facts["item"], scope.needs)),
        "item_invited": _in(facts["item"], scope.invited),
        "breakglass": _in(facts["item"], scope.broken_glass),
        "dpi": _in(facts["item"], scope.conflicted),
        "draft_reader": _in(facts["body"], scope.drafts_of),
    }


def _permission_suffices(scope: Scope, entity: GuardedTable) -> ColumnElement[bool]:
    """Say where what is merely permitted may be read: elsewhere a live permission is needed too."""
    sensitive = cast("ColumnElement[bool]", facts_of(entity)["sensitive"])
    return _any(_listed(scope, entity), not_(sensitive))


def _listed(scope: Scope, entity: GuardedTable) -> ColumnElement[bool]:
    """Say what ``Scope.opens`` says; of what is in no compartment, no."""
    if not scope.compartments and not scope.items:
        return false()
    compartment, item = entity.compartment_id, facts_of(entity)["item"]
    one_item = (and_(compartment == each, _in(item, {only})) for each, only in sorted(scope.items))
    return and_(compartment.is_not(None), or_(_in(compartment, scope.compartments), *one_item))


def _any(*conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    """Join conditions by OR; where all but one are ``false()``, that one is asked as it stands."""
    asked = [each for each in conditions if each is not false()]
    if len(asked) > 1:
        return or_(*asked)
    return asked[0] if asked else false()


def _in(fact: Fact, values: Collection[UUID | None]) -> ColumnElement[bool]:
    """Say whether an identifier is one of some; where it cannot be, ``false()`` prunes rules."""
    known = sorted(each for each in values if each is not None)
    if not known or fact is None or isinstance(fact, StrEnum | bool):
        return false()
    return fact.in_(known)


Row = TypeVar("Row", ItemRow, PaperRow, MinuteRow, ActionRow, PlanRow)


@dataclass(frozen=True, slots=True)
class Reading(Generic[Row]):
    """The rows of a guarded table that a scope admits, to be narrowed, ordered and read.

    ``AgendaItem`` and ``Meeting`` are joined for all but the forward plan, and may be named.
    """

    entity: GuardedTable
    row: type[Row]
    statement: Select[*tuple[Any, ...]]

    def where(self, *criteria: ColumnExpressionArgument[bool]) -> Self:
        """Keep only such rows."""
        return replace(self, statement=self.statement.where(*criteria))

    def order_by(self, *columns: Any) -> Self:  # noqa: ANN401 -- as SQLAlchemy has it
        """Give them in this order."""
        return replace(self, statement=self.statement.order_by(*columns))

    def limit(self, most: int, *, after: int = 0) -> Self:
        """Give no more than so many, leaving out the first few."""
        return replace(self, statement=self.statement.limit(most).offset(after))

    def all(self, session: Session, **bound: object) -> list[Row]:
        """Read them; ``bound`` are the values of parameters that the criteria name."""
        return [self._row(values) for values in session.execute(self.statement, bound)]

    def one(self, session: Session) -> Row | None:
        """Read the only one, if there is one and the scope admits it."""
        values = session.execute(self.statement).one_or_none()
        return self._row(values) if values else None

    def count(self, session: Session) -> int:
        """Count them."""
        statement = self.statement.with_only_columns(func.count()).order_by(None)
        return session.scalar(statement) or 0

    def _row(self, values: Sequence[Any]) -> Row:
        own: int = len(self.row._fields) - 1
        return self.row._make((*values[:own], thing_from(self.entity, values[own:])))


def items(scope: Scope) -> Reading[ItemRow]:
    """Begin to read agenda items."""
    return _reading(scope, AgendaItem, ItemRow)


def papers(scope: Scope) -> Reading[PaperRow]:
    """Begin to read papers."""
    return _reading(scope, Paper, PaperRow)


def minutes(scope: Scope) -> Reading[MinuteRow]:
    """Begin to read what was recorded."""
    return _reading(scope, Minute, MinuteRow)


def actions(scope: Scope) -> Reading[ActionRow]:
    """Begin to read actions."""
    return _reading(scope, Action, ActionRow)


def forward_plan(scope: Scope) -> Reading[PlanRow]:
    """Begin to read the forward plan."""
    return _reading(scope, ForwardPlanEntry, PlanRow)


@lru_cache(maxsize=128)
def _reading(scope: Scope, entity: GuardedTable, row: type[Row]) -> Reading[Row]:
    own = [getattr(entity, name) for name in row._fields if name != "thing"]
    statement = joined(select(*own, *columns_of(entity)), entity)
    return Reading(entity, row, statement.where(admitted(scope, entity)))


def thing(session: Session, entity: GuardedTable, row_id: UUID) -> Thing | None:
    """Say what a guarded row is to the policy, whoever asks; it reads nothing else of the row."""
    statement = joined(select(*columns_of(entity)), entity).where(entity.id == row_id)
    values = session.execute(statement).one_or_none()
    return thing_from(entity, values) if values else None
