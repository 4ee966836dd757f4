"""The register of what is withheld, for the public to hold the boards to account."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from sqlalchemy import func, select

from portal.errors import NotFound
from portal.policy import Regime
from portal.records.tables import Body, Meeting, WithheldNotice
from portal.services.meeting_lists import BodyLine, body_line
from portal.services.withheld import COLUMNS, Withheld, published, withheld
from portal.services.work import Work

A_PAGE: Final = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterLine:
    """A notice with the meeting it belongs to."""

    notice: Withheld
    meeting_at: datetime
    body_name: str
    body_slug: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterPage:
    """The notices, newest meeting first."""

    lines: tuple[RegisterLine, ...]
    total: int
    page: int
    pages: int
    totals: tuple[tuple[int, int], ...]  # year and count, newest first
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class ReasonPage:
    """Why one thing is withheld."""

    notice: Withheld
    meeting_at: datetime
    body: BodyLine
    regime: Regime


def read_register(work: Work, *, page: int = 1) -> RegisterPage:
    """Read the register.

    :raises NotFound: if the page is beyond the last.
    """
    year = func.extract("year", Meeting.starts_at)
    counted = work.session.execute(published(select(year, func.count())).group_by(year)).all()
    total = sum(int(count) for _, count in counted)
    pages = max(1, -(-total // A_PAGE))
    if not 1 <= page <= pages:
        raise NotFound
    rows = work.session.execute(
        published(
            select(
                *COLUMNS,
                Meeting.starts_at,
                Body.name.label("body_name"),
                Body.slug.label("body_slug"),
            )
        )
        .join(Body, Body.id == WithheldNotice.body_id)
        .order_by(Meeting.starts_at.desc(), WithheldNotice.position, WithheldNotice.id)
        .limit(A_PAGE)
        .offset((page - 1) * A_PAGE)
    )
    return RegisterPage(
        lines=tuple(
            RegisterLine(
                notice=withheld(row),
                meeting_at=row.starts_at,
                body_name=row.body_name,
                body_slug=row.body_slug,
            )
            for row in rows
        ),
        total=total,
        page=page,
        pages=pages,
        totals=tuple(sorted(((int(when), int(count)) for when, count in counted), reverse=True)),
        on=work.today,
    )


def read_reason(work: Work, notice_id: UUID) -> ReasonPage:
    """Read why something is withheld.

    :raises NotFound: if there is no such notice, or it is not published.
    """
    row = work.session.execute(
        published(
            select(
                *COLUMNS,
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
    return ReasonPage(
        notice=withheld(row),
        meeting_at=row.starts_at,
        body=body_line(row),
        regime=row.regime,
    )
