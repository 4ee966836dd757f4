"""A fresh, empty database for each test, on SQLite and on a real PostgreSQL.

One PostgreSQL is started for each test process, the first time a test wants it, in a temporary
folder; it listens on a socket in that folder and is stopped at the end.  Every test gets a
database of its own: a copied file, or a clone of a template.  To clone takes PostgreSQL a fifth
of a second, so a clone that is as it was made, but for its rows, is emptied and lent again.
"""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Final

import pytest
from sqlalchemy import Engine

from portal.records.engines import engine_for
from tests.support.postgres import Postgres

ONLY: Final = "CLEAR_DAYS_TEST_DATABASES"
"""The environment variable that limits the databases, such as ``sqlite`` in ``make quick``."""

KINDS: Final = tuple(os.environ.get(ONLY, "sqlite postgresql").split())


def _with_records(engine: Engine) -> None:
    """Create the record's tables."""
    import_module("portal.records.tables")
    import_module("portal.records.base").Base.metadata.create_all(engine)


def _with_log(engine: Engine) -> None:
    """Create the log's tables and what guards them, as a migration does."""
    import_module("portal.records.migrating").upgrade(engine, "log")


FILLED: Final = {"record": _with_records, "log": _with_log}


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """Run a real PostgreSQL for the length of the session."""
    folder = Path(tempfile.mkdtemp(prefix="clear-days-postgresql-"))
    server = Postgres(folder)
    yield server
    server.stop()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def templates(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Keep a SQLite file of each kind with its tables, to be copied."""
    folder = tmp_path_factory.mktemp("templates")

    def template(name: str) -> Path:
        path = folder / f"{name}.db"
        if not path.exists():
            engine = engine_for(f"sqlite:///{path}", durable=False)
            FILLED[name](engine)
            engine.dispose()
        return path

    return template


@pytest.fixture(params=KINDS)
def database_kind(request: pytest.FixtureRequest) -> str:
    """Name the database a test runs on: once ``sqlite``, once ``postgresql``."""
    return str(request.param)


@pytest.fixture
def database_url(
    database_kind: str, tmp_path: Path, request: pytest.FixtureRequest
) -> Iterator[str]:
    """Give the address of a fresh database with nothing in it."""
    if database_kind == "sqlite":
        yield f"sqlite:///{tmp_path / 'portal.db'}"
        return
    server: Postgres = request.getfixturevalue("postgres")
    name = server.clone()
    yield server.url(name)
    server.drop(name)


@contextmanager
def _filled(name: str, kind: str, folder: Path, request: pytest.FixtureRequest) -> Iterator[str]:
    """Give the address of a fresh database with the tables of the record, or of the log."""
    if kind == "sqlite":
        path = folder / f"{name}.db"
        shutil.copyfile(request.getfixturevalue("templates")(name), path)
        yield f"sqlite:///{path}"
        return
    server: Postgres = request.getfixturevalue("postgres")
    database = server.lend(name, FILLED[name])
    yield server.url(database)
    server.take_back(database)


@pytest.fixture
def record_url(database_kind: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[str]:
    """Give the address of a fresh database with the record's tables in it, all empty."""
    with _filled("record", database_kind, tmp_path, request) as url:
        yield url


@pytest.fixture
def log_url(database_kind: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[str]:
    """Give the address of a fresh database with the log's tables in it, as first migrated."""
    with _filled("log", database_kind, tmp_path, request) as url:
        yield url


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    """Open a fresh database with nothing in it; a test that takes this runs on each kind."""
    engine = engine_for(database_url, durable=False)
    yield engine
    engine.dispose()


@pytest.fixture
def record_engine(record_url: str) -> Iterator[Engine]:
    """Open a fresh database with the record's tables; a test that takes this runs on each kind."""
    engine = engine_for(record_url, durable=False)
    yield engine
    engine.dispose()


@pytest.fixture
def log_engine(log_url: str) -> Iterator[Engine]:
    """Open a fresh database with the log's tables, of the same kind as the record's."""
    engine = engine_for(log_url, durable=False)
    yield engine
    engine.dispose()
