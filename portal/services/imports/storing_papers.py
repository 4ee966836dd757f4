"""Storing what an agenda pack holds beside its agenda: earlier minutes, reports, plan, seats."""

import re
from collections.abc import Callable
from datetime import date, datetime, time
from typing import Final
from uuid import UUID, uuid4

from sqlalchemy import select

from portal.policy import Jurisdiction, Regime
from portal.records.tables import (
    Attendance,
    ForwardPlanEntry,
    Organisation,
    PaperKind,
    Person,
    Presence,
    Seat,
)
from portal.records.tables import Capacity as StoredCapacity
from portal.services.agendas import rules_of
from portal.services.imports.items import Closure, Item
from portal.services.imports.kinds import Capacity, CompartmentKind
from portal.services.imports.model import (
    EarlierMinutes,
    NextMeeting,
    PlannedMeeting,
    Publication,
    Report,
)
from portal.services.imports.model import Seat as SeatRead
from portal.services.imports.shelves import Shelves, by_closure, text_of
from portal.services.imports.storing_items import Agenda

_SHORT_NAME: Final = re.compile(r"(?P<name>[^()]{2,200}) \((?P<short>[A-Z][\w&-]{1,15})\)")


def store_papers(agenda: Agenda, publication: Publication) -> None:
    """Store the reports a pack prints and the papers it withholds, under their items."""
    pages = {
        each.number.text: f"pages {each.pages.text}"
        for each in publication.walk()
        if each.number and each.pages
    }
    for position, report in enumerate(publication.reports):
        _store_report(agenda, report, position, pages.get(report.for_item, ""))
    for paper in publication.withheld:
        agenda.add_paper(
            agenda.item_for(paper.for_item),
            kind=PaperKind.REPORT,
            title=f"Withheld paper {paper.position}",
            text=paper.printed.text,
            extent=pages.get(paper.for_item, ""),
            marking=_ground(paper.paragraphs, paper.scheme),
            closed=paper.closed,
            position=paper.position,
        )


def notes_of(publication: Publication) -> dict[str, str]:
    """Give, by item number, what the agenda says that belongs to no paper of the pack."""
    has_paper = {each.for_item for each in publication.reports}
    has_paper.update(each.for_item for each in publication.withheld)
    notes: dict[str, str] = {}
    for item in publication.walk():
        number = item.number.text if item.number else ""
        if item.pages and number not in has_paper:
            notes[number] = f"Pages of the pack: {item.pages.text}"
        if publication.next_meeting and "next meeting" in item.heading.text.casefold():
            notes[number] = _next_meeting(publication.next_meeting)
    return notes


def store_earlier(
    shelves: Shelves,
    agenda: Agenda,
    earlier: EarlierMinutes,
    new_meeting: Callable[[datetime], UUID] | None,
) -> None:
    """Store earlier minutes: as a meeting of their own, or as a paper where that is not possible.

    ``new_meeting`` makes the meeting; it is ``None`` if the body has one on that day already.
    """
    if earlier.closed or earlier.day is None or earlier.day.on is None or new_meeting is None:
        _as_papers(agenda, earlier)
        return
    starts = (earlier.hours.starts if earlier.hours else None) or time()
    meeting = new_meeting(datetime.combine(earlier.day.on, starts))
    shelves.flush()
    Agenda(shelves, meeting).store(earlier.items)
    came = earlier.attendance
    people = [(each.name.text, Presence.PRESENT) for each in came.present]
    people += [(each.name.text, Presence.APOLOGIES) for each in came.apologies]
    if came.minute_taker:
        people.append((came.minute_taker.text, Presence.MINUTES_TAKEN))
    for position, (name, presence) in enumerate(people):
        row = Attendance(meeting_id=meeting, position=position, name=name, presence=presence)
        shelves.put(row, "attendance")


def store_plan(shelves: Shelves, meeting: PlannedMeeting) -> None:
    """Store the rows of a forward plan for one meeting, as drafts; none if it has no date."""
    if meeting.day.on is None:
        return
    regime, jurisdiction = _rules(shelves, meeting.day.on)
    for position, row in enumerate(meeting.rows):
        entry = ForwardPlanEntry(
            id=uuid4(),
            body_id=shelves.body,
            meeting_on=meeting.day.on,
            position=position,
            number=row.item_number.text if row.item_number else "",
            title=row.title.text,
            presenter=row.presenter.text if row.presenter else "",
            minutes_allowed=row.minutes_allowed,
            status=row.status.text if row.status else "",
            draft=True,
            import_batch_id=shelves.batch,
            regime=regime,
            jurisdiction=jurisdiction,
        )
        shelves.put_guarded(entry, "forward_plan_entries", row.closed)


def store_seats(shelves: Shelves, agenda: Agenda, publication: Publication, on: date) -> None:
    """Store a membership table: as seats if the body has none yet, else as a paper to compare.

    A printed table is often years old, so it never changes seats that somebody has filled.
    """
    if not publication.seats:
        return
    session = shelves.work.session
    if session.scalar(select(Seat.id).where(Seat.body_id == shelves.body).limit(1)) is not None:
        agenda.add_paper(
            agenda.item_for(""),
            kind=PaperKind.BACKGROUND,
            title="Membership as printed",
            text="\n".join(_line(each) for each in publication.seats),
            closed=None,
        )
        return
    for position, each in enumerate(publication.seats):
        organisation = _organisation(shelves, each.organisation_name or each.organisation.text)
        person = None
        if each.name is not None and not each.vacant:
            person = uuid4()
            row = Person(
                id=person,
                name=each.name.text,
                organisation_id=organisation,
                created_at=shelves.work.clock(),
            )
            shelves.put(row, "people")
            shelves.flush()
        seat = Seat(
            body_id=shelves.body,
            person_id=person,
            organisation_id=organisation,
            post_title=each.post.text if each.post else "",
            capacity=_capacity(each),
            position=position,
            from_on=on,
        )
        shelves.put(seat, "seats")


def _store_report(agenda: Agenda, report: Report, position: int, extent: str) -> None:
    item = agenda.item_for(report.for_item)
    around = report.closed or agenda.closure(report.for_item)
    marks = (report.marking_on_cover, report.marking_in_footer)
    for compartment, blocks in (by_closure(report.blocks, around) or {None: []}).items():
        closed = around or (blocks[0].closed if compartment is not None else None)
        paper = agenda.add_paper(
            item,
            kind=PaperKind.REPORT,
            title=report.title.text,
            author=", ".join(each.text for each in (*report.authors, report.contact) if each),
            text=text_of(blocks),
            extent=extent,
            marking="; ".join(each.text for each in marks if each),
            closed=closed,
            position=position,
        )
        if closed is None and report.day:
            paper.dated_on = report.day.on
    for appendix in report.appendices:
        agenda.add_paper(
            item,
            kind=PaperKind.APPENDIX,
            title=appendix.name.text,
            extent=appendix.file_name.text if appendix.file_name else "",
            closed=around,
            position=position,
        )


def _as_papers(agenda: Agenda, earlier: EarlierMinutes) -> None:
    """Keep minutes as papers: one for each compartment they touch, and one for the open part."""
    texts: dict[CompartmentKind | None, list[str]] = {}
    closures: dict[CompartmentKind | None, Closure | None] = {}
    for item in (each for top in earlier.items for each in top.walk()):
        around = earlier.closed or item.closed
        blocks = item.minutes.blocks if item.minutes else ()
        divided = by_closure((*item.agenda_text, *blocks), around)
        own = around.compartment if around else None
        divided.setdefault(own, [])
        for compartment, said in divided.items():
            closures[compartment] = around or next((each.closed for each in said), None)
            heading = _heading(item) if compartment == own else ""
            texts.setdefault(compartment, []).append("\n\n".join((heading, text_of(said))).strip())
    for compartment, parts in texts.items():
        agenda.add_paper(
            agenda.item_for(earlier.for_item),
            kind=PaperKind.MINUTES,
            title="Minutes of an earlier meeting",
            text="\n\n".join(parts),
            extent=earlier.day.printed.text if earlier.day else "",
            closed=closures[compartment] if compartment else None,
        )


def _next_meeting(following: NextMeeting) -> str:
    parts = (
        following.board,
        following.day.printed if following.day else None,
        following.hours.printed if following.hours else None,
        following.place,
        following.chair,
    )
    return ", ".join(each.text for each in parts if each)


def _heading(item: Item) -> str:
    return f"{item.number.text if item.number else ''} {item.heading.text}".strip()


def _ground(paragraphs: tuple[str, ...], scheme: str) -> str:
    return f"paragraph {', '.join(paragraphs)} of {scheme}" if paragraphs else "no ground printed"


def _rules(shelves: Shelves, on: date) -> tuple[Regime, Jurisdiction]:
    rules = rules_of(shelves.work, shelves.body, on)
    return rules.regime, rules.jurisdiction


def _organisation(shelves: Shelves, printed: str) -> UUID:
    """Find an organisation by its name or short name, or enter it."""
    match = _SHORT_NAME.fullmatch(printed)
    name, short = (match["name"], match["short"]) if match else (printed, "")
    found = shelves.work.session.scalar(
        select(Organisation.id)
        .where((Organisation.name == name) | (Organisation.short_name.in_({name, short} - {""})))
        .limit(1)
    )
    if found is not None:
        return found
    row = Organisation(id=uuid4(), name=name, short_name=short)
    shelves.put(row, "organisations")
    shelves.flush()
    return row.id


def _capacity(seat: SeatRead) -> StoredCapacity:
    special = [each for each in seat.capacities if each is not Capacity.MEMBER]
    # A substitute's seat is for one meeting that a table does not name, so it is a member's.
    if not special or special[0] is Capacity.SUBSTITUTE:
        return StoredCapacity.MEMBER
    return StoredCapacity(special[0])


def _line(seat: SeatRead) -> str:
    parts = (seat.name, seat.post, seat.organisation, seat.capacity_printed)
    return " | ".join(each.text for each in parts if each)
