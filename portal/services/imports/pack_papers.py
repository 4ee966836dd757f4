"""The papers of a pack: each read, placed at its item, and closed where its neighbours ask it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from portal.services.imports.labels import closure_of_line, compartment_for
from portal.services.imports.model import (
    Closure,
    CompartmentKind,
    DoubtKind,
    EarlierMinutes,
    Item,
    PlannedMeeting,
    Publication,
    Report,
    WithheldPaper,
)
from portal.services.imports.pack_minutes import read_minutes, with_last_kept_back
from portal.services.imports.pack_notebook import Notebook
from portal.services.imports.pack_places import (
    PaperTitle,
    Place,
    likeness,
    placed,
    slots_of,
    tokens_of,
)
from portal.services.imports.pack_plan import read_plan, read_withheld
from portal.services.imports.pack_reports import read_report
from portal.services.imports.pack_sections import Section, SectionKind
from portal.services.imports.source import Line

_ALIKE: Final = 0.5
_MOST_TITLES: Final = 2_000  # closed titles that every report is compared with
_UNPLACED: Final = Closure(compartment=CompartmentKind.GENERAL, label="RESTRICTED")


@dataclass(frozen=True, slots=True, kw_only=True)
class Papers:
    """What stands behind the front sheet, in the order printed."""

    earlier: tuple[EarlierMinutes, ...]
    reports: tuple[Report, ...]
    withheld: tuple[WithheldPaper, ...]
    plan: tuple[PlannedMeeting, ...]
    weak: frozenset[int]  # the reports, counted from 0, placed by a single word


def read_papers(sections: Sequence[Section], items: Sequence[Item], notebook: Notebook) -> Papers:
    """Read every paper and say which item each belongs to."""
    earlier: list[EarlierMinutes] = []
    reports: list[Report] = []
    withheld: list[WithheldPaper] = []
    plan: list[PlannedMeeting] = []
    titles: list[PaperTitle] = []
    kind_above = SectionKind.FRONT
    above: Closure | None = None  # what the stretch before closes, if a paper runs on from it
    for section in sections:
        marked = above if section.runs_on else None
        above_kind, kind_above = kind_above, section.kind
        above = None
        if section.kind is SectionKind.MINUTES:
            minutes = read_minutes(section, notebook)
            earlier.append(replace(minutes, closed=minutes.closed or marked))
            above = earlier[-1].closed
            titles.append(PaperTitle(about="minutes"))
        elif section.kind is SectionKind.REPORT:
            report = read_report(section, notebook)
            reports.append(_run_on(report, marked, notebook))
            above = reports[-1].closed
            titles.append(PaperTitle(title=report.title.text))
        elif section.kind is SectionKind.PLAN:
            plan.extend(_plan(read_plan(section, notebook), marked))
            above = marked
            titles.append(PaperTitle(about="plan"))
        elif section.kind is SectionKind.WITHHELD:
            paper = read_withheld(section, len(titles) + 1, notebook)
            withheld.append(paper)
            if above_kind is SectionKind.MINUTES and section.runs_on:
                earlier[-1] = with_last_kept_back(earlier[-1])
            above = paper.closed if not paper.printed.text else None
            titles.append(PaperTitle(withheld=True))
        elif section.kind is SectionKind.UNKNOWN:
            above = marked or _mark_in(section.lines)
    places = placed(titles, slots_of(items))
    return _placed(
        Papers(
            earlier=tuple(earlier),
            reports=tuple(reports),
            withheld=tuple(withheld),
            plan=tuple(plan),
            weak=frozenset(),
        ),
        titles,
        places,
    )


def _mark_in(lines: Sequence[Line]) -> Closure | None:
    """Give the mark on lines that belong to no paper; it closes the paper right below them."""
    return next((found for line in lines if (found := closure_of_line(line.text))), None)


def _run_on(report: Report, marked: Closure | None, notebook: Notebook) -> Report:
    """Close a report that follows something closed on the same page, unless it says otherwise."""
    if marked is None or report.closed is not None:
        return report
    where = notebook.line_of(report.title)
    sentence = (
        "What stands directly above this report, with no blank page between, is marked: the "
        "report comes in closed until the clerk decides."
    )
    notebook.doubt(DoubtKind.MARKING_DISAGREEMENT, where, sentence, report.title)
    return replace(report, closed=marked)


def _plan(plan: tuple[PlannedMeeting, ...], marked: Closure | None) -> tuple[PlannedMeeting, ...]:
    if marked is None:
        return plan
    return tuple(
        replace(each, rows=tuple(replace(row, closed=row.closed or marked) for row in each.rows))
        for each in plan
    )


def _placed(papers: Papers, titles: Sequence[PaperTitle], places: Sequence[Place]) -> Papers:
    """Write each paper's place into it; a plan needs none."""
    readable = [
        place
        for title, place in zip(titles, places, strict=True)
        if title.about == "" and not title.withheld
    ]
    minutes = [
        place for title, place in zip(titles, places, strict=True) if title.about == "minutes"
    ]
    kept_back = [place for title, place in zip(titles, places, strict=True) if title.withheld]
    return replace(
        papers,
        earlier=tuple(
            replace(each, for_item=place.label)
            for each, place in zip(papers.earlier, minutes, strict=True)
        ),
        reports=tuple(
            replace(each, for_item=place.label)
            for each, place in zip(papers.reports, readable, strict=True)
        ),
        withheld=tuple(
            replace(each, for_item=place.label, may_be_for=place.may_be)
            for each, place in zip(papers.withheld, kept_back, strict=True)
        ),
        weak=frozenset(at for at, place in enumerate(readable) if place.weak),
    )


def with_items(publication: Publication, papers: Papers, notebook: Notebook) -> Publication:
    """Add the papers to a publication whose items are settled: those of closed items close."""
    slots = slots_of(publication.items)
    closures = {slot.label: slot.item.closed for slot in slots if slot.item.closed}
    closed_titles = [
        (tokens_of(slot.item.heading.text), slot.item.closed) for slot in slots if slot.item.closed
    ]
    closed_titles += [
        (tokens_of(row.title.text), row.closed)
        for meeting in publication.plan
        for row in meeting.rows
        if row.closed
    ]
    reports = []
    for at, report in enumerate(papers.reports):
        closed = report.closed or _closure(report, closures, closed_titles[:_MOST_TITLES])
        reports.append(replace(report, closed=closed))
        _doubt_place(reports[-1], papers, at, notebook)
        if closed is not None and report.closed is None:
            sentence = "This report may belong to business that is marked: it comes in closed."
            where = notebook.line_of(report.title)
            notebook.doubt(DoubtKind.PLAN_DISAGREEMENT, where, sentence, report.title)
    return replace(
        publication,
        earlier=tuple(
            replace(each, closed=each.closed or closures.get(each.for_item))
            for each in papers.earlier
        ),
        reports=tuple(reports),
        withheld=tuple(_withheld(each, publication, notebook) for each in papers.withheld),
    )


def _closure(
    report: Report,
    closures: dict[str, Closure],
    closed_titles: Sequence[tuple[frozenset[str], Closure | None]],
) -> Closure | None:
    """Close a report of a closed item, or one that is titled like something closed."""
    parts = [report.for_item[:end] for end in range(1, len(report.for_item) + 1)]
    if found := next((closures[each] for each in reversed(parts) if each in closures), None):
        return found
    tokens = tokens_of(report.title.text)
    alike = (closed for title, closed in closed_titles if likeness(tokens, title) >= _ALIKE)
    if found := next(alike, None):
        return found
    return _UNPLACED if not report.for_item and closures else None


def _doubt_place(report: Report, papers: Papers, at: int, notebook: Notebook) -> None:
    where = notebook.line_of(report.title)
    if not report.for_item:
        sentence = "Neither its title nor its order says which item this report belongs to."
        notebook.doubt(DoubtKind.PAPER_NOT_PLACED, where, sentence, report.title)
    elif at in papers.weak:
        sentence = (
            f"This report is placed under item {report.for_item} by its order and one word of its "
            "title only, for the agenda gives no page for it."
        )
        notebook.doubt(DoubtKind.PAPER_NOT_PLACED, where, sentence, report.title)


def _withheld(paper: WithheldPaper, publication: Publication, notebook: Notebook) -> WithheldPaper:
    """Put a withheld paper into the compartment of its item, or doubt where it belongs."""
    if not paper.for_item:
        named = " or ".join(f"item {each}" for each in paper.may_be_for)
        sentence = (
            f"Order and pages leave open whether this withheld paper belongs to {named}."
            if named
            else "Neither order nor pages say which item this withheld paper belongs to."
        )
        words = paper.printed if paper.printed.spans else paper.ground_printed or paper.printed
        where = f"paper {paper.position} of the pack"
        notebook.doubt(DoubtKind.PAPER_NOT_PLACED, where, sentence, words)
        return paper
    slot = next(each for each in slots_of(publication.items) if each.label == paper.for_item)
    compartment = compartment_for(slot.item.heading.text)
    return replace(paper, closed=replace(paper.closed, compartment=compartment))
