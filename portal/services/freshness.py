"""What public answers are true for: a state of the public record, and a date."""

import contextlib
import threading
import weakref
from collections.abc import Callable
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import Engine
from sqlalchemy.pool import PoolProxiedConnection

from portal.services.work import LOCAL

Freshness = tuple[int, date]

_QUESTION: Final = "SELECT version FROM public_version WHERE id = 1"


def freshness_of(engine: Engine, clock: Callable[[], datetime]) -> Callable[[], Freshness]:
    """Give the question that kept public answers ask first, at each use.

    The number moves with every commit of work, in the same transaction, so whatever is
    answered under one number shows one state of the record.  Lists of what is to come depend
    on the date besides.
    """
    asker = _Asker(engine)

    def freshness() -> Freshness:
        return asker.version(), clock().astimezone(LOCAL).date()

    return freshness


class _Asker(threading.local):
    """Asks for the number on a connection of each thread's own, outside any transaction.

    It is asked at every public request, and taking a connection from the pool would cost more
    than the question.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._line: _Line | None = None

    def version(self) -> int:
        if self._line is not None:
            # The database may have been away since: then ask once more, on a new line.
            with contextlib.suppress(self._engine.dialect.loaded_dbapi.Error):
                return self._line.ask()
        self._line = _Line(self._engine)
        return self._line.ask()


class _Line:
    """One open connection, closed when nobody holds it."""

    def __init__(self, engine: Engine) -> None:
        held = engine.raw_connection()
        driver: Any = held.driver_connection
        held.detach()
        self.close = weakref.finalize(self, _close, held)
        if engine.dialect.name == "postgresql":
            driver.rollback()  # what opening it began
            driver.autocommit = True
        self._ask = driver.execute

    def ask(self) -> int:
        row = self._ask(_QUESTION).fetchone()
        return int(row[0]) if row else 0


def _close(held: PoolProxiedConnection) -> None:
    with contextlib.suppress(Exception):  # whoever tidies up may be another thread
        held.close()
