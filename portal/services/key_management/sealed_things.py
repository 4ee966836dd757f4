"""Every column of the record that holds something sealed, and how its label is made.

Whatever moves, counts or renews what keys seal goes by this list.  A column that is not on it
would be left behind under an old key, and lost with that; so a test walks all tables.  The
kinds are in the envelopes for good, so they are written out.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import InstrumentedAttribute

from portal.records.tables import (
    AgendaItem,
    BreakGlass,
    Compartment,
    Declaration,
    LeakCheck,
    LeakFinding,
    LeakWatch,
    LegalHold,
    Meeting,
    MistakenPublication,
    NeedToKnow,
    Paper,
    PaperRequest,
    PaperVersion,
    Restriction,
    RestrictionDraft,
    RestrictionEvent,
    Review,
    Upload,
)
from portal.records.things import GUARDED
from portal.services.access.asking import GENERAL
from portal.services.access.break_glass import review_of
from portal.services.closing import KINDS
from portal.services.labelling import file_label, row_label
from portal.services.requests_opening import analysis_of
from portal.vault import Label

Sealed = InstrumentedAttribute[bytes] | InstrumentedAttribute[bytes | None]
Place = ColumnElement[UUID] | InstrumentedAttribute[UUID] | InstrumentedAttribute[UUID | None]


def _itself(row: UUID) -> UUID:
    return row


@dataclass(frozen=True, slots=True, kw_only=True)
class SealedColumn:
    """A column of envelopes, or of the sealed keys of files, in a table whose key is ``id``."""

    column: Sealed
    kind: str
    compartment: Place
    object_of: Callable[[UUID], UUID] = _itself
    of_files: bool = False
    passing: bool = False  # what it seals is gone within a day, and is not sealed anew

    @property
    def name(self) -> str:
        """The table and the column, with a point between."""
        return f"{self.column.class_.__tablename__}.{self.column.key}"

    def label(self, compartment: UUID, row: UUID) -> Label:
        """Give the label of what a row has in this column."""
        if self.of_files:
            return file_label(compartment, row, self.kind)
        return row_label(compartment, self.kind, self.object_of(row))


def _via(asked: Select[Any]) -> ColumnElement[UUID]:
    return asked.scalar_subquery()


def _of_the_restriction(table: type[Review] | type[RestrictionEvent]) -> ColumnElement[UUID]:
    return _via(select(Restriction.compartment_id).where(Restriction.id == table.restriction_id))


_OF_THE_PAPER: Final = _via(select(Paper.compartment_id).where(Paper.id == PaperVersion.paper_id))
_OF_THE_BODY: Final = _via(
    select(Compartment.id)
    .join(Meeting, Meeting.body_id == Compartment.body_id)
    .join(AgendaItem, AgendaItem.meeting_id == Meeting.id)
    .where(AgendaItem.id == Declaration.item_id, Compartment.slug == GENERAL)
)
_OF_THE_CHECK: Final = _via(
    select(LeakCheck.compartment_id).where(LeakCheck.id == LeakFinding.check_id)
)
_OF_THE_WATCH: Final = _via(
    select(Compartment.id).where(Compartment.body_id == LeakWatch.id, Compartment.slug == GENERAL)
)

SEALED: Final[tuple[SealedColumn, ...]] = (
    *(
        SealedColumn(
            column=table.sealed,
            kind=KINDS[table.__tablename__],
            compartment=table.compartment_id,
        )
        for table in GUARDED
    ),
    SealedColumn(
        column=PaperVersion.sealed_key,
        kind="paper_version",
        compartment=_OF_THE_PAPER,
        of_files=True,
    ),
    SealedColumn(column=PaperVersion.sealed_name, kind="paper_version", compartment=_OF_THE_PAPER),
    SealedColumn(
        column=Restriction.sealed_balance,
        kind="restriction",
        compartment=Restriction.compartment_id,
    ),
    SealedColumn(
        column=Restriction.sealed_terms,
        kind="restriction_terms",
        compartment=Restriction.compartment_id,
    ),
    SealedColumn(
        column=RestrictionEvent.sealed_reason,
        kind="restriction",
        compartment=_of_the_restriction(RestrictionEvent),
    ),
    SealedColumn(
        column=RestrictionDraft.sealed,
        kind="restriction",
        compartment=RestrictionDraft.compartment_id,
    ),
    SealedColumn(
        column=Review.sealed_opinion, kind="review-opinion", compartment=_of_the_restriction(Review)
    ),
    SealedColumn(
        column=Review.sealed_reason, kind="review", compartment=_of_the_restriction(Review)
    ),
    SealedColumn(
        column=PaperRequest.sealed_request, kind="request", compartment=PaperRequest.compartment_id
    ),
    SealedColumn(
        column=PaperRequest.sealed_analysis,
        kind="request",
        compartment=PaperRequest.compartment_id,
        object_of=analysis_of,
    ),
    SealedColumn(
        column=MistakenPublication.sealed_evidence,
        kind="incident",
        compartment=MistakenPublication.compartment_id,
    ),
    SealedColumn(
        column=MistakenPublication.sealed_notes,
        kind="incident-notes",
        compartment=MistakenPublication.compartment_id,
    ),
    SealedColumn(
        column=NeedToKnow.sealed_reason,
        kind="need-to-know",
        compartment=NeedToKnow.compartment_id,
    ),
    SealedColumn(
        column=BreakGlass.sealed_reason,
        kind="break-glass",
        compartment=BreakGlass.compartment_id,
    ),
    SealedColumn(
        column=BreakGlass.sealed_review,
        kind="break-glass",
        compartment=BreakGlass.compartment_id,
        object_of=review_of,
    ),
    SealedColumn(column=Declaration.sealed_nature, kind="declaration", compartment=_OF_THE_BODY),
    SealedColumn(
        column=Upload.sealed_key,
        kind="upload",
        compartment=Upload.compartment_id,
        of_files=True,
        passing=True,
    ),
    SealedColumn(column=Upload.sealed, kind="upload", compartment=Upload.compartment_id),
    SealedColumn(column=Upload.sealed_name, kind="upload-name", compartment=Upload.compartment_id),
    SealedColumn(column=LeakCheck.sealed, kind="leak-check", compartment=LeakCheck.compartment_id),
    SealedColumn(column=LeakFinding.sealed_picture, kind="leak-picture", compartment=_OF_THE_CHECK),
    SealedColumn(column=LeakFinding.sealed_reason, kind="leak-reason", compartment=_OF_THE_CHECK),
    SealedColumn(column=LeakWatch.sealed, kind="leak-watch", compartment=_OF_THE_WATCH),
    SealedColumn(
        column=LegalHold.sealed_reason, kind="legal-hold", compartment=LegalHold.compartment_id
    ),
    SealedColumn(
        column=LegalHold.sealed_lifting,
        kind="legal-hold-lifting",
        compartment=LegalHold.compartment_id,
    ),
)

ELSEWHERE: Final[Mapping[str, str]] = {
    "half_written.sealed": "a keepsake: its key is in a browser, and no compartment's key is asked",
}
"""Columns that hold something sealed which no compartment's key opens, and why."""
