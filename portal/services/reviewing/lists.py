"""The lists of reviews: what is overdue, due, waiting and in sight, for whoever watches over it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy import select

from portal.errors import NotFound
from portal.policy import Permission
from portal.policy.reviews import Due
from portal.records.tables import Body
from portal.services.reviewing.coming_up import UpLine, lines_of
from portal.services.reviewing.subjects import decides, prepares, watched_bodies
from portal.services.work import Work


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewList:
    """The reviews of the bodies somebody watches over, each in one place."""

    on: date
    overdue: tuple[UpLine, ...]
    due: tuple[UpLine, ...]  # today, or opened by an event or in a campaign
    waiting_second: tuple[UpLine, ...]
    waiting_event: tuple[UpLine, ...]
    upcoming: tuple[UpLine, ...]
    later: tuple[UpLine, ...]
    acts: bool  # somewhere, the asker prepares or decides


def read_list(work: Work) -> ReviewList:
    """List the reviews of the bodies that the asker watches over.

    :raises NotFound: if there is none.
    """
    if not work.principal.may_somewhere(Permission.REVIEW_READ):
        raise NotFound
    bodies = watched_bodies(work)
    lines = lines_of(work, bodies)

    def those(place: str) -> tuple[UpLine, ...]:
        return tuple(each for each in lines if place_of(each) == place)

    return ReviewList(
        on=work.today,
        overdue=those("overdue"),
        due=those("due"),
        waiting_second=those("second"),
        waiting_event=those("event"),
        upcoming=those("upcoming"),
        later=those("later"),
        acts=any(prepares(work, body) or decides(work, body) for body in bodies),
    )


def place_of(line: UpLine) -> str:
    """Say in which part of the list a restriction stands."""
    return next(place for place, stands in _PLACES if stands(line))


_PLACES: Final[tuple[tuple[str, Callable[[UpLine], bool]], ...]] = (
    ("second", lambda line: line.awaits_second and line.review is None),
    ("overdue", lambda line: line.state is Due.OVERDUE),
    ("due", lambda line: line.state is Due.DUE or line.review is not None),
    ("event", lambda line: line.state is Due.EVENT),
    ("upcoming", lambda line: line.state is Due.UPCOMING),
    ("later", lambda _: True),
)


def read_overdue(work: Work) -> ReviewList:
    """Give the same to whoever watches over access, who looks at what is overdue.

    :raises NotFound: to everybody else.
    """
    if not work.principal.may_somewhere(Permission.ACCESS_EXPLAIN):
        raise NotFound
    return read_list(work)


def every_line(work: Work, slug: str = "") -> tuple[UpLine, ...]:
    """List, for the back door, what has come due in one body or in all.

    :raises NotFound: if there is no such body.
    """
    bodies = select(Body.id).where(Body.slug == slug) if slug else select(Body.id)
    found = set(work.session.scalars(bodies))
    if slug and not found:
        raise NotFound
    return tuple(each for each in lines_of(work, found) if place_of(each) in {"overdue", "due"})
