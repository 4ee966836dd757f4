"""What access rested on, kept for as long as the question "who could have?" may be asked."""

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import DDL, JSON, BigInteger, CheckConstraint, Index, Integer, event
from sqlalchemy.orm import Mapped, mapped_column

from portal.records.base import Base

# On SQLite only INTEGER is the row's own number; it holds 64 bits all the same.
NUMBER: Final = BigInteger().with_variant(Integer(), "sqlite")


class KeptFact(Base):
    """What one row said about access from a moment on: identifiers, words of lists and dates alone.

    ``noun`` is the row's table.  Rows are added and never changed; of those up to a moment the
    one with the highest number is what was true then.
    """

    __tablename__ = "kept_fact"
    __table_args__ = (Index(None, "noun", "row_id", "from_at"),)

    number: Mapped[int] = mapped_column(NUMBER, primary_key=True)
    noun: Mapped[str]
    row_id: Mapped[UUID]
    from_at: Mapped[datetime]
    facts: Mapped[dict[str, Any]] = mapped_column(JSON)
    gone: Mapped[bool] = mapped_column(default=False)


class HistoryBeginning(Base):
    """One row where history began later than the record; none where it is as old."""

    __tablename__ = "history_beginning"
    __table_args__ = (CheckConstraint("id = 1", name="single_row"),)

    id: Mapped[int] = mapped_column(primary_key=True, default=1)
    began_at: Mapped[datetime]


REFUSAL: Final = "history is only added to"

_FUNCTION: Final = f"""
CREATE OR REPLACE FUNCTION history_only_grows() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '{REFUSAL}'; END $$"""

_GUARD: Final = """
CREATE TRIGGER kept_fact_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON kept_fact
FOR EACH STATEMENT EXECUTE FUNCTION history_only_grows()"""

ONLY_GROWS: Final = {
    "sqlite": tuple(
        f"CREATE TRIGGER kept_fact_no_{deed.lower()} BEFORE {deed} ON kept_fact"
        f" BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
        for deed in ("UPDATE", "DELETE")
    ),
    "postgresql": (_FUNCTION, _GUARD),
}
"""What the database itself refuses; the migration makes the same."""

for _dialect, _statements in ONLY_GROWS.items():
    for _statement in _statements:
        _made = DDL(_statement)  # type: ignore[no-untyped-call]  # SQLAlchemy leaves it untyped
        event.listen(KeptFact.__table__, "after_create", _made.execute_if(dialect=_dialect))
