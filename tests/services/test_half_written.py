"""Half-written forms at rest: a thief with the database reads nothing, and each opens once."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.errors import NotFound
from portal.records.tables import HalfWritten
from portal.services import half_written
from portal.services.half_written import WrittenForm
from tests.canaries.brood import Brood
from tests.canaries.searching import Searcher
from tests.support.furnishing import MEMBER, PREVENT_MEMBER


def form(nature: str) -> WrittenForm:
    return WrittenForm(
        address="/me/interests/declare/x?y=z", fields=(("kind", "other"), ("my_nature", nature))
    )


def found_at_rest(engine, brood, tmp_path) -> list[str]:
    """Look for the canaries in the database: in its file, or in every row of the table."""
    searcher = Searcher(brood)
    if engine.dialect.name == "sqlite":
        return [str(each) for each in searcher.in_folder(tmp_path)]
    with engine.connect() as connection:
        rows = connection.execute(select(HalfWritten.__table__)).all()
    return [mark for mark in (brood.mark,) if mark.encode() in repr(rows).encode()]


def test_a_thief_with_the_database_and_no_cookie_reads_nothing(work_of, record_engine, tmp_path):
    brood = Brood()
    key = half_written.keep(work_of(None), MEMBER, form(brood("a long answer")))
    assert key
    with record_engine.connect() as connection:
        assert connection.execute(select(HalfWritten.__table__)).all()
    assert found_at_rest(record_engine, brood, tmp_path) == []
    with Session(record_engine) as session:
        row = session.scalars(select(HalfWritten)).one()
        assert key not in repr((row.id, row.browser_hash, row.sealed))


def test_it_opens_for_its_writer_with_its_key_alone(work_of):
    key = half_written.keep(work_of(None), MEMBER, form("My sister's firm"))
    (kept,) = half_written.open_kept(work_of(MEMBER), (key,))
    assert kept.form == form("My sister's firm")
    assert kept.form.told == (("Kind", "other"), ("My nature", "My sister's firm"))
    assert half_written.open_kept(work_of(MEMBER), ()) == ()
    assert half_written.open_kept(work_of(MEMBER), ("A" * 43, "")) == ()
    assert half_written.open_kept(work_of(PREVENT_MEMBER), (key,)) == ()
    assert not half_written.is_kept_for(work_of(None), PREVENT_MEMBER, (key,))
    with pytest.raises(NotFound):
        half_written.open_kept(work_of(None), (key,))


def test_each_is_forgotten_by_its_writer_alone(work_of):
    keys = tuple(half_written.keep(work_of(None), MEMBER, form(each)) for each in "ab")
    first, second = half_written.open_kept(work_of(MEMBER), keys)
    half_written.forget(work_of(PREVENT_MEMBER), keys, first.row)
    assert half_written.that_serve(work_of(PREVENT_MEMBER), keys) == keys
    half_written.forget(work_of(MEMBER), keys, first.row)
    assert len(half_written.that_serve(work_of(MEMBER), keys)) == 1
    assert half_written.open_kept(work_of(MEMBER), keys) == (second,)


def test_the_old_are_deleted_on_the_way(work_of, record_engine):
    key = half_written.keep(work_of(None), MEMBER, form("a"))
    with Session(record_engine) as session:
        session.scalars(select(HalfWritten)).one().kept_at -= half_written.LASTS
        session.commit()
    assert half_written.open_kept(work_of(MEMBER), (key,)) == ()
    assert half_written.that_serve(work_of(MEMBER), (key,)) == ()
    half_written.keep(work_of(None), MEMBER, form("b"))
    with Session(record_engine) as session:
        assert len(session.scalars(select(HalfWritten)).all()) == 1
