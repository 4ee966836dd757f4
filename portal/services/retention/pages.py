"""The pages about retention: the boards, one board's rules, holds and papers, one disposal."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from sqlalchemy import select

from portal.errors import NotFound
from portal.policy import BodyId, Permission
from portal.records.tables import (
    AgendaItem,
    Body,
    Compartment,
    Disposal,
    DisposalState,
    DisposedPaper,
    Meeting,
    Paper,
    PaperKind,
)
from portal.services.access.asking import asker, demand, names
from portal.services.explaining.closed_things import BodyChoice, bodies_for
from portal.services.linked_accounts import accounts_of
from portal.services.retention.certificates import (
    Certificate,
    digest_of,
    final_on,
    recovery_stands,
)
from portal.services.retention.deciding import has_lapsed
from portal.services.retention.destroying import is_held
from portal.services.retention.due import AHEAD, DuePaper, due_papers
from portal.services.retention.holds import HoldLine, hold_lines
from portal.services.retention.rules import RuleLine, body_for, rule_lines
from portal.services.work import Work

MOST: Final = 200
"""How many papers a page lists; those due first come first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """The due papers of one compartment, or the open ones: what is disposed of together."""

    compartment: UUID | None
    name: str
    due: tuple[DuePaper, ...]

    @property
    def can_go(self) -> bool:
        """Say whether anything of it can be asked for."""
        return any(not each.in_the_way for each in self.due)


@dataclass(frozen=True, slots=True, kw_only=True)
class DisposalLine:
    """A disposal in a list."""

    id: UUID
    of: str
    papers: int
    asked_by: str
    asked_at: datetime
    state: str  # a DisposalState, or lapsed
    held: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardPage:
    """What a board keeps for how long, what holds it, what is due and what was disposed of."""

    name: str
    slug: str
    rules: tuple[RuleLine, ...]
    groups: tuple[Group, ...]
    coming: tuple[DuePaper, ...]  # within the next year
    holds: tuple[HoldLine, ...]
    disposals: tuple[DisposalLine, ...]
    may_set: bool
    may_hold: bool
    may_ask: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperOf:
    """A paper of a disposal: where it was, and the rule."""

    paper: UUID
    kind: PaperKind
    item_number: str
    meeting_at: datetime
    years: int
    source: str
    due_on: date
    gone: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DisposalPage:
    """One disposal: what, why, who, how far it has come, and its certificate."""

    line: DisposalLine
    body_name: str
    body_slug: str
    reason: str
    papers: tuple[PaperOf, ...]
    first: str
    second: str
    refused_by: str
    refused_because: str
    erased_at: datetime | None
    done_at: datetime | None
    certificate: Certificate | None
    digest: str
    final: str | None
    recovery_stands: bool  # the recovery key of then is to be split anew
    may_approve: bool
    may_refuse: bool


def boards(work: Work) -> tuple[BodyChoice, ...]:
    """List the bodies whose retention the asker may read.

    :raises NotFound: if there are none.
    """
    found = bodies_for(work, Permission.RETENTION_READ)
    if not found:
        raise NotFound
    return found


def read_board(work: Work, slug: str) -> BoardPage:
    """Read what a board keeps, for how long.

    :raises NotFound: if there is no such body, or its retention is not the asker's to read.
    """
    body = body_for(work, slug, Permission.RETENTION_READ)
    found = due_papers(work, body.id, work.today + AHEAD)
    due = [each for each in found if each.is_due(work.today)]
    may = {
        each: work.principal.may(each, BodyId(body.id))
        for each in (Permission.RETENTION_SET, Permission.HOLD_PLACE, Permission.DISPOSAL_ASK)
    }
    return BoardPage(
        name=body.name,
        slug=body.slug,
        rules=rule_lines(work, body.id),
        groups=_groups(work, body.id, due[:MOST]),
        coming=tuple(each for each in found if not each.is_due(work.today))[:MOST],
        holds=hold_lines(work, body.id),
        disposals=_lines(work, body.id),
        may_set=may[Permission.RETENTION_SET],
        may_hold=may[Permission.HOLD_PLACE],
        may_ask=may[Permission.DISPOSAL_ASK],
    )


def read_disposal(work: Work, disposal_id: UUID) -> DisposalPage:
    """Read one disposal.

    :raises NotFound: if there is none of a body whose retention the asker may read.
    """
    row = work.session.get(Disposal, disposal_id)
    if row is None:
        raise NotFound
    demand(work, Permission.RETENTION_READ, row.body_id)
    body = work.session.get_one(Body, row.body_id)
    people = (row.asked_by_id, row.first_approved_by_id, row.second_approved_by_id)
    called = names(work, {*people, row.refused_by_id})
    lapsed = has_lapsed(work, row)
    open_still = row.state is DisposalState.ASKED and not lapsed
    mine = accounts_of(work.session, asker(work), work.clock())
    approves = work.principal.may(Permission.DISPOSAL_APPROVE, BodyId(row.body_id))
    return DisposalPage(
        line=_line(work, row),
        body_name=body.name,
        body_slug=body.slug,
        reason=row.reason,
        papers=_papers(work, row),
        first=called.get(row.first_approved_by_id, ""),
        second=called.get(row.second_approved_by_id, ""),
        refused_by=called.get(row.refused_by_id, ""),
        refused_because=row.refused_because,
        erased_at=row.erased_at,
        done_at=row.done_at,
        certificate=row.certificate,
        digest=digest_of(row.certificate) if row.certificate else "",
        final=final_on(row.certificate) if row.certificate else None,
        recovery_stands=bool(row.certificate) and recovery_stands(work, row.certificate or {}),
        may_approve=open_still and approves and not mine.intersection(people),
        may_refuse=row.state in {DisposalState.ASKED, DisposalState.APPROVED}
        and (approves or row.asked_by_id == work.principal.person),
    )


def _groups(work: Work, body: UUID, due: list[DuePaper]) -> tuple[Group, ...]:
    rooms = work.session.execute(
        select(Compartment.id, Compartment.name)
        .where(Compartment.body_id == body)
        .order_by(Compartment.name)
    )
    places = [(None, "Open papers"), *((row.id, f"Restricted: {row.name}") for row in rooms)]
    groups = (
        Group(
            compartment=place,
            name=name,
            due=tuple(each for each in due if each.compartment == place),
        )
        for place, name in places
    )
    return tuple(each for each in groups if each.due)


def _lines(work: Work, body: UUID) -> tuple[DisposalLine, ...]:
    rows = work.session.scalars(
        select(Disposal)
        .where(Disposal.body_id == body)
        .order_by(Disposal.asked_at.desc(), Disposal.id)
    ).all()
    return tuple(_line(work, row) for row in rows)


def _line(work: Work, row: Disposal) -> DisposalLine:
    of = "Open papers"
    if row.compartment_id is not None:
        of = f"Restricted: {work.session.get_one(Compartment, row.compartment_id).name}"
    papers = select(DisposedPaper.id).where(DisposedPaper.disposal_id == row.id)
    ends = row.state in {DisposalState.DONE, DisposalState.REFUSED}
    return DisposalLine(
        id=row.id,
        of=of,
        papers=len(work.session.scalars(papers).all()),
        asked_by=names(work, {row.asked_by_id})[row.asked_by_id],
        asked_at=row.asked_at,
        state="lapsed" if has_lapsed(work, row) else row.state.value,
        held=not ends and is_held(work, row.id),
    )


def _papers(work: Work, row: Disposal) -> tuple[PaperOf, ...]:
    rows = work.session.execute(
        select(DisposedPaper, AgendaItem.number, Meeting.starts_at, Paper.disposed_at)
        .join(Paper, Paper.id == DisposedPaper.paper_id)
        .join(AgendaItem, AgendaItem.id == Paper.item_id)
        .join(Meeting, Meeting.id == AgendaItem.meeting_id)
        .where(DisposedPaper.disposal_id == row.id)
        .order_by(DisposedPaper.due_on, DisposedPaper.paper_id)
    )
    return tuple(
        PaperOf(
            paper=each.DisposedPaper.paper_id,
            kind=each.DisposedPaper.kind,
            item_number=each.number,
            meeting_at=each.starts_at,
            years=each.DisposedPaper.years,
            source=each.DisposedPaper.source,
            due_on=each.DisposedPaper.due_on,
            gone=each.disposed_at is not None,
        )
        for each in rows
    )
