"""Storing a publication: one transaction, unpublished, for the clerk's review."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.audit import Verb
from portal.errors import NotPermitted, Refused
from portal.policy import Permission
from portal.policy.principals import BodyId
from portal.records.tables import Body, ImportBatch, ImportDoubt, Meeting, MeetingState
from portal.services.agendas import call_meeting
from portal.services.compartments import create_standard_compartments
from portal.services.imports.kinds import DoubtKind
from portal.services.imports.model import Doubt, Publication
from portal.services.imports.shape import Json
from portal.services.imports.shelves import Shelves
from portal.services.imports.source import Source
from portal.services.imports.storing_items import Agenda
from portal.services.imports.storing_papers import (
    notes_of,
    store_earlier,
    store_papers,
    store_plan,
    store_seats,
)
from portal.services.work import LOCAL, Work

_WHERE: Final = re.compile(r"item (?P<number>.+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Applied:
    """What an import stored; ``already`` if the same text had been stored before."""

    batch: UUID
    already: bool
    counts: Mapping[str, int]

    def as_json(self) -> Json:
        """Give this as the machine shape has it."""
        return {"already": self.already, "counts": dict(self.counts)}


def apply_publication(work: Work, slug: str, found: Publication, source: Source) -> Applied:
    """Store what was read, in one transaction that is committed here; or nothing at all.

    Everything is a draft that only the body's clerk reads.  What is closed is sealed into its
    compartment without a restriction, for a restriction needs a ground.  The same text for the
    same body is stored once; another text about a meeting that the body has already is refused,
    since which of the two is right is not for an importer to say.

    :raises Refused: if there is no such body, the meeting has no date, or it is there already.
    :raises NotPermitted: if the asker may not import for this body.
    :raises LogUnavailable: if the log cannot be written; then nothing is stored.
    :raises KeysUnavailable: if something must be sealed and the root cannot be reached.
    """
    work.begin_writing()
    try:
        applied = _applied(work, slug, found, source)
    except BaseException:
        work.session.rollback()
        raise
    if applied.already:
        work.session.rollback()
    else:
        work.commit()
    return applied


def _applied(work: Work, slug: str, found: Publication, source: Source) -> Applied:
    body = _body(work, slug)
    digest = work.fingerprint(f"{found.kind}\n{source.text}".encode())
    earlier = work.session.execute(
        select(ImportBatch.id, ImportBatch.counts).where(
            ImportBatch.body_id == body, ImportBatch.digest == digest
        )
    ).one_or_none()
    if earlier is not None:
        return Applied(batch=earlier.id, already=True, counts=earlier.counts)
    shelves = Shelves(
        work=work, body=body, batch=uuid4(), compartments=create_standard_compartments(work, body)
    )
    meeting, agenda = _store(shelves, found)
    doubts = (*found.doubts, *_undated(found))
    batch = ImportBatch(
        id=shelves.batch,
        body_id=body,
        meeting_id=meeting,
        kind=found.kind,
        digest=digest,
        counts={**sorted_counts(shelves), "doubts": len(doubts)},
        applied_at=work.clock(),
    )
    work.session.add(batch)
    work.session.flush()
    work.session.add_all(
        _doubt(each, batch.id, position, agenda, source) for position, each in enumerate(doubts)
    )
    work.session.flush()
    work.journal.note(
        actor=work.actor,
        verb=Verb.IMPORT_APPLIED,
        objects=(batch.id, meeting),
        detail={
            "format": str(found.kind),
            "sha256": digest,
            "count": sum(sorted_counts(shelves).values()),
            "doubts": len(doubts),
        },
    )
    return Applied(batch=batch.id, already=False, counts=batch.counts)


def sorted_counts(shelves: Shelves) -> dict[str, int]:
    """Give how many rows of each sort were put away, by name."""
    return dict(sorted(shelves.counts.items()))


def find_body(session: Session, slug: str) -> UUID:
    """Find a body by its slug.

    It is locked, so that two imports for one body take turns (SQLite has but one writer anyway).

    :raises Refused: if there is none, naming those there are.
    """
    body = session.scalar(select(Body.id).where(Body.slug == slug).with_for_update())
    if body is None:
        slugs = session.scalars(select(Body.slug).order_by(Body.slug)).all()
        known = f"the bodies are {', '.join(slugs)}" if slugs else "there are no bodies yet"
        raise Refused(f"There is no body called {slug}; {known}.")
    return body


def _body(work: Work, slug: str) -> UUID:
    body = find_body(work.session, slug)
    operator = work.operator is not None
    if not (operator or work.principal.may(Permission.IMPORT_REVIEW, BodyId(body))):
        raise NotPermitted
    return body


def _store(shelves: Shelves, found: Publication) -> tuple[UUID, Agenda]:
    on = found.day.on if found.day else None
    if on is None:
        raise Refused("The publication does not say on which date the meeting is held.")
    if _met_on(shelves, on):
        raise Refused(
            f"The body has a meeting on {on:%-d %B %Y} already, which an import does not change."
        )
    starts = (found.hours.starts if found.hours else None) or time()
    ends = found.hours.ends if found.hours else None
    meeting = _meeting(
        shelves,
        datetime.combine(on, starts),
        ends_at=datetime.combine(on, ends, LOCAL) if ends else None,
        venue=found.venue.text if found.venue else "",
        contact=_contact(found),
    )
    agenda = Agenda(shelves, meeting)
    agenda.store(found.items, notes_of(found))
    store_papers(agenda, found)
    for earlier in found.earlier:
        day = earlier.day.on if earlier.day else None
        taken = day is None or _met_on(shelves, day)
        store_earlier(shelves, agenda, earlier, None if taken else _meeting_maker(shelves))
    for planned in found.plan:
        store_plan(shelves, planned)
    store_seats(shelves, agenda, found, on)
    shelves.flush()
    return meeting, agenda


def _meeting_maker(shelves: Shelves) -> Callable[[datetime], UUID]:
    return lambda starts: _meeting(shelves, starts)


def _meeting(
    shelves: Shelves,
    starts: datetime,
    *,
    ends_at: datetime | None = None,
    venue: str = "",
    contact: str = "",
) -> UUID:
    meeting = call_meeting(
        shelves.work,
        shelves.body,
        starts_at=starts.replace(tzinfo=LOCAL),
        ends_at=ends_at,
        venue=venue,
        contact=contact,
        announced=False,
    )
    held = shelves.work.session.get_one(Meeting, meeting)
    held.import_batch_id = shelves.batch
    if held.starts_at <= shelves.work.clock():
        held.state = MeetingState.HELD
    shelves.counts["meetings"] += 1
    return meeting


def _met_on(shelves: Shelves, on: date) -> bool:
    begins = datetime.combine(on, time(), LOCAL)
    found = select(Meeting.id).where(
        Meeting.body_id == shelves.body,
        Meeting.starts_at >= begins,
        Meeting.starts_at < begins + timedelta(days=1),
    )
    return shelves.work.session.scalar(found.limit(1)) is not None


def _undated(found: Publication) -> Iterator[Doubt]:
    for planned in found.plan:
        if planned.day.on is None:
            yield Doubt(
                kind=DoubtKind.DATE_NOT_UNDERSTOOD,
                where="the forward plan",
                sentence=f"{len(planned.rows)} rows of the forward plan were not stored, "
                "because their meeting has no date.",
                spans=planned.day.printed.spans,
            )


def _contact(found: Publication) -> str:
    contact = found.contact
    if contact is None:
        return ""
    parts = (contact.name, contact.post, contact.telephone, contact.email)
    return ", ".join(each.text for each in parts if each and each.text)


def _doubt(doubt: Doubt, batch: UUID, position: int, agenda: Agenda, source: Source) -> ImportDoubt:
    match = _WHERE.fullmatch(doubt.where)
    lines = [source.line_number(each.start) for each in doubt.spans] or [1]
    return ImportDoubt(
        batch_id=batch,
        item_id=agenda.find(match["number"]) if match else None,
        position=position,
        kind=doubt.kind,
        sentence=doubt.sentence,
        first_line=min(lines),
        last_line=max(lines),
    )
