"""The record's migrations: up, down and up again, equal to the tables, on both databases."""

import ast

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Engine, inspect, text
from sqlalchemy.orm import Session

import portal.records.tables
from portal.records import migrating
from portal.records.base import Base
from portal.records.tables import Deployment, PublicVersion

VERSIONS = migrating.MIGRATIONS / "record"


def revisions() -> list[str]:
    return sorted(path.stem for path in VERSIONS.glob("0*.py"))


def tables(engine: Engine) -> set[str]:
    return set(inspect(engine).get_table_names()) - {"alembic_version"}


def schema(engine: Engine) -> list[str]:
    look = inspect(engine)
    return sorted(
        f"{table}.{column['name']} {column['type']!r} {column['nullable']}"
        for table in tables(engine)
        for column in look.get_columns(table)
    )


def test_the_migrations_make_the_tables(engine: Engine):
    migrating.upgrade(engine, "record")
    assert portal.records.tables.Paper.__tablename__ in tables(engine)
    assert tables(engine) == set(Base.metadata.tables)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": False})
        assert compare_metadata(context, Base.metadata) == []
    assert migrating.is_current(engine, "record")


def test_the_constraints_are_the_tables_own(engine: Engine):
    migrating.upgrade(engine, "record")
    look = inspect(engine)
    for name, table in Base.metadata.tables.items():
        wanted = {
            str(each.name) for each in table.constraints if type(each).__name__ == "CheckConstraint"
        }
        assert {each["name"] for each in look.get_check_constraints(name)} >= wanted, name


def test_up_and_down_and_up_again(engine: Engine):
    migrating.upgrade(engine, "record")
    first = schema(engine)
    migrating.downgrade(engine, "record")
    assert tables(engine) == set()
    migrating.upgrade(engine, "record")
    assert schema(engine) == first


def test_every_step_goes_down_and_up_again(engine: Engine):
    for revision in revisions():
        migrating.upgrade(engine, "record", revision)
        before = tables(engine)
        migrating.downgrade(engine, "record", "-1")
        assert tables(engine) <= before  # a step may alter tables without adding one
        migrating.upgrade(engine, "record", revision)
        assert tables(engine) == before


def test_the_single_rows_are_there_after_an_upgrade(engine: Engine):
    migrating.upgrade(engine, "record")
    with Session(engine) as session:
        assert session.query(PublicVersion).one().version == 0
        assert session.query(Deployment).one().deployment_id


def test_going_down_leaves_the_log_whole(engine: Engine):
    migrating.upgrade(engine, "log")
    migrating.upgrade(engine, "record")
    migrating.downgrade(engine, "record")
    assert migrating.is_current(engine, "log")
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM log_entry")) == 0


@pytest.mark.parametrize("revision", revisions())
def test_a_revision_is_named_as_its_file_and_tells_what_undoing_costs(revision):
    module = ast.parse((VERSIONS / f"{revision}.py").read_text(encoding="utf-8"))
    told = ast.get_docstring(module) or ""
    assert all(word in told for word in ("Adds:", "Locks:", "Undo:"))
    named = {
        node.targets[0].id: ast.literal_eval(node.value)
        for node in module.body
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)
    }
    assert named["revision"] == revision
