"""Counts the statements that a page costs."""

from contextlib import contextmanager

from sqlalchemy import event


@contextmanager
def counted(world):
    """Keep the statements sent to the record, the beginnings of transactions left out."""
    sent: list[str] = []

    def note(_connection, _cursor, statement, *_):
        if statement != "BEGIN":
            sent.append(statement)

    event.listen(world.record, "before_cursor_execute", note)
    yield sent
    event.remove(world.record, "before_cursor_execute", note)
