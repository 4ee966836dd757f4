"""Whether one table alone was put back: what access rests on is held to its kept history."""

from datetime import UTC, datetime
from typing import Final

from sqlalchemy.orm import Session

from portal.records.history import KEPT, facts_at, facts_now

_ALWAYS: Final = datetime.max.replace(tzinfo=UTC)


def disagreeing(session: Session) -> dict[str, int]:
    """Count the rows of each table that are not as their history last had them.

    Every change to what access rests on is kept with the change, in another table: a table that
    was put back by itself, or its history was, no longer says what the other does.
    """
    found = {}
    for table in KEPT:
        now, kept = facts_now(session, table), facts_at(session, table, _ALWAYS)
        wrong = sum(1 for row in now.keys() | kept.keys() if now.get(row) != kept.get(row))
        if wrong:
            found[table.__tablename__] = wrong
    return found
