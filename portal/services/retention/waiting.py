"""Disposals that wait to be carried out, or to be finished, for the operator who does it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select

from portal.errors import NotFound
from portal.records.tables import Body, Compartment, Disposal, DisposalState
from portal.services.key_management.counting import counts
from portal.services.retention.deciding import papers_of
from portal.services.retention.destroying import is_held
from portal.services.work import Work


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A disposal that two have approved and that is not finished."""

    id: UUID
    state: str
    body: str
    compartment: str  # empty where the papers are open
    papers: int
    to_move: int  # sealed things of the compartment, what goes among them
    held: bool


def waiting(work: Work) -> list[Waiting]:
    """Find the disposals that are approved or begun, the oldest first, whoever asks."""
    rows = work.session.scalars(
        select(Disposal)
        .where(Disposal.state.in_((DisposalState.APPROVED, DisposalState.ERASED)))
        .order_by(Disposal.asked_at, Disposal.id)
    ).all()
    return [_waiting(work, row) for row in rows]


def certificate_of(work: Work, disposal: UUID) -> Mapping[str, Any]:
    """Give the certificate of a disposal that was just carried out.

    :raises NotFound: if it is not done.
    """
    found = work.session.get_one(Disposal, disposal, populate_existing=True).certificate
    if found is None:
        raise NotFound
    return found


def _waiting(work: Work, row: Disposal) -> Waiting:
    slug, to_move = "", 0
    if row.compartment_id is not None:
        slug = work.session.get_one(Compartment, row.compartment_id).slug
        to_move = sum(counts(work.session, row.compartment_id).values())
    return Waiting(
        id=row.id,
        state=row.state.value,
        body=work.session.get_one(Body, row.body_id).slug,
        compartment=slug,
        papers=len(papers_of(work, row.id)),
        to_move=to_move,
        held=is_held(work, row.id),
    )
