"""An upgrade by which access comes to rest on something more keeps that of every row it finds."""

from datetime import UTC, datetime
from uuid import uuid4

from sqlalchemy import Engine, column, insert, table
from sqlalchemy.orm import Session

from portal.records import migrating
from portal.records.history import facts_at, facts_now
from portal.records.tables import Person

LEFT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
TOLD = ("id", "name", "councillor", "guest", "created_at", "closed_at")
PERSON = table("person", *(column(each, Person.__table__.c[each].type) for each in TOLD))


def test_an_upgrade_keeps_of_everybody_that_they_are_not_suspended(engine: Engine):
    migrating.upgrade(engine, "record", "0019_marked_papers")
    people = [uuid4() for _ in range(2)]
    with engine.begin() as connection:
        for person, closed_at in zip(people, (None, LEFT), strict=True):
            told = (person, "Imogen Farrow", True, False, LEFT, closed_at)
            connection.execute(insert(PERSON).values(dict(zip(TOLD, told, strict=True))))
    migrating.upgrade(engine, "record")
    with Session(engine) as session:
        kept = facts_at(session, Person, datetime.now(UTC))
        assert kept == facts_now(session, Person)
        assert {each["suspended_at"] for each in kept.values()} == {None}
        assert [kept[each]["closed_at"] for each in people] == [None, LEFT.isoformat()]
