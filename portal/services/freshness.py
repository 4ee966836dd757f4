"""What public answers are true for: a state of the public record, and a date."""

from collections.abc import Callable
from datetime import date, datetime

from sqlalchemy import Engine

from portal.services.work import LOCAL

Freshness = tuple[int, date]


def freshness_of(engine: Engine, clock: Callable[[], datetime]) -> Callable[[], Freshness]:
    """Give the question that kept public answers ask first, at each use.

    The number moves with every commit of work, in the same transaction, so whatever is
    answered under one number shows one state of the record.  Lists of what is to come depend
    on the date besides.
    """
    reading = engine.execution_options(isolation_level="AUTOCOMMIT")

    def freshness() -> Freshness:
        with reading.connect() as connection:
            version = connection.exec_driver_sql(
                "SELECT version FROM public_version WHERE id = 1"
            ).scalar()
        return int(version or 0), clock().astimezone(LOCAL).date()

    return freshness
