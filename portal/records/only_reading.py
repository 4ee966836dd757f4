"""A time in which a session can read and can change nothing, whatever is called."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.orm import Session


@contextmanager
def only_reading(session: Session) -> Iterator[None]:
    """Let the database itself refuse to change anything; at the end nothing was changed.

    :raises sqlalchemy.exc.DBAPIError: inside, if something tries.
    """
    connection = session.connection()
    sqlite = connection.dialect.name == "sqlite"
    connection.exec_driver_sql("PRAGMA query_only = ON" if sqlite else "SET TRANSACTION READ ONLY")
    try:
        yield
    finally:
        if sqlite:  # it outlasts the transaction; PostgreSQL's does not
            connection.exec_driver_sql("PRAGMA query_only = OFF")
        session.rollback()
