"""The tombstone: what whoever could read a paper is told once it has been disposed of."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import select

from portal.records.tables import Disposal, DisposalState, DisposedPaper, PaperKind
from portal.services.work import Work

GONE: Final = (DisposalState.ERASED, DisposalState.DONE)
"""States of a disposal in which its papers are no longer in the record."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tombstone:
    """That there was a paper, when it was disposed of and under which rule; no word of it."""

    kind: PaperKind
    disposed_at: datetime
    years: int | None  # of the rule; unknown of what an older record lost
    source: str


def tombstone(work: Work, paper: UUID, kind: PaperKind, disposed_at: datetime) -> Tombstone:
    """Read the tombstone of a paper that the asker was found to be able to see."""
    rule = work.session.execute(
        select(DisposedPaper.years, DisposedPaper.source)
        .join(Disposal, Disposal.id == DisposedPaper.disposal_id)
        .where(DisposedPaper.paper_id == paper, Disposal.state.in_(GONE))
    ).one_or_none()
    return Tombstone(
        kind=kind,
        disposed_at=disposed_at,
        years=rule.years if rule else None,
        source=rule.source if rule else "",
    )
