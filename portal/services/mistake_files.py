"""The file of a mistaken publication: its clock, who opened it, who was told, and closing it."""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select

from portal.audit import FORMS, NOBODY, Verb
from portal.errors import NotFound, Refused
from portal.policy import Thing
from portal.records import visible
from portal.records.tables import (
    AgendaItem,
    Body,
    Compartment,
    Meeting,
    MistakenPublication,
    PaperVersion,
    Person,
    WithheldNotice,
)
from portal.records.things import GUARDED
from portal.services.all_or_nothing import all_or_nothing
from portal.services.mistakes import can_manage
from portal.services.work import Closed, Work

MOST_LINES: Final = 200
UNRECORDED: Final = (
    "Open pages are read without signing in, and who reads them is not recorded. So nobody can"
    " say how many people saw it while it was open."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """An entry of the log about the thing."""

    at: datetime
    who: str
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MistakeLine:
    """A mistaken publication in the list."""

    id: UUID
    body_name: str
    noun: str
    number: str
    heading: str  # as the public knows the item; empty if it is closed
    aware_at: datetime
    deadline_at: datetime
    left: timedelta
    settled: bool  # the Commissioner was told, or it is recorded why not
    closed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class MistakePage:
    """The file of one mistaken publication."""

    line: MistakeLine
    meeting_id: UUID
    meeting_at: datetime
    item_id: UUID
    row_id: UUID
    compartment: str
    restriction: UUID | None
    published_at: datetime | None
    taken_down_at: datetime
    found_by: str
    officer_told_at: datetime | None
    reported_at: datetime | None
    not_reported_because: str
    has_notes: bool
    evidence_may_be_opened: bool
    openings: tuple[Opening, ...]
    closed_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What was open, as it was, and where."""

    words: Mapping[str, str] = field(repr=False)
    versions: Sequence[Mapping[str, Any]] = field(repr=False)
    addresses: Sequence[str] = field(repr=False)
    notes: str = field(repr=False)


def read_mistakes(work: Work) -> tuple[MistakeLine, ...]:
    """List the mistaken publications of the asker's bodies: the open files first, by deadline."""
    rows = work.session.scalars(
        select(MistakenPublication).order_by(
            MistakenPublication.closed_at.is_not(None), MistakenPublication.deadline_at
        )
    )
    return tuple(_line(work, row) for row in rows if can_manage(work, row.body_id))


def read_mistake(work: Work, file_id: UUID) -> MistakePage:
    """Read one file, with who opened the thing while somebody signed in could.

    That the log was read is itself recorded.

    :raises NotFound: if there is none that the asker sees to.
    """
    row = _file(work, file_id)
    item = work.session.get_one(AgendaItem, row.item_id)
    meeting = work.session.get_one(Meeting, item.meeting_id)
    openings = _openings(work, row)
    work.journal.note(
        actor=work.actor,
        verb=Verb.LOG_READ,
        objects=(row.id,),
        detail={"of": "thing", "count": len(openings)},
    )
    thing = _thing(work, row)
    return MistakePage(
        line=_line(work, row),
        meeting_id=meeting.id,
        meeting_at=meeting.starts_at,
        item_id=item.id,
        row_id=row.row_id,
        compartment=work.session.get_one(Compartment, row.compartment_id).name,
        restriction=row.restriction_id,
        published_at=row.published_at,
        taken_down_at=row.taken_down_at,
        found_by=work.session.get_one(Person, row.found_by_id).name,
        officer_told_at=row.officer_told_at,
        reported_at=row.reported_at,
        not_reported_because=row.not_reported_because,
        has_notes=row.sealed_notes is not None,
        evidence_may_be_opened=bool(row.sealed_evidence and thing and work.scope.admits(thing)),
        openings=openings,
        closed_at=row.closed_at,
    )


def open_evidence(work: Work, file_id: UUID) -> Evidence:
    """Open what was kept of a mistaken publication, for whoever may open the thing itself.

    :raises NotFound: if there is none that the asker sees to.
    :raises NotPermitted: if the policy does not admit them to the thing.
    :raises LogUnavailable: if the intent cannot be written; then nothing is opened.
    """
    row = _file(work, file_id)
    thing = _thing(work, row)
    if thing is None or not row.sealed_evidence:  # it went with its paper
        raise NotFound
    closed = Closed(
        id=row.id,
        kind="incident",
        compartment=row.compartment_id,
        sealed=row.sealed_evidence,
        thing=thing,
    )
    fields, _ = work.open_row(Verb.EVIDENCE_OPENED, closed)
    notes: dict[str, str] = {}
    if row.sealed_notes is not None:
        kept = Closed(
            id=row.id,
            kind="incident-notes",
            compartment=row.compartment_id,
            sealed=row.sealed_notes,
            thing=thing,
        )
        notes, _ = work.open_row(Verb.EVIDENCE_OPENED, kept)
    return Evidence(
        words=json.loads(fields["words"]),
        versions=json.loads(fields["versions"]),
        addresses=json.loads(fields["addresses"]),
        notes=notes.get("notes", ""),
    )


def tell_officer(work: Work, file_id: UUID) -> None:
    """Record that the data protection officer has been told.  Commits.

    :raises NotFound, Refused: if there is no such file, or it is closed.
    """
    with _changing(work, file_id) as row:
        if row.officer_told_at is None:
            row.officer_told_at = work.clock()
            _reported(work, row, "data-protection-officer")


def report_to_commissioner(work: Work, file_id: UUID, *, reported: bool, because: str = "") -> None:
    """Record that the Commissioner was told, or why that is not needed.  Commits.

    :param because: why no risk to people is likely, or, once 72 hours are over, why it is late.
    :raises NotFound, Refused: if there is no such file, it is closed, or a reason is wanted.
    """
    with _changing(work, file_id) as row:
        late = work.clock() > row.deadline_at
        if not reported and not because.strip():
            raise Refused("Say why a risk to people is unlikely: otherwise it must be reported.")
        if reported and late and not because.strip():
            raise Refused("The 72 hours are over: say why the report is late.")
        row.reported_at = work.clock() if reported else None
        row.not_reported_because = because.strip()
        _reported(work, row, "commissioner" if reported else "nobody")


def keep_notes(work: Work, file_id: UUID, notes: str) -> None:
    """Keep private notes about it, sealed; they replace the earlier ones.  Commits.

    :raises NotFound, Refused: if there is no such file, or it is closed.
    """
    with _changing(work, file_id) as row:
        row.sealed_notes = work.seal(row.compartment_id, "incident-notes", row.id, {"notes": notes})


def close_file(work: Work, file_id: UUID) -> None:
    """Close the file.  Commits.

    :raises NotFound: if there is no such file.
    :raises Refused: if it is closed, or it is not recorded who was told.
    """
    with _changing(work, file_id) as row:
        if row.officer_told_at is None:
            raise Refused("Tell the data protection officer first, and record it.")
        if row.reported_at is None and not row.not_reported_because:
            raise Refused("Record first that the Commissioner was told, or why that is not needed.")
        row.closed_by_id, row.closed_at = work.principal.person, work.clock()
        work.journal.note(actor=work.actor, verb=Verb.INCIDENT_CLOSED, objects=(row.id,))


def _file(work: Work, file_id: UUID) -> MistakenPublication:
    row = work.session.get(MistakenPublication, file_id)
    if row is None or not can_manage(work, row.body_id):
        raise NotFound
    return row


@contextmanager
def _changing(work: Work, file_id: UUID) -> Iterator[MistakenPublication]:
    """Give an open file to change; what was changed is kept at the end."""
    with all_or_nothing(work):
        row = _file(work, file_id)
        if row.closed_at is not None:
            raise Refused("This file is closed.")
        yield row
        work.commit()


def _reported(work: Work, row: MistakenPublication, to: str) -> None:
    work.journal.note(
        actor=work.actor, verb=Verb.INCIDENT_REPORTED, objects=(row.id,), detail={"to": to}
    )


def _thing(work: Work, row: MistakenPublication) -> Thing | None:
    table = next(each for each in GUARDED if each.__tablename__ == row.noun)
    return visible.thing(work.session, table, row.row_id)


def _line(work: Work, row: MistakenPublication) -> MistakeLine:
    item = work.session.get_one(AgendaItem, row.item_id)
    notice = select(WithheldNotice.heading).where(WithheldNotice.item_id == item.id)
    return MistakeLine(
        id=row.id,
        body_name=work.session.get_one(Body, row.body_id).name,
        noun=row.noun,
        number=item.number,
        heading=item.heading or work.session.scalar(notice.limit(1)) or "",
        aware_at=row.aware_at,
        deadline_at=row.deadline_at,
        left=row.deadline_at - work.clock(),
        settled=row.reported_at is not None or bool(row.not_reported_because),
        closed=row.closed_at is not None,
    )


def _openings(work: Work, row: MistakenPublication) -> tuple[Opening, ...]:
    names = {
        work.journal.pseudonyms.of_person(each.id): each.name
        for each in work.session.scalars(select(Person))
    }
    of_paper = select(PaperVersion.id).where(PaperVersion.paper_id == row.row_id)
    found = {
        line.entry.seq: line.entry
        for thing in (row.row_id, *work.session.scalars(of_paper))
        for line in work.journal.about(thing, limit=MOST_LINES)
    }
    return tuple(
        Opening(
            at=entry.moment,
            who="Nobody signed in" if entry.actor == NOBODY else names.get(entry.actor, "Unknown"),
            sentence=FORMS[entry.verb].sentence,
        )
        for _, entry in sorted(found.items(), reverse=True)
    )
