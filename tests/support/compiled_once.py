"""Statements are compiled once for each kind of database, not once for each test.

SQLAlchemy keeps compiled statements with the engine, and tells the engines' dialects apart by
identity.  Every test here has engines of its own, all made alike by ``portal.records.engines``,
so each of thousands of tests would compile the same statements again: half of their time.
"""

from typing import Any, Final

from sqlalchemy.engine import Engine
from sqlalchemy.engine.default import DefaultDialect
from sqlalchemy.util import LRUCache

ROOM: Final = 5000
_compiled: Final[dict[type, LRUCache]] = {}


def _of_its_kind(engine: Engine) -> LRUCache:
    return _compiled.setdefault(type(engine.dialect), LRUCache(ROOM))


def _left_unsaid(_engine: Engine, _cache: Any) -> None:
    """Let an engine that is being made have no cache of its own."""


def share() -> None:
    """Let all engines of a kind share what they compile, from now on."""
    Engine._compiled_cache = property(_of_its_kind, _left_unsaid)  # noqa: SLF001 -- there is no open way
    DefaultDialect.__eq__ = lambda one, other: type(one) is type(other)
    DefaultDialect.__hash__ = lambda one: hash(type(one))
