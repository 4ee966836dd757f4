"""An upgrade keeps what it finds as the beginning of history."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

from sqlalchemy import Uuid, column, insert, table
from sqlalchemy.orm import Session

from portal.records import migrating
from portal.records.engines import engine_for
from portal.records.history import facts_at, known_since
from portal.records.tables import Body, Person

START = datetime(2026, 3, 2, 9, tzinfo=UTC)


def test_an_upgrade_keeps_what_it_finds_and_says_since_when(tmp_path):
    engine = engine_for(f"sqlite:///{tmp_path / 'old.db'}", durable=False)
    migrating.upgrade(engine, "record", "0015_history")
    body, person = uuid4(), uuid4()
    with engine.begin() as connection:
        # As the table was then: a column that came later has no place in it.
        words = ("purpose", "legal_basis", "clerk_name", "clerk_email", "clerk_telephone")
        names = [column(each) for each in ("slug", "name", *words)]
        connection.execute(
            insert(table("body", column("id", Uuid()), *names)).values(
                id=body, slug="old", name="An old board", **dict.fromkeys(words, "")
            )
        )
        connection.execute(
            insert(Person.__table__).values(
                id=person, name="Imogen Farrow", councillor=True, guest=False, created_at=START
            )
        )
    migrating.upgrade(engine, "record")
    with Session(engine) as session:
        began = known_since(session)
        assert began is not None
        assert facts_at(session, Body, began) == {body: {"archived_on": None}}
        assert facts_at(session, Person, began)[person]["councillor"] is True
        assert facts_at(session, Person, began - timedelta(seconds=1)) == {}
    engine.dispose()
