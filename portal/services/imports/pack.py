"""Reading the text of an agenda pack."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from portal.errors import Refused
from portal.services.imports.accounting import accounted
from portal.services.imports.copies import copy_doubts, with_copies_closed
from portal.services.imports.doubting import doubts_about, item_doubts, same_minutes
from portal.services.imports.model import (
    Capacity,
    Doubt,
    DoubtKind,
    EarlierMinutes,
    Kind,
    Publication,
    Words,
)
from portal.services.imports.naming import naming_doubts
from portal.services.imports.pack_drift import same_business_doubts, with_drift_closed
from portal.services.imports.pack_front import read_front
from portal.services.imports.pack_membership import read_contact, read_membership
from portal.services.imports.pack_neighbours import report_doubts, with_mentions_closed
from portal.services.imports.pack_notebook import Notebook
from portal.services.imports.pack_papers import Papers, read_papers, with_items
from portal.services.imports.pack_sections import PAPERS, SectionKind, sections_of
from portal.services.imports.source import Source

_PAGE: Final = re.compile(r"^[ \t]*Note No\. Item[ \t]*$", re.MULTILINE)


def read_pack(source: Source) -> Publication:
    """Read an agenda pack: front sheet, membership, minutes, reports, withheld papers and plan.

    Nothing that is marked, or that may tell of what is withheld, comes out open; every doubt
    is put down, and so is every stretch of the text that the result does not account for.

    :raises Refused: if the text is not an agenda pack; the message says what it lacks.
    """
    notebook = Notebook(source)
    sections = sections_of(notebook)
    front = next((each for each in sections if each.kind is SectionKind.FRONT), None)
    sheet = read_front(front, notebook) if front else None
    papers_follow = any(each.kind in PAPERS for each in sections)
    if _PAGE.search(source.text) and not papers_follow:
        raise Refused("This is a meeting page; use `portal import page`.")
    if sheet is None or not sheet.items or (sheet.day is None and not papers_follow):
        raise Refused(
            "This is not the text of an agenda pack: it begins with no dated agenda of numbered "
            "items."
        )
    tables = [
        line for each in sections if each.kind is SectionKind.MEMBERSHIP for line in each.busy
    ]
    membership = read_membership(tables, notebook)
    papers = read_papers(sections, sheet.items, notebook)
    found = Publication(
        kind=Kind.PACK,
        board=sheet.board or Words(text="", spans=()),
        day=sheet.day,
        hours=sheet.hours,
        venue=sheet.venue,
        contact=read_contact((*sheet.left, *membership.left), notebook),
        items=sheet.items,
        next_meeting=sheet.next_meeting,
        seats=membership.seats,
        plan=papers.plan,
    )
    return accounted(_weighed(found, papers, notebook), source)


def _weighed(found: Publication, papers: Papers, notebook: Notebook) -> Publication:
    """Close what one part of the pack says about another, and put the doubts in order."""
    source = notebook.source
    found = with_drift_closed(found)
    items, mentions = with_mentions_closed(found.items)
    found = with_items(replace(found, items=items), papers, notebook)
    earlier: list[EarlierMinutes] = []
    doubts: list[Doubt] = [*found.doubts, *mentions, *doubts_about(found, source)]
    doubts.extend(naming_doubts(found.items, source))
    for minutes in found.earlier:
        weighed, more = _weighed_minutes(minutes, source)
        earlier.append(weighed)
        doubts.extend(more)
    found = replace(found, earlier=tuple(earlier))
    doubts.extend(report_doubts(found.reports, len(found.withheld)))
    doubts.extend(same_business_doubts(found))
    doubts.extend(_chair_doubts(found))
    doubts.extend(_date_doubts(found, notebook))
    doubts.extend(notebook.doubts)
    return replace(found, furniture=tuple(notebook.furniture), doubts=tuple(_in_order(doubts)))


def _weighed_minutes(
    minutes: EarlierMinutes, source: Source
) -> tuple[EarlierMinutes, tuple[Doubt, ...]]:
    """Close copies and mentions of withheld matters in earlier minutes, and doubt their items."""
    near = minutes.day.on if minutes.day else None
    copied = with_copies_closed(minutes.items)
    items, mentions = with_mentions_closed(copied)
    every = tuple(each for top in items for each in top.walk())
    doubts = [
        *mentions,
        *copy_doubts(minutes.items, copied),
        *(doubt for item in every for doubt in item_doubts(item, source, near)),
        *same_minutes(every),
        *naming_doubts(items, source),
    ]
    told = tuple(
        replace(
            each,
            where=f"the earlier minutes, {each.where}",
            sentence=f"In the earlier minutes: {each.sentence[:1].lower()}{each.sentence[1:]}",
        )
        for each in doubts
    )
    return replace(minutes, items=items), told


def _chair_doubts(found: Publication) -> Iterator[Doubt]:
    """Doubt the chair, where membership, minutes and the next meeting name different people."""
    seated = [each.name for each in found.seats if each.name and Capacity.CHAIR in each.capacities]
    chairs = [
        each.name
        for minutes in found.earlier
        if minutes.closed is None
        for each in minutes.attendance.present
        if each.capacity is Capacity.CHAIR
    ]
    if found.next_meeting and found.next_meeting.chair:
        chairs.append(found.next_meeting.chair)
    known = {_surname(each) for each in seated}
    others = [each for each in chairs if known and _surname(each) not in known]
    if others:
        yield Doubt(
            kind=DoubtKind.CHAIR_DISAGREEMENT,
            where="the membership table",
            sentence="The membership table names another chair than the minutes or the agenda do.",
            spans=tuple(span for each in (*seated, *others) for span in each.spans),
        )


def _surname(words: Words) -> str:
    return words.text[-60:].split()[-1].casefold() if words.text else ""


def _date_doubts(found: Publication, notebook: Notebook) -> Iterator[Doubt]:
    """Doubt a report's date, or the next meeting named in the minutes, if it is another day."""
    on = found.day.on if found.day else None
    days = [(each.day, "a report") for each in found.reports if each.day]
    for minutes in found.earlier:
        for item in minutes.items[-1:]:
            quiet = Notebook(notebook.source)
            if "next meeting" in item.heading.text.casefold() and (day := quiet.day(item.heading)):
                days.append((day, "the earlier minutes, the next meeting"))
    for day, where in days:
        if on is not None and day.on is not None and day.on != on:
            yield Doubt(
                kind=DoubtKind.DATE_DISAGREEMENT,
                where=where,
                sentence="The day printed here is not the day of the meeting the pack is for.",
                spans=day.printed.spans,
            )


def _in_order(doubts: Sequence[Doubt]) -> Iterator[Doubt]:
    """Give the doubts in the order of the text, each once."""
    seen: set[tuple[DoubtKind, tuple[object, ...]]] = set()
    for doubt in sorted(doubts, key=lambda each: each.spans[:1]):
        key = (doubt.kind, doubt.spans or (doubt.sentence,))
        if doubt.kind is DoubtKind.PLAN_DISAGREEMENT or key not in seen:
            seen.add(key)
            yield doubt
