"""What was found, in lines a clerk can read.  Of what is closed: where, and how much."""

from collections.abc import Iterator
from typing import Final

from portal.services.imports.days import in_words
from portal.services.imports.doubting import COMPARTMENT_NAMES
from portal.services.imports.items import Action, Closure, DayPrinted, Document, Item, Minutes
from portal.services.imports.kinds import Capacity, ItemKind, Kind
from portal.services.imports.model import (
    Doubt,
    EarlierMinutes,
    PlannedMeeting,
    Publication,
    Report,
    Seat,
    WithheldPaper,
)
from portal.services.imports.shape import count_blocks
from portal.services.imports.source import Source

_NAMES: Final = {Kind.PAGE: "Meeting page", Kind.PACK: "Agenda pack"}


def lines_about(publication: Publication, source: Source) -> Iterator[str]:
    """Tell what was found in a publication, and then every doubt about it."""
    yield f"{_NAMES[publication.kind]} of {publication.board.text}"
    yield from _head(publication)
    yield from _part("Items", len(tuple(publication.walk())))
    for item in publication.items:
        yield from _item(item, 1)
    yield from _part("Seats", len(publication.seats))
    yield from (f"  {_seat(each)}" for each in publication.seats)
    for earlier in publication.earlier:
        yield from _earlier(earlier)
    yield from _part("Reports", len(publication.reports))
    yield from (f"  {_report(each)}" for each in publication.reports)
    yield from _part("Withheld papers", len(publication.withheld))
    yield from (f"  {_withheld(each)}" for each in publication.withheld)
    yield from _part("Forward plan, meetings", len(publication.plan))
    for meeting in publication.plan:
        yield from _planned(meeting)
    yield from _part("Doubts", len(publication.doubts))
    yield from (f"  {_doubt(each, source)}" for each in publication.doubts)


def _part(name: str, count: int) -> Iterator[str]:
    if count:
        yield ""
        yield f"{name} ({count})"


def _head(publication: Publication) -> Iterator[str]:
    day, hours = publication.day, publication.hours
    when = _day(day) if day else "no day is given"
    if hours and hours.starts:
        when += f", {hours.starts:%H:%M}"
        when += f" to {hours.ends:%H:%M}" if hours.ends else ""
    yield when
    if publication.venue:
        yield f"Venue: {publication.venue.text}"
    if contact := publication.contact:
        parts = (contact.name, contact.post, contact.telephone, contact.email)
        yield f"Contact: {', '.join(each.text for each in parts if each and each.text)}"


def _day(day: DayPrinted) -> str:
    return in_words(day.on) if day.on else f"{day.printed.text} (no date)"


def _sealed(closed: Closure, found: object) -> str:
    count = count_blocks(found)
    paragraphs = "1 paragraph" if count == 1 else f"{count} paragraphs"
    return f"closed ({COMPARTMENT_NAMES[closed.compartment]}): {paragraphs} sealed"


def _item(item: Item, depth: int) -> Iterator[str]:
    margin = "  " * depth
    number = item.number.text if item.number else "-"
    if item.closed:
        yield f"{margin}{number:5} {_sealed(item.closed, item)}"
        return
    about = [
        f"{item.minutes_allowed} minutes" if item.minutes_allowed is not None else "",
        item.presenter.text if item.presenter else "",
        item.kind.replace("_", " ") if item.kind is not ItemKind.UNSTATED else "",
        f"pages {item.pages.text}" if item.pages else "",
    ]
    told = "; ".join(each for each in about if each)
    yield f"{margin}{number:5} {item.heading.text or '(no heading)'}{f' ({told})' if told else ''}"
    inner = f"{margin}      "
    if item.agenda_text:
        yield f"{inner}on the agenda: {_paragraphs(item.agenda_text)}"
    yield from (f"{inner}document: {_document(each)}" for each in item.documents)
    if item.minutes:
        yield f"{inner}minutes: {_minutes(item.minutes)}"
    yield from (f"{inner}action: {_action(each)}" for each in item.actions)
    for each in item.items:
        yield from _item(each, depth + 1)


def _paragraphs(blocks: tuple[object, ...]) -> str:
    shut = sum(1 for each in blocks if getattr(each, "closed", None))
    count = "1 paragraph" if len(blocks) == 1 else f"{len(blocks)} paragraphs"
    return f"{count}, {shut} of them closed and sealed" if shut else count


def _minutes(minutes: Minutes) -> str:
    told = _paragraphs(minutes.blocks)
    return told if minutes.complete else f"{told}; incomplete"


def _document(document: Document) -> str:
    if document.closed:
        return _sealed(document.closed, document)
    return " ".join(each for each in (document.name.text, document.format, document.size) if each)


def _action(action: Action) -> str:
    if action.closed:
        return _sealed(action.closed, action)
    owner = action.owner.text if action.owner else "nobody named"
    due = "no date"
    if action.due:
        due = f"due {in_words(action.due.on) if action.due.on else action.due.printed.text}"
    return f"{action.text.text} [{owner}; {due}; {action.state}]"


def _seat(seat: Seat) -> str:
    who = "vacant" if seat.vacant or seat.name is None else seat.name.text
    post = f", {seat.post.text}" if seat.post and seat.post.text else ""
    others = [each.replace("_", " ") for each in seat.capacities if each is not Capacity.MEMBER]
    capacity = f" ({', '.join(others)})" if others else ""
    return f"{who}{post}, {seat.organisation.text}{capacity}"


def _earlier(earlier: EarlierMinutes) -> Iterator[str]:
    yield ""
    day = f" of {_day(earlier.day)}" if earlier.day else ""
    if earlier.closed:
        yield f"Earlier minutes: {_sealed(earlier.closed, earlier)}"
        return
    yield f"Earlier minutes{day} ({sum(len(tuple(each.walk())) for each in earlier.items)} items)"
    came = earlier.attendance
    yield f"  present: {', '.join(each.name.text for each in came.present) or 'nobody named'}"
    yield f"  apologies: {', '.join(each.name.text for each in came.apologies) or 'none'}"
    if came.minute_taker:
        yield f"  minutes taken by {came.minute_taker.text}"
    for item in earlier.items:
        yield from _item(item, 1)


def _report(report: Report) -> str:
    if report.closed:
        return _sealed(report.closed, report)
    about = [
        f"by {' and '.join(each.text for each in report.authors)}" if report.authors else "",
        _day(report.day) if report.day else "",
        f"marked {report.marking_on_cover.text}" if report.marking_on_cover else "",
        f"marked {report.marking_in_footer.text} below" if report.marking_in_footer else "",
        _paragraphs(report.blocks),
        f"{len(report.appendices)} appendices" if report.appendices else "",
    ]
    where = f"item {report.for_item}: " if report.for_item else ""
    return f"{where}{report.title.text} ({'; '.join(each for each in about if each)})"


def _withheld(paper: WithheldPaper) -> str:
    ground = f"paragraph {', '.join(paper.paragraphs)}" if paper.paragraphs else "no ground"
    scheme = f" of {paper.scheme}" if paper.scheme else ""
    where = f" under item {paper.for_item}" if paper.for_item else ""
    return f"paper {paper.position}{where}: {ground}{scheme}"


def _planned(meeting: PlannedMeeting) -> Iterator[str]:
    yield f"  {_day(meeting.day)}: {len(meeting.rows)} rows"
    for row in meeting.rows:
        number = row.item_number.text if row.item_number else "-"
        told = "closed and sealed" if row.closed else row.title.text
        yield f"    {number:8} {told}"


def _doubt(doubt: Doubt, source: Source) -> str:
    line = f"line {source.line_number(doubt.spans[0].start)}" if doubt.spans else ""
    said_already = not line or doubt.sentence.lower().startswith(line)
    return doubt.sentence if said_already else f"{line}: {doubt.sentence}"
