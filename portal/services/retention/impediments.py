"""What stands in the way of disposing of a paper, whatever its rule says."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID

from sqlalchemy import and_, or_, select

from portal.records.tables import (
    Disposal,
    DisposalState,
    DisposedPaper,
    LegalHold,
    MistakenPublication,
    Paper,
    PaperRequest,
    Release,
    ReleaseState,
    RequestState,
    Restriction,
    WithheldNotice,
)
from portal.services.work import Work

LAPSES_AFTER: Final = timedelta(days=30)
"""What two others have not approved in this time is asked for anew, as things then stand."""


class Impediment(StrEnum):
    """Each with the sentence that says so."""

    HOLD = "It is under a legal hold: nothing under one is disposed of."
    REQUEST = (
        "Somebody asked for it and has no answer yet: to destroy it now could be an offence"
        " (Freedom of Information Act 2000 s.77)."
    )
    INCIDENT = "It was published by mistake, and the file of that is not closed yet."
    RELEASE = "Its release waits for a second person."
    ASKED = "Its disposal has been asked for already."


@dataclass(frozen=True, slots=True, kw_only=True)
class Impediments:
    """What stands in the way among the papers of one body."""

    whole_body: bool
    items: frozenset[UUID]
    papers: frozenset[UUID]
    requested_items: frozenset[UUID]
    requested: frozenset[UUID]  # restrictions
    incidents: frozenset[UUID]  # papers
    releasing: frozenset[UUID]  # restrictions
    asked: frozenset[UUID]  # papers

    def of(self, paper: UUID, item: UUID, restriction: UUID | None) -> frozenset[Impediment]:
        """Say what stands in the way of one paper."""
        return frozenset(self._of(paper, item, restriction))

    def _of(self, paper: UUID, item: UUID, restriction: UUID | None) -> Iterator[Impediment]:
        if self.whole_body or item in self.items or paper in self.papers:
            yield Impediment.HOLD
        if item in self.requested_items or restriction in self.requested:
            yield Impediment.REQUEST
        if paper in self.incidents:
            yield Impediment.INCIDENT
        if restriction in self.releasing:
            yield Impediment.RELEASE
        if paper in self.asked:
            yield Impediment.ASKED


def read_impediments(work: Work, body: UUID, *, but_for: UUID | None = None) -> Impediments:
    """Read what stands in the way among the papers of a body.

    :param but_for: a disposal that does not stand in its own way.
    """
    session = work.session
    holds = session.execute(
        select(LegalHold.item_id, LegalHold.paper_id).where(
            LegalHold.body_id == body, LegalHold.lifted_at.is_(None)
        )
    ).all()
    requests = session.execute(
        select(WithheldNotice.item_id, WithheldNotice.restriction_id)
        .join(PaperRequest, PaperRequest.notice_id == WithheldNotice.id)
        .where(WithheldNotice.body_id == body, PaperRequest.state != RequestState.ANSWERED)
    ).all()
    incidents = session.scalars(
        select(MistakenPublication.row_id).where(
            MistakenPublication.body_id == body,
            MistakenPublication.noun == Paper.__tablename__,
            MistakenPublication.closed_at.is_(None),
        )
    )
    releases = session.scalars(
        select(Release.restriction_id)
        .join(Restriction, Restriction.id == Release.restriction_id)
        .where(Restriction.body_id == body, Release.state == ReleaseState.ASKED)
    )
    asked = session.scalars(
        select(DisposedPaper.paper_id)
        .join(Disposal, Disposal.id == DisposedPaper.disposal_id)
        .where(
            Disposal.body_id == body,
            or_(
                Disposal.state == DisposalState.APPROVED,
                and_(
                    Disposal.state == DisposalState.ASKED,
                    Disposal.asked_at >= work.clock() - LAPSES_AFTER,
                ),
            ),
            *([] if but_for is None else [Disposal.id != but_for]),
        )
    )
    return Impediments(
        whole_body=any(row.item_id is None and row.paper_id is None for row in holds),
        items=frozenset(row.item_id for row in holds if row.item_id is not None),
        papers=frozenset(row.paper_id for row in holds if row.paper_id is not None),
        requested_items=frozenset(row.item_id for row in requests if row.item_id is not None),
        requested=frozenset(
            row.restriction_id for row in requests if row.restriction_id is not None
        ),
        incidents=frozenset(incidents),
        releasing=frozenset(releases),
        asked=frozenset(asked),
    )
