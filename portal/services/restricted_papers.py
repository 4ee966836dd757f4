"""Reading a restricted paper on a page, marked as one reader's copy."""

from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select

from portal.audit import Verb
from portal.policy import Verdict
from portal.policy.scope import view_only
from portal.receipts import Receipt
from portal.records import visible
from portal.records.rows import PaperRow
from portal.records.tables import (
    AgendaItem,
    Body,
    Copies,
    Meeting,
    Organisation,
    Paper,
    PaperKind,
    PaperVersion,
    Person,
    Restriction,
)
from portal.services.copy_marking import copy_marking
from portal.services.legal_words import legal_words
from portal.services.reading.drawing import SHOWN
from portal.services.restricted_files import as_closed, closed_paper
from portal.services.retention.tombstones import Tombstone, tombstone
from portal.services.sign_in.sessions import LiveSession, restrict_session
from portal.services.work import LOCAL, Work


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What is known of a restricted paper before it is opened, to somebody who may open it."""

    paper: UUID
    body_name: str
    body_slug: str
    meeting: UUID
    meeting_at: datetime
    item: UUID
    item_number: str
    item_heading: str
    ground: str
    copy_marking: str  # what stands on every copy (1972 Act s.100B(5))
    verdict: Verdict
    tombstone: Tombstone | None  # if it was disposed of: there is nothing to open


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """Who reads, and for whom."""

    name: str
    organisation: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """What is written above and below each copy: whose it is, and which."""

    name: str
    organisation: str
    at: datetime
    copy: str

    @property
    def line(self) -> str:
        """The line that stands on each page of a copy."""
        at = self.at.astimezone(LOCAL)
        said = (self.name, self.organisation, f"{at.day} {at:%B %Y %H:%M}", f"copy {self.copy}")
        return " \N{MIDDLE DOT} ".join(each for each in said if each)


@dataclass(frozen=True, slots=True, kw_only=True)
class FileFacts:
    """A restricted paper's newest file."""

    version: UUID
    number: int
    size: int
    media_type: str
    copies: Copies


@dataclass(frozen=True, slots=True, kw_only=True)
class RestrictedPaperPage:
    """A restricted paper, opened for one reader."""

    standing: Standing
    kind: PaperKind
    title: str = field(repr=False)
    author: str = field(repr=False)
    text: str = field(repr=False)
    marking: str = field(repr=False)
    dated_on: date | None
    mark: Mark
    file: FileFacts | None
    view_only: bool  # to be read here, and not taken away
    others: tuple[UUID, ...]  # the restricted papers of the same meeting this reader may open
    shown: bool  # its file can be read here, page by page


def look_at(work: Work, paper_id: UUID) -> Standing:
    """Say what a reader may know of a restricted paper before opening it.

    :raises NotFound: if there is no such closed paper, or none this principal may open.
    :raises AccountUnchecked, StepUpNeeded, StepUpUnproved: if it was disposed of, and too little
        is known of whoever asks.
    """
    row, standing = _find(work, paper_id)
    return _sure(work, row, standing)


def begin_reading(work: Work, visit: LiveSession | None, paper_id: UUID) -> None:
    """Note that a session is one in which restricted papers are read; it then idles less long.

    :raises NotFound: if there is no such closed paper, or none this principal may open.
    """
    _find(work, paper_id)
    if visit is not None:
        restrict_session(work.session, visit, work.clock())
        work.session.commit()


def read_paper(work: Work, paper_id: UUID) -> RestrictedPaperPage | Standing:
    """Open a restricted paper's page, having written down that it is about to be opened.

    Of one that was disposed of there is nothing to open: what is known of it is all there is.

    :raises NotFound: if there is no such closed paper, or none this principal may open.
    :raises LogUnavailable: if the log cannot be written; then nothing is opened.
    :raises CannotOpen: if the envelope is not what was sealed there.
    """
    row, standing = _find(work, paper_id)
    if standing.tombstone is not None:
        return _sure(work, row, standing)
    fields, receipt = work.open_row(Verb.PAPER_OPENED, as_closed(row))
    file = newest_file(work, paper_id)
    return RestrictedPaperPage(
        standing=standing,
        kind=row.kind,
        title=fields["title"],
        author=fields["author"],
        text=fields["text"],
        marking=fields["marking"],
        dated_on=row.dated_on,
        mark=mark_of(work, receipt),
        file=None if view_only(standing.verdict) else file,
        shown=file is not None and file.media_type in SHOWN,
        view_only=view_only(standing.verdict),
        others=_others(work, standing),
    )


def _sure(work: Work, row: PaperRow, standing: Standing) -> Standing:
    """Tell of a tombstone, as of a title, once it is sure to whom."""
    if standing.tombstone is not None:
        work.assurance.demand(work.session, (as_closed(row),), work.clock())
    return standing


def _find(work: Work, paper_id: UUID) -> tuple[PaperRow, Standing]:
    row = closed_paper(work, paper_id)
    place = work.session.execute(
        select(
            Body.name,
            Body.slug,
            Meeting.id,
            Meeting.starts_at,
            Meeting.regime,
            Meeting.jurisdiction,
            AgendaItem.id.label("item"),
            AgendaItem.number,
            AgendaItem.heading,
            Restriction.scheme,
            Restriction.paragraphs,
        )
        .select_from(AgendaItem)
        .join(Meeting, Meeting.id == AgendaItem.meeting_id)
        .join(Body, Body.id == Meeting.body_id)
        .outerjoin(Restriction, Restriction.id == row.restriction_id)
        .where(AgendaItem.id == row.item_id)
    ).one()
    paragraphs = place.paragraphs.split(",") if place.paragraphs else ()
    return row, Standing(
        paper=row.id,
        body_name=place.name,
        body_slug=place.slug,
        meeting=place.id,
        meeting_at=place.starts_at,
        item=place.item,
        item_number=place.number,
        item_heading=place.heading,
        ground=legal_words(
            classification=row.classification,
            scheme=place.scheme or "",
            paragraphs=paragraphs,
            regime=place.regime,
        ).ground,
        copy_marking=copy_marking(
            classification=row.classification,
            scheme=place.scheme or "",
            paragraphs=paragraphs,
            regime=place.regime,
            jurisdiction=place.jurisdiction,
        ),
        verdict=work.scope.verdict_on(row.thing),
        tombstone=tombstone(work, row.id, row.kind, row.disposed_at) if row.disposed_at else None,
    )


def mark_of(work: Work, receipt: Receipt) -> Mark:
    """Give the mark of the copy that an entry of the log speaks of: its number is the entry's."""
    reader = reader_of(work)
    return Mark(
        name=reader.name,
        organisation=reader.organisation,
        at=work.clock(),
        copy=copy_number(receipt.index),
    )


def reader_of(work: Work) -> Reader:
    """Say who reads, as their copies do."""
    row = work.session.execute(
        select(Person.name, Organisation.name.label("organisation"))
        .outerjoin(Organisation, Organisation.id == Person.organisation_id)
        .where(Person.id == work.principal.person)
    ).one()
    return Reader(name=row.name, organisation=row.organisation or "")


def copy_number(index: int) -> str:
    """Write the number of a copy."""
    return f"{index:04X}"


def newest_file(work: Work, paper_id: UUID) -> FileFacts | None:
    """Find the newest sealed file of a paper; whether the reader may have it was asked before.

    It is the newest that was acknowledged: one broken off on its way is not shown.
    """
    pinned = work.journal.latest(Verb.VERSION_SEALED, paper_id)
    if pinned is None:
        return None
    row = work.session.execute(
        select(
            PaperVersion.id,
            PaperVersion.number,
            PaperVersion.size,
            PaperVersion.media_type,
            Body.copies,
        )
        .join(Paper, Paper.id == PaperVersion.paper_id)
        .join(AgendaItem, AgendaItem.id == Paper.item_id)
        .join(Meeting, Meeting.id == AgendaItem.meeting_id)
        .join(Body, Body.id == Meeting.body_id)
        .where(
            PaperVersion.paper_id == paper_id,
            PaperVersion.sealed_key.is_not(None),
            PaperVersion.number <= int(pinned.detail["version"]),
        )
        .order_by(PaperVersion.number.desc())
        .limit(1)
    ).one_or_none()
    if row is None:
        return None
    return FileFacts(
        version=row.id,
        number=row.number,
        size=row.size,
        media_type=row.media_type,
        copies=row.copies,
    )


def _others(work: Work, standing: Standing) -> tuple[UUID, ...]:
    rows = (
        visible.papers(work.scope)
        .where(
            Meeting.id == standing.meeting,
            Paper.compartment_id.is_not(None),
            Paper.disposed_at.is_(None),
        )
        .order_by(AgendaItem.position, Paper.position)
        .all(work.session)
    )
    return tuple(row.id for row in rows)
