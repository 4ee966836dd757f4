"""Cutting an agenda pack into the front sheet and the papers behind it.

A paper begins where its own head stands, and ends where the next begins or at a page left
blank.  Whatever begins with no blank page before it is marked as *running on*, so that the annex
of a closed report is never taken for an open paper of its own.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from portal.services.imports.days import days_in
from portal.services.imports.pack_notebook import LONGEST_HEAD, Notebook, busy_lines, cells, short
from portal.services.imports.source import Line


class SectionKind(StrEnum):
    """What a stretch of the pack is."""

    FRONT = "front"
    MEMBERSHIP = "membership"
    MINUTES = "minutes"
    REPORT = "report"
    WITHHELD = "withheld"
    PLAN = "plan"
    UNKNOWN = "unknown"


PAPERS: Final = frozenset(
    {SectionKind.MINUTES, SectionKind.REPORT, SectionKind.WITHHELD, SectionKind.PLAN}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One stretch of the pack, with its lines.

    ``runs_on`` says that no blank page divides it from the stretch before.
    """

    kind: SectionKind
    lines: tuple[Line, ...]
    runs_on: bool = False

    @property
    def busy(self) -> tuple[Line, ...]:
        """Its lines without the blank ones."""
        return busy_lines(self.lines)


_HEAD_REACH: Final = 8  # lines: how far below its subject a cover goes, how long a head may be
_ANY_CASE: Final = re.IGNORECASE
BLANK_PAGE: Final = re.compile(
    r"\W{0,3}this page (?:is |has been )?(?:intentionally |deliberately )?left blank\W{0,3}$",
    _ANY_CASE,
)
_PAGE_NUMBER: Final = re.compile(r"page \d{1,5}(?: of \d{1,5})?$", _ANY_CASE)
PLACEHOLDER: Final = re.compile(r"\W{0,3}(?:this )?document is restricted\W{0,3}$", _ANY_CASE)
MARKER: Final = re.compile(
    r"\W{0,3}(?:this |the )?(?:document|paper|report|appendix|page|item|minute)s? (?:is |are )?"
    r"(?:restricted|exempt|confidential|withheld|not for publication)\W{0,3}$",
    _ANY_CASE,
)
GROUND: Final = re.compile(
    r"(?:(?:is |are )?(?:exempt|restricted|confidential|not for publication|withheld) )?"
    r"by virtue of (?:\w{1,12} ){0,2}paragraph",
    _ANY_CASE,
)
_CLOSED_SESSION: Final = re.compile(
    r"(?:this (?:item|matter|report) was |the (?:item|matter) was )?"
    r"(?:discussed|taken|considered|held|heard|minuted) (?:in|as a?) ?"
    r"(?:private|closed|confidential|restricted|part (?:2|ii)\b)",
    re.IGNORECASE,
)
_PRESENT: Final = re.compile(
    r"(?:members |those |board members )?(?:present|in attendance|attendance|attendees) ?:",
    _ANY_CASE,
)
_MEMBERSHIP: Final = re.compile(
    r"(?:board |partnership )?members(?:hip)?\b[^:]{0,60}:?$", _ANY_CASE
)
_SUBJECT: Final = re.compile(r"(?:subject|title|report title) ?:", _ANY_CASE)
_COVER: Final = re.compile(
    r"(?:date|authors?|report of|report author|contact|security|lead officer) ?:", _ANY_CASE
)


def sections_of(notebook: Notebook) -> tuple[Section, ...]:
    """Cut a pack into its sections, in order; blank pages and page numbers become furniture."""
    lines = notebook.source.lines
    busy = busy_lines(lines)
    found: list[Section] = []
    kind, since, runs_on = SectionKind.FRONT, 0, False

    def close(end: int) -> None:
        if end > since:
            between = lines[busy[since].number - 1 : busy[end - 1].number]
            kept = tuple(line for line in between if not _furniture(line))
            if any(not line.blank for line in kept):
                found.append(Section(kind=kind, lines=kept, runs_on=runs_on))

    at = 0
    while at < len(busy):
        past = at + 1
        begins = None if _furniture(busy[at]) else _begins(busy, at, since, kind)
        if _furniture(busy[at]):
            notebook.layout(busy[at].words())
        if matches(BLANK_PAGE, busy[at]):
            close(at)
            kind, since, runs_on = SectionKind.UNKNOWN, at + 1, False
        elif begins is not None:
            after, start, past = begins
            close(start)
            kind, since, runs_on = after, start, start > since or runs_on
        elif kind is SectionKind.WITHHELD:
            close(at)
            kind, since, runs_on = SectionKind.UNKNOWN, at, True
        at = past
    close(len(busy))
    return tuple(found)


def _begins(
    busy: tuple[Line, ...], at: int, since: int, kind: SectionKind
) -> tuple[SectionKind, int, int] | None:
    """Say what begins at a line, on which line its head starts, and past which line to go on."""
    above = busy[at - 1] if at > since else None
    found: tuple[SectionKind, int, int] | None = None
    if len(busy[at].text) > LONGEST_HEAD:
        return None
    if past := _withheld(busy, at, kind):
        found = SectionKind.WITHHELD, at, past
    elif _report(busy, at):
        start = at - 1 if above is not None and _is_capitals(above) else at
        found = SectionKind.REPORT, start, at + 1 + _subject_below(busy, at)
    elif kind is SectionKind.FRONT and _membership(busy, at):
        found = SectionKind.MEMBERSHIP, at, at + 1
    elif is_plan_header(busy[at]):
        start = at - 1 if above is not None and _is_plan_title(above) else at
        found = SectionKind.PLAN, start, at + 1
    elif (start_of_minutes := _minutes(busy, at, since, kind)) is not None:
        found = SectionKind.MINUTES, start_of_minutes, at + 1
    return found


def matches(pattern: re.Pattern[str], line: Line) -> bool:
    """Say whether a line, if short enough for a head, begins with a pattern."""
    return pattern.match(short(line)) is not None


def says_withheld(line: Line) -> bool:
    """Say whether a line says that what it stands in is kept back, or on which ground."""
    plain = line.text.casefold()
    return (
        any(matches(form, line) for form in (MARKER, GROUND, _CLOSED_SESSION))
        or "by virtue of paragraph" in plain
        or "not for publication" in plain
    )


def is_plan_header(line: Line) -> bool:
    """Say whether a line is the row of column names of a forward plan."""
    if len(line.text) > LONGEST_HEAD or "\t" not in line.text:
        return False
    names = [each.text.casefold() for each in cells(line) if each.text]
    dated = any("date" in each or each == "meeting" for each in names)
    titled = any(each in {"report title", "report", "item", "title", "subject"} for each in names)
    detailed = {"presenter", "presented by", "item no", "time", "author", "lead"} & set(names)
    return dated and titled and bool(detailed)


def is_seat_header(line: Line) -> bool:
    """Say whether a line is the row of column names of a membership table."""
    if len(line.text) > LONGEST_HEAD or "\t" not in line.text:
        return False
    return cells(line)[0].text.casefold() in {"name", "member", "representative"}


def _withheld(busy: tuple[Line, ...], at: int, kind: SectionKind) -> int | None:
    """Give the line past a withheld page's words, or ``None`` if none begins here.

    Within a paper only the usual words, standing alone, are a page of their own; any others
    mark the paper they stand in.
    """
    within = kind not in {SectionKind.UNKNOWN, SectionKind.WITHHELD}
    if matches(GROUND, busy[at]):
        past = _ground_end(busy, at)
        if past < len(busy) and matches(MARKER, busy[past]):
            return past + 1
        return None if within else past
    if within:
        alone = matches(PLACEHOLDER, busy[at]) and _ends_here(busy, at + 1)
        return at + 1 if alone else None
    if not matches(MARKER, busy[at]):
        return None
    if at + 1 < len(busy) and matches(GROUND, busy[at + 1]):
        past = _ground_end(busy, at + 1)
        if not (past < len(busy) and matches(MARKER, busy[past])):
            return past  # the ground stands below its own marker, not above the next
    return at + 1


def _ground_end(busy: tuple[Line, ...], at: int) -> int:
    """Give the line past a ground, which may be broken over lines that touch."""
    past = at + 1
    while (
        past < min(len(busy), at + 4)
        and busy[past].number == busy[past - 1].number + 1
        and not matches(MARKER, busy[past])
        and not short(busy[past - 1]).endswith(".")
    ):
        past += 1
    return past


def _ends_here(busy: tuple[Line, ...], at: int) -> bool:
    """Say whether nothing more of a paper follows: a blank page, another paper, or the end."""
    below = busy[at : at + 3]
    if not below or _furniture(below[0]) or matches(GROUND, below[0]) or matches(MARKER, below[0]):
        return True
    return any(
        _report(busy, each) or is_plan_header(busy[each]) for each in range(at, at + len(below))
    )


def _report(busy: tuple[Line, ...], at: int) -> bool:
    """Say whether a report's cover begins here: REPORT above its subject, or a bare subject."""
    if short(busy[at]).casefold() == "report":
        return any(matches(_SUBJECT, each) for each in busy[at + 1 : at + 3])
    below = busy[at + 1 : at + 1 + _HEAD_REACH]
    return matches(_SUBJECT, busy[at]) and sum(matches(_COVER, each) for each in below) > 1


def _subject_below(busy: tuple[Line, ...], at: int) -> int:
    """Say how many lines below REPORT its subject stands, so that it does not begin again."""
    reach = busy[at : at + 3]
    return next((each for each, line in enumerate(reach) if matches(_SUBJECT, line)), 0)


def _membership(busy: tuple[Line, ...], at: int) -> bool:
    """Say whether a membership table begins here."""
    below = busy[at + 1] if at + 1 < len(busy) else None
    return matches(_MEMBERSHIP, busy[at]) and below is not None and is_seat_header(below)


def _minutes(busy: tuple[Line, ...], at: int, since: int, kind: SectionKind) -> int | None:
    """Give the line where the head of minutes starts, if those present are named at a line."""
    if not matches(_PRESENT, busy[at]):
        return None
    for each in range(at - 1, max(at - 4, since - 1), -1):
        if next(days_in(short(busy[each])), None) is not None:
            near = kind is SectionKind.UNKNOWN and at - since <= _HEAD_REACH
            return since if near else max(each - 1, since)
    return None


def _is_capitals(line: Line) -> bool:
    text = short(line)
    return text.isupper() and "\t" not in line.text and not matches(MARKER, line)


def _is_plan_title(line: Line) -> bool:
    return "plan" in short(line).casefold() and "\t" not in line.text


def _furniture(line: Line) -> bool:
    return matches(BLANK_PAGE, line) or matches(_PAGE_NUMBER, line)
