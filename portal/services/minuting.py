"""Minuting: what was said, who came, what is to be done, and what is expected to come next."""

from collections.abc import Iterable
from datetime import date
from typing import TypeGuard, TypeVar
from uuid import UUID, uuid4

from sqlalchemy import func, select

from portal.policy.restrictions import Covers
from portal.records.tables import Action, Attendance, ForwardPlanEntry, Minute, Presence
from portal.services.agendas import rules_of
from portal.services.closing import Falls, close_row, falls_under
from portal.services.work import Work

Row = TypeVar("Row", Minute, Action, ForwardPlanEntry)


def add_minute(
    work: Work,
    item: UUID,
    text: str,
    *,
    complete: bool = True,
    restriction: UUID | Falls | None = Falls.UNDER_ITS_ITEM,
) -> Minute:
    """Record what was said under an item, sealed at once if it falls under a restriction.

    The caller commits.

    :param restriction: ``None`` for what is to be open although the item's minutes are closed.
    :raises NotFound, Refused: as :func:`portal.services.restricting.close_row`.
    """
    restriction = falls_under(work, item, Covers.MINUTES, restriction)
    with work.session.no_autoflush:
        last = work.session.scalar(select(func.max(Minute.position)).where(Minute.item_id == item))
    written = [each.position for each in work.session.new if _under(each, item)]
    position = max([*written, -1 if last is None else last]) + 1
    minute = Minute(id=uuid4(), item_id=item, position=position, text=text, complete=complete)
    return _entered(work, minute, restriction)


def add_passages(
    work: Work, item: UUID, passages: Iterable[tuple[str, UUID | None]]
) -> list[Minute]:
    """Record what was said under an item, passage by passage in order; the caller commits.

    Each passage is open, or sealed under the restriction it is given with: of ten sentences one
    that is exempt leaves nine to the public (1972 Act s.100C(1)(a)).

    :raises NotFound, Refused: as :func:`portal.services.restricting.close_row`.
    """
    return [add_minute(work, item, text, restriction=closed) for text, closed in passages]


def add_action(  # noqa: PLR0913 -- an action is described by these, each by name
    work: Work,
    body: UUID,
    item: UUID,
    *,
    text: str,
    owner: str,
    due_on: date | None,
    restriction: UUID | Falls | None = Falls.UNDER_ITS_ITEM,
) -> Action:
    """Record a task given under an item, sealed at once if it falls under a restriction.

    The caller commits.

    :param restriction: ``None`` for what is to be open although the item's actions are closed.
    :raises NotFound, Refused: as :func:`portal.services.restricting.close_row`.
    """
    restriction = falls_under(work, item, Covers.ACTIONS, restriction)
    action = Action(
        id=uuid4(), body_id=body, item_id=item, text=text, owner=owner, due_text="", due_on=due_on
    )
    return _entered(work, action, restriction)


def attend(work: Work, meeting: UUID, people: list[tuple[str, UUID | None, Presence]]) -> None:
    """Record who came, who sent apologies and who took the minutes.  The caller commits."""
    work.session.add_all(
        Attendance(
            meeting_id=meeting,
            position=position,
            name=name,
            organisation_id=organisation,
            presence=presence,
        )
        for position, (name, organisation, presence) in enumerate(people)
    )


def plan(  # noqa: PLR0913 -- a matter is described by these, each by name
    work: Work, body: UUID, on: date, *, title: str, presenter: str, restriction: UUID | None = None
) -> ForwardPlanEntry:
    """Enter a matter expected on a day, sealed at once if it falls under a restriction.

    The caller commits.

    :raises NotFound: if there is no such restriction.
    :raises Refused: if the body has no rules on that day.
    """
    rules = rules_of(work, body, on)
    entry = ForwardPlanEntry(
        id=uuid4(),
        body_id=body,
        meeting_on=on,
        title=title,
        presenter=presenter,
        status="",
        regime=rules.regime,
        jurisdiction=rules.jurisdiction,
    )
    return _entered(work, entry, restriction)


def _under(row: object, item: UUID) -> TypeGuard[Minute]:
    return isinstance(row, Minute) and row.item_id == item


def _entered(work: Work, row: Row, restriction: UUID | None) -> Row:
    """Put a row into the record: sealed first, if it is closed, for a database forgets slowly."""
    if restriction is not None:
        close_row(work, row, restriction)
    work.session.add(row)
    return row
