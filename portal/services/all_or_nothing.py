"""Doing something whole or not at all, and holding nobody else up if it is refused."""

from collections.abc import Iterator
from contextlib import contextmanager

from portal.services.work import Work


@contextmanager
def all_or_nothing(work: Work) -> Iterator[None]:
    """Begin to write afresh; whatever goes wrong, give back the writer's place at once.

    What was read until now may be stale and is forgotten.  The body commits.
    """
    work.session.rollback()
    work.begin_writing()
    try:
        yield
    except BaseException:
        work.session.rollback()
        raise
