"""The reports of a pack: cover, marking, numbered paragraphs, tables and appendices."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from portal.services.imports.labels import (
    closure_of_heading,
    compartment_for,
    marking_of_heading,
    marking_of_line,
)
from portal.services.imports.model import Closure, DayPrinted, DoubtKind, Report, Words
from portal.services.imports.pack_appendices import part_appendices, read_appendices
from portal.services.imports.pack_blocks import report_blocks
from portal.services.imports.pack_notebook import LONGEST_HEAD, Notebook, cells, short, touches
from portal.services.imports.pack_sections import Section, says_withheld
from portal.services.imports.source import Line, joined

_LABEL: Final = re.compile(
    r"(?:(?P<title>subject|title|report title)|(?P<day>date)"
    r"|(?P<author>authors?|report author|report of|report by|lead officer)"
    r"|(?P<contact>contact(?: officer| details)?|e-?mail)"
    r"|(?P<marking>security|classification|protective marking|marking|security classification)"
    r"|(?P<other>to|from|ward|wards affected|key decision|decision|status)) ?: ?",
    re.IGNORECASE,
)
_BODY: Final = re.compile(r"\W{0,3}\d{1,2}(?:\.\d{1,3}){0,3}\.? \S")
_FOOTER: Final = re.compile(
    r"(?:\[(?P<bracketed>[A-Za-z][A-Za-z \-:]{2,40})\]"
    r"|(?P<bare>(?:un)?protected|not protectively marked))$",
    re.IGNORECASE,
)
_OPEN_MARKINGS: Final = frozenset(
    {
        "unprotected",
        "unclassified",
        "unmarked",
        "unrestricted",
        "not protectively marked",
        "npm",
        "not restricted",
        "official",
        "public",
        "open",
        "none",
        "n/a",
        "for publication",
    }
)
_ANSWERED: Final = re.compile(
    r"\b(?:exempt|confidential|restricted|private)\b[^?:]{0,60}[?:]\s{0,3}y(?:es)?\b", re.IGNORECASE
)
_NAME: Final = re.compile(r"(?:[A-Z][\w'\u2019.-]{1,30} ){1,3}[A-Z][\w'\u2019-]{1,30}(?:,|$)")


@dataclass(slots=True)
class _Cover:
    """The cover while it is being read."""

    parts: dict[str, list[Words]] = field(default_factory=dict)
    other: list[Line] = field(default_factory=list)
    closure: Closure | None = None


def read_report(section: Section, notebook: Notebook) -> Report:
    """Read a report, closing it if anything on its cover, in it or at its foot marks it."""
    head, body = _parted(section.lines)
    cover = _cover(head, notebook)
    foot = _footers(body)
    at_foot = {line.number for line in foot}
    body = tuple(line for line in body if line.number not in at_foot)
    text, appendix_lines = part_appendices((*cover.other, *body))
    title = joined(*cover.parts.get("title", ()))
    marking = joined(*cover.parts["marking"]) if "marking" in cover.parts else None
    footers = tuple(line.words() for line in foot)
    closed = _closure(title, marking, footers, (*cover.other, *body)) or cover.closure
    _doubt_marking(title, marking, footers, closed, notebook)
    return Report(
        title=title,
        head=joined(*cover.parts["head"]) if "head" in cover.parts else None,
        day=_day(cover, notebook),
        authors=tuple(_authors(cover.parts.get("author", []))),
        contact=joined(*cover.parts["contact"]) if "contact" in cover.parts else None,
        marking_on_cover=marking,
        marking_in_footer=joined(*footers) if footers else None,
        blocks=report_blocks(text, notebook),
        appendices=read_appendices(appendix_lines, notebook),
        closed=closed,
    )


def _parted(lines: Sequence[Line]) -> tuple[tuple[Line, ...], tuple[Line, ...]]:
    """Part the cover from the text below it, at the first numbered line after a label."""
    labelled = False
    above: Line | None = None
    for at, line in enumerate(lines):
        if line.blank:
            continue
        label = _LABEL.match(short(line))
        continued = touches(line, above) and labelled
        if label is None and labelled and (not continued or _BODY.match(short(line))):
            return tuple(lines[:at]), tuple(lines[at:])
        labelled = labelled or label is not None
        above = line
    return tuple(lines), ()


def _cover(lines: Sequence[Line], notebook: Notebook) -> _Cover:
    cover = _Cover()
    into = ""
    above: Line | None = None
    for line in (each for each in lines if not each.blank):
        words = line.words()
        label = _LABEL.match(short(line))
        if label is not None:
            into = label.lastgroup or "other"
        elif not into or not touches(line, above):
            into = "head"
        if into == "other":
            cover.other.append(line)
        else:
            start = label.end() if label is not None else 0
            notebook.layout(notebook.part(words, label, 0) if label is not None else None)
            cover.parts.setdefault(into, []).append(notebook.source.part(words, start))
        if into in {"head", "other"}:
            cover.closure = cover.closure or closure_of_heading(words.text[:LONGEST_HEAD])
        above = line
    return cover


def _day(cover: _Cover, notebook: Notebook) -> DayPrinted | None:
    printed = cover.parts.get("day", ())
    if not printed:
        return None
    words = joined(*printed)
    found = notebook.day(words)
    return DayPrinted(on=found.on if found else None, printed=words)


def _authors(lines: list[Words]) -> list[Words]:
    """Put each author in one piece: a new one begins with a name, unless a comma runs on."""
    found: list[list[Words]] = []
    for words in lines:
        runs_on = bool(found) and found[-1][-1].text.endswith(",")
        if not found or (not runs_on and _NAME.match(words.text[:LONGEST_HEAD])):
            found.append([words])
        else:
            found[-1].append(words)
    return [joined(*each) for each in found]


def _footers(lines: Sequence[Line]) -> tuple[Line, ...]:
    return tuple(line for line in lines if not line.blank and _FOOTER.match(short(line)))


def _label(printed: str) -> str:
    """Give a marking's own word, and never more of what is printed: labels stand in doubts."""
    return marking_of_heading(printed[:LONGEST_HEAD]) or "MARKED"


def _is_open(marking: str) -> bool:
    return marking.strip(" []().:*").casefold() in _OPEN_MARKINGS


def _closure(
    title: Words, marking: Words | None, footers: tuple[Words, ...], body: Sequence[Line]
) -> Closure | None:
    """Close a report that is marked anywhere; an unknown marking closes as a known one does."""
    compartment = compartment_for(title.text)
    printed = [each for each in (marking, *footers) if each is not None and each.text]
    for each in printed:
        if not _is_open(each.text):
            return Closure(compartment=compartment, label=_label(each.text))
    if by_title := closure_of_heading(title.text[:LONGEST_HEAD]):
        return by_title
    for line in body:
        if label := _label_in(line):
            return Closure(compartment=compartment, label=label)
    return None


def _label_in(line: Line) -> str:
    """Give the label that a line of the text, or a cell of a row, marks the report with."""
    stated = _LABEL.match(short(line))
    if stated is not None and stated["marking"] and not _is_open(short(line)[stated.end() :]):
        return _label(short(line)[stated.end() :])
    if says_withheld(line) or _ANSWERED.search(line.text):
        return "RESTRICTED"
    return next((found for each in cells(line) if (found := marking_of_line(each.text))), "")


def _doubt_marking(
    title: Words,
    marking: Words | None,
    footers: tuple[Words, ...],
    closed: Closure | None,
    notebook: Notebook,
) -> None:
    where = notebook.line_of(title)
    printed = [each for each in (marking, *footers) if each is not None and each.text]
    opens = {_is_open(each.text) for each in printed}
    if len(opens) > 1:
        sentence = (
            "The cover and the foot of this report carry markings that disagree: it comes in "
            "closed until the clerk decides."
        )
        notebook.doubt(DoubtKind.MARKING_DISAGREEMENT, where, sentence, *printed)
    elif closed is not None:
        sentence = (
            f"This report has a label only, {closed.label}: it needs a ground. It comes in closed."
        )
        notebook.doubt(DoubtKind.LABEL_ONLY_NEEDS_GROUND, where, sentence, title)
