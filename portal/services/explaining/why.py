"""Why the reader can read a restricted paper: the rule, its authority, and until when."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select

from portal.records import visible
from portal.records.tables import Compartment, Paper, Restriction
from portal.services.explaining.reasons import Reason, reason_for
from portal.services.restricted_papers import Standing, look_at
from portal.services.standing import holdings_of
from portal.services.work import Work


@dataclass(frozen=True, slots=True, kw_only=True)
class Why:
    """Why somebody can read a restricted paper."""

    standing: Standing
    reason: Reason
    compartment: str
    sensitive: bool
    public_reason: str
    decided_office: str
    decided_on: date | None
    review_on: date | None
    review_event: str


def read_why(work: Work, paper_id: UUID) -> Why:
    """Say why the asker can read a restricted paper; nothing of it is opened.

    :raises NotFound: if there is no such closed paper, or none the asker may open.
    """
    standing = look_at(work, paper_id)
    thing = visible.thing(work.session, Paper, paper_id)
    person = work.principal.person
    if thing is None or person is None:
        raise AssertionError("what was just found, by somebody, is there")
    row = work.session.execute(
        select(
            Compartment.name,
            Compartment.sensitive,
            Restriction.public_reason,
            Restriction.decided_office,
            Restriction.decided_on,
            Restriction.review_on,
            Restriction.review_event,
        )
        .select_from(Paper)
        .join(Compartment, Compartment.id == Paper.compartment_id)
        .outerjoin(Restriction, Restriction.id == Paper.restriction_id)
        .where(Paper.id == paper_id)
    ).one()
    return Why(
        standing=standing,
        reason=reason_for(holdings_of(work.session, person), thing, work.clock()),
        compartment=row.name,
        sensitive=row.sensitive,
        public_reason=row.public_reason or "",
        decided_office=row.decided_office or "",
        decided_on=row.decided_on,
        review_on=row.review_on,
        review_event=row.review_event or "",
    )
