"""The reading of a whole text: its statements put together, and a person called in if in doubt."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import zip_longest
from typing import Final

from portal.services.grounds_in_text.doubts import FAVOURS_OPENING, UNSETTLED
from portal.services.grounds_in_text.law import Cited, Found, paragraphs_of, weighing
from portal.services.grounds_in_text.model import Assertion, Nation, Reading, Regime
from portal.services.grounds_in_text.plain import plain
from portal.services.grounds_in_text.statements import (
    Statement,
    adopted,
    statements_of,
)
from portal.services.grounds_in_text.tokens import sentences_of, tokens_of

ONLY_PART: Final = "Only a part is closed (an appendix, say): the rest may be open."
DISAGREE: Final = "The text speaks of the ground more than once, and not always the same."
DIFFERENT: Final = "Different paragraphs are given in different places of the text."
NO_PARAGRAPH: Final = "Something is said to be exempt, and no paragraph is named."
CITED_ELSEWHERE: Final = "The paragraph cited is not a paragraph of the Schedule."
MIXED: Final = "Both exempt and confidential information are given as the reason."
NOTHING: Final = "The text says nothing of a ground."
TOO_LONG: Final = "The text is too long to be one statement of a ground."
FORBIDDEN: Final = "Something forbids disclosure, and nothing says that anything is closed."
OVER: Final = "The day until which it is closed is not after the meeting."
TIMED: Final = "It is closed for a time only: record when that ends."
LONGEST_TEXT: Final = 20_000
_MOST_SENTENCES: Final = 40

_WEIGHT: Final = (
    Assertion.CONDITIONAL,
    Assertion.LIFTED,
    Assertion.NEGATED,
    Assertion.DEFINITION,
    Assertion.BOILERPLATE,
)


@dataclass(slots=True, kw_only=True)
class _Notes:
    nation: Nation
    on: date | None
    aside: tuple[str, ...] = ()
    standards: bool  # whether the text speaks of a standards committee
    warnings: list[str] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)


def read_ground(text: str, nation: Nation, meeting_on: date | None = None) -> Reading:
    """Read what a text says of the ground on which something is closed.

    ``meeting_on`` decides which numbering is meant; without it a number that changed its meaning
    needs a person.  Nothing read may open anything, and only what is plainly asserted may close.
    (Local Government Act 1972 ss.100A, 100B, 100I and Schedule 12A; 1973 Act Schedule 7A; Local
    Government Act (Northern Ireland) 2014 Schedule 6.)
    """
    seen = plain(text[:LONGEST_TEXT])
    small = seen.text.lower()
    notes = _Notes(
        nation=nation,
        on=meeting_on,
        standards="standards" in small or "safonau" in small,
        doubts=[*seen.oddities],
    )
    sentences = sentences_of(tokens_of(seen.text[:LONGEST_TEXT]))
    if max(len(text), len(seen.text)) > LONGEST_TEXT or len(sentences) > _MOST_SENTENCES:
        notes.doubts.append(TOO_LONG)
    statements = _settled(statements_of(sentences, weighing(nation, meeting_on)))
    notes.aside = tuple(dict.fromkeys(number for each in statements for number in each.aside))
    return _read(statements, notes)


def _settled(statements: Sequence[Statement]) -> list[Statement]:
    """Give bare citations the force of what stands before them, and lost motions theirs."""
    settled: list[Statement] = []
    for each, after in zip_longest(statements, statements[1:]):
        settled.append(adopted(each, settled[-1] if settled else None, after))
        if each.lost:
            motions = [
                at for at, one in enumerate(settled) if one.mode in {Assertion.ASSERTED, None}
            ]
            for at in motions:
                if settled[at].motion or settled[at].citations or settled[at].lost:
                    settled[at] = replace(settled[at], mode=Assertion.NEGATED)
    return settled


def _read(statements: Sequence[Statement], notes: _Notes) -> Reading:
    spoken = [each for each in statements if each.mode is not None]
    for each in spoken:
        notes.doubts.extend(each.doubts)
    asserted = [each for each in spoken if each.mode is Assertion.ASSERTED]
    grounded = [each for each in asserted if each.citations or _is_confidential(each)]
    if grounded:
        notes.doubts.extend(
            doubt
            for each in statements
            for doubt in each.doubts
            if doubt in {UNSETTLED, FAVOURS_OPENING}
        )
        return _asserted(grounded, spoken, notes)
    chosen = _choose(asserted, spoken, notes)
    mode = chosen[0].mode if chosen else None
    if mode is None:
        return _nothing_closed(statements, notes)
    if mode is Assertion.ASSERTED:
        return _label(chosen, spoken, notes)
    found = _found(chosen, notes)
    if not found.paragraphs:
        told = found.doubts if any(each.numbers for each in chosen) else []
        notes.doubts.extend(told)
        confidential = any(_is_confidential(each) for each in chosen)
        alone = confidential and mode is not Assertion.BOILERPLATE
        return _closed(notes, Regime.CONFIDENTIAL if alone else Regime.NONE, (), mode)
    return _told(found, mode, notes)


def _told(found: Found, mode: Assertion, notes: _Notes) -> Reading:
    """Answer for paragraphs that are named, and under which nothing is firmly closed."""
    notes.warnings.extend(found.warnings)
    if found.blanket and mode is Assertion.CONDITIONAL:
        mode = Assertion.BOILERPLATE
    if not found.blanket or mode in {Assertion.CONDITIONAL, Assertion.LIFTED}:
        notes.doubts.extend(found.doubts)
    return _closed(notes, found.regime, found.paragraphs, mode)


def _nothing_closed(statements: Sequence[Statement], notes: _Notes) -> Reading:
    forbidden = next((each.confidential for each in statements if _is_confidential(each)), "")
    if forbidden:
        notes.doubts.append(FORBIDDEN)
        return _confidential(forbidden, notes)
    if any(each.names_schedule for each in statements):
        notes.doubts.append("The Schedule is named, and no paragraph that can be read.")
    return _closed(notes, Regime.NONE, (), Assertion.BOILERPLATE, NOTHING)


def _choose(
    asserted: Sequence[Statement], spoken: Sequence[Statement], notes: _Notes
) -> list[Statement]:
    """Choose among statements none of which gives a ground firmly."""
    ends = [each for each in spoken if each.mode in {Assertion.NEGATED, Assertion.LIFTED}]
    if asserted:
        if ends and not any(each.part for each in asserted):
            notes.doubts.append(DISAGREE)
        return list(asserted)
    for mode in _WEIGHT:
        these = [each for each in spoken if each.mode is mode]
        if these:
            if mode is Assertion.CONDITIONAL and ends:
                notes.doubts.append(DISAGREE)
            return these
    return []


def _is_confidential(statement: Statement) -> bool:
    return bool(statement.confidential) and not (statement.front_sheet or statement.both)


def _asserted(grounded: Sequence[Statement], spoken: Sequence[Statement], notes: _Notes) -> Reading:
    citing = [each for each in grounded if each.citations]
    found = _found(citing, notes)
    notes.warnings.extend(found.warnings)
    notes.doubts.extend(found.doubts)
    _against(grounded, spoken, notes)
    if len({frozenset(each.numbers) for each in citing}) > 1 and not _each_its_own(citing):
        notes.doubts.append(DIFFERENT)
    if any(each.part for each in grounded):
        notes.warnings.append(ONLY_PART)
    if any(each.timed for each in grounded):
        notes.warnings.append(TIMED)
        if any(_is_over(each.until, notes.on) for each in grounded):
            notes.doubts.append(OVER)
    if any(each.front_sheet for each in citing):
        notes.doubts.append("The wording is about no paper in particular, and names a paragraph.")
    confidential = next((each.confidential for each in grounded if _is_confidential(each)), "")
    if confidential and citing:
        notes.doubts.append(MIXED)
    if confidential and not citing:
        return _confidential(confidential, notes)
    return _closed(notes, found.regime, found.paragraphs, Assertion.ASSERTED)


def _is_over(until: date | None, on: date | None) -> bool:
    return until is not None and (on is None or until <= on)


def _against(grounded: Sequence[Statement], spoken: Sequence[Statement], notes: _Notes) -> None:
    """Doubt what is asserted if another sentence denies it, lifts it or makes it conditional."""
    numbers = {number for each in grounded for number in each.numbers}
    part = any(each.part for each in grounded)
    for each in spoken:
        if each.mode in {Assertion.NEGATED, Assertion.LIFTED}:
            if not (part and each.mode is Assertion.NEGATED and not each.citations):
                notes.doubts.append(DISAGREE)
        elif each.mode is Assertion.CONDITIONAL and not set(each.numbers) <= numbers:
            notes.doubts.append(DISAGREE)
        elif each.mode is Assertion.ASSERTED and _names_none(each):
            notes.doubts.append(NO_PARAGRAPH)


def _names_none(each: Statement) -> bool:
    return each.names_schedule and not each.citations and not each.motion


def _each_its_own(citing: Sequence[Statement]) -> bool:
    """Say whether every statement is about an appendix or part of its own."""
    things = [each.about for each in citing]
    return (
        all(things)
        and all(any(not name.startswith("item") for name in each) for each in things)
        and sum(map(len, things)) == len(frozenset().union(*things))
    )


def _label(chosen: Sequence[Statement], spoken: Sequence[Statement], notes: _Notes) -> Reading:
    """Answer for what is said to be closed with no ground: a label, or a ground left out."""
    sheet = [each for each in spoken if each.mode in {Assertion.BOILERPLATE, Assertion.DEFINITION}]
    named = [each for each in chosen if each.names_schedule]
    if named and not sheet:
        found = _found(named, notes)
        notes.doubts.extend([NO_PARAGRAPH, *found.doubts])
        return _closed(notes, found.regime, (), Assertion.ASSERTED)
    if any(each.elsewhere for each in spoken):
        notes.doubts.append(CITED_ELSEWHERE)
    elif any(each.acts or each.cites_section for each in chosen) or any(
        each.confidential for each in chosen
    ):
        notes.doubts.append(NO_PARAGRAPH)
    if any(each.citations for each in spoken):
        notes.doubts.append("A paragraph is described, and perhaps meant as the ground.")
    notes.warnings.append("A label is not a ground: one must be recorded.")
    return _closed(notes, Regime.NONE, (), Assertion.LABEL_ONLY)


def _confidential(words: str, notes: _Notes) -> Reading:
    limb = {
        "department": "a Government department's terms forbid its disclosure",
        "law": "the law or a court forbids its disclosure",
    }.get(words, "and which limb of the definition applies is not said")
    notes.warnings.append(f"Confidential information: {limb}.")
    return _closed(notes, Regime.CONFIDENTIAL, (), Assertion.ASSERTED)


def _found(statements: Sequence[Statement], notes: _Notes) -> Found:
    cited = [each for statement in statements for each in statement.citations]
    return paragraphs_of(
        Cited(
            numbers=tuple(dict.fromkeys(each for one in statements for each in one.numbers)),
            aside=notes.aside,
            parts=frozenset(name for each in cited for name in each.parts),
            schedules=frozenset(each.schedule for each in cited if each.schedule),
            acts=frozenset(name for one in statements for name in one.acts),
            beside=frozenset(name for each in cited for name in each.acts),
            subjects=frozenset(name for one in statements for name in one.subjects),
            local=any(each.local for each in cited),
            qualified=any(one.qualified for one in statements),
            standards=notes.standards,
        ),
        notes.nation,
        notes.on,
    )


def _closed(
    notes: _Notes,
    regime: Regime,
    paragraphs: tuple[str, ...],
    mode: Assertion,
    warning: str = "",
) -> Reading:
    doubts = tuple(dict.fromkeys(notes.doubts))
    if mode is Assertion.ASSERTED and not paragraphs and regime is not Regime.CONFIDENTIAL:
        doubts = doubts or (NO_PARAGRAPH,)
    return Reading(
        regime=regime,
        paragraphs=paragraphs,
        assertion=mode,
        warnings=tuple(dict.fromkeys([*doubts, *notes.warnings, *([warning] * bool(warning))])),
        needs_person=bool(doubts),
    )
