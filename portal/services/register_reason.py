"""Why one thing is withheld, as the public is told of it, and what has become of it since."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from sqlalchemy import select

from portal.errors import NotFound
from portal.policy import Regime
from portal.policy.grounds import SCHEMES
from portal.records.tables import (
    Body,
    Meeting,
    RestrictionEvent,
    RestrictionState,
    WithheldNotice,
)
from portal.services.meeting_lists import BodyLine, body_line
from portal.services.withheld import COLUMNS, Withheld, published, withheld
from portal.services.work import LOCAL, Work

TOLD: Final = {
    RestrictionState.PROPOSED: "The restriction was proposed",
    RestrictionState.RESOLVED: "The restriction was decided on",
    RestrictionState.LOST: "The meeting voted not to exclude the public",
    RestrictionState.MAINTAINED: "Reviewed, and kept",
    RestrictionState.LAPSED: "The ground no longer holds",
    RestrictionState.RELEASED: "Released",
    RestrictionState.PART_RELEASED: "A part was released",
    RestrictionState.SUPERSEDED: "Replaced by another restriction",
    RestrictionState.WITHDRAWN: "Withdrawn",
}
"""A step in a restriction's life, as the public is told of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicStep:
    """Something that became of a notice, and the day."""

    on: date
    says: str
    words: str  # what was announced


@dataclass(frozen=True, slots=True, kw_only=True)
class ReasonPage:
    """Why one thing is withheld."""

    notice: Withheld
    meeting_at: datetime
    body: BodyLine
    regime: Regime
    overdue: bool
    numbering: str  # whose numbers the paragraphs bear, where nobody uses them any longer
    history: tuple[PublicStep, ...]  # oldest first


def read_reason(work: Work, notice_id: UUID) -> ReasonPage:
    """Read why something is withheld.

    :raises NotFound: if there is no such notice, or it is not published.
    """
    row = work.session.execute(
        published(
            select(
                *COLUMNS,
                WithheldNotice.restriction_id,
                Meeting.starts_at,
                Meeting.body_id,
                Body.slug,
                Body.name,
                Body.clerk_name,
                Body.clerk_email,
                Body.clerk_telephone,
            )
        )
        .join(Body, Body.id == WithheldNotice.body_id)
        .where(WithheldNotice.id == notice_id)
    ).one_or_none()
    if row is None:
        raise NotFound
    notice, scheme = withheld(row), SCHEMES.get(row.scheme)
    return ReasonPage(
        notice=notice,
        meeting_at=row.starts_at,
        body=body_line(row),
        regime=row.regime,
        overdue=notice.review_was_due(work.today),
        numbering=scheme.adopted_as if scheme is not None and scheme.historic else "",
        history=_history(work, row.restriction_id, row.published_at),
    )


def _history(work: Work, restriction: UUID | None, since: datetime) -> tuple[PublicStep, ...]:
    """Give what became of a notice once it was published; what went before was nobody's."""
    begun = PublicStep(on=_day(since), says="This notice was published", words="")
    if restriction is None:
        return (begun,)
    steps = work.session.execute(
        select(RestrictionEvent.state, RestrictionEvent.happened_at, RestrictionEvent.words)
        .where(
            RestrictionEvent.restriction_id == restriction, RestrictionEvent.happened_at >= since
        )
        .order_by(RestrictionEvent.happened_at, RestrictionEvent.id)
    )
    return (
        begun,
        *(
            PublicStep(on=_day(each.happened_at), says=TOLD[each.state], words=each.words)
            for each in steps
            if each.state is not RestrictionState.PROPOSED
        ),
    )


def _day(moment: datetime) -> date:
    return moment.astimezone(LOCAL).date()
