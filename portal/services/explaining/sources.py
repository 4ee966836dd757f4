"""Where the facts of a moment come from: the record as it stands, or what was kept of it.

Both give the same facts in the same words, so that everything above them is one code for now
and for then.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol
from uuid import UUID

from sqlalchemy.orm import Session

from portal.records.base import Base
from portal.records.history import Facts, facts_at, facts_now

Rows = dict[UUID, Facts]


class Source(Protocol):
    """The facts of one moment."""

    @property
    def moment(self) -> datetime:
        """The moment they are true at."""

    def rows(self, table: type[Base]) -> Rows:
        """Give the facts of all rows of a table: one statement."""

    def row(self, table: type[Base], row: UUID) -> Facts | None:
        """Give the facts of one row: one statement, or none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """The record as it stands."""

    session: Session
    moment: datetime

    def rows(self, table: type[Base]) -> Rows:
        """Read a table."""
        return facts_now(self.session, table)

    def row(self, table: type[Base], row: UUID) -> Facts | None:
        """Read a row."""
        return facts_now(self.session, table, row).get(row)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """The record as it stood at a moment."""

    session: Session
    moment: datetime

    def rows(self, table: type[Base]) -> Rows:
        """Read what was kept of a table."""
        return facts_at(self.session, table, self.moment)

    def row(self, table: type[Base], row: UUID) -> Facts | None:
        """Read what was kept of a row."""
        return facts_at(self.session, table, self.moment, row).get(row)


@dataclass(frozen=True, slots=True, kw_only=True)
class Whole:
    """Another source, whose tables are read whole and once; for questions about many rows."""

    of: Source
    _read: dict[type[Base], Rows] = field(default_factory=dict)

    @property
    def moment(self) -> datetime:
        """The moment of the other source."""
        return self.of.moment

    def rows(self, table: type[Base]) -> Rows:
        """Read a table, or remember it."""
        if table not in self._read:
            self._read[table] = self.of.rows(table)
        return self._read[table]

    def row(self, table: type[Base], row: UUID) -> Facts | None:
        """Find a row in its table."""
        return self.rows(table).get(row)
