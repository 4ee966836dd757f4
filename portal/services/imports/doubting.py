"""What a person should look at in items that were read, whichever format they came from.

No sentence quotes what is closed: doubts are printed and stored in clear.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Final

from portal.services.imports.accounting import words_of
from portal.services.imports.days import WEEKDAYS, DayFound, days_in
from portal.services.imports.grounds import ground_doubts
from portal.services.imports.labels import closure_of_line
from portal.services.imports.model import (
    Action,
    Block,
    Closure,
    CompartmentKind,
    Doubt,
    DoubtKind,
    Item,
    Publication,
    Span,
    Words,
)
from portal.services.imports.source import Source

COMPARTMENT_NAMES: Final = {
    CompartmentKind.GENERAL: "general",
    CompartmentKind.DHR: "domestic homicide review",
    CompartmentKind.DOMESTIC_ABUSE: "domestic abuse",
    CompartmentKind.PREVENT: "Prevent",
}
DATE_TO_COME: Final = re.compile(r"\bdate (?:TBC|TBA|to be (?:confirmed|agreed))\b", re.IGNORECASE)
LONG_ENOUGH: Final = 40  # characters; "Noted." under two items means nothing
_MOSTLY: Final = 0.8


def doubts_about(publication: Publication, source: Source) -> tuple[Doubt, ...]:
    """Give the doubts about the day of a publication and about its items, in their order."""
    near = publication.day.on if publication.day else None
    items = tuple(publication.walk())
    return (
        *day_doubts(publication),
        *(doubt for item in items for doubt in item_doubts(item, source, near)),
        *same_minutes(items),
        *ground_doubts(publication, source),
    )


def place(item: Item) -> str:
    """Say where an item is: by its number, never by its heading, which may be closed."""
    return f"item {item.number.text}" if item.number else "an item without a number"


def day_doubts(publication: Publication) -> Iterator[Doubt]:
    """Doubt the day of the meeting itself: not given, or not on that weekday."""
    day = publication.day
    if day is None or day.on is None:
        yield Doubt(
            kind=DoubtKind.DATE_MISSING,
            where="the meeting",
            sentence="The publication does not say on which date the meeting is held.",
            spans=day.printed.spans if day else (),
        )
        return
    yield from weekday_doubts(day.printed, "the day of the meeting", None, None)


def item_doubts(item: Item, source: Source, near: date | None) -> Iterator[Doubt]:
    """Doubt one item, those under it left out; ``near`` is the day of its meeting."""
    where = place(item)
    yield from _marking_doubts(item, where, source)
    if item.minutes and not item.minutes.complete:
        cut = item.minutes.cut_off_by
        yield Doubt(
            kind=DoubtKind.INCOMPLETE_MINUTES,
            where=where,
            sentence=f"The minutes of {where} break off: the full text stands elsewhere.",
            spans=cut.spans if cut else (),
        )
    for action in item.actions:
        yield from action_doubts(action, where, source)
    ahead = "next meeting" in item.heading.text.lower()
    seen: set[Span] = set()
    for words in words_of(replace(item, items=(), actions=())):
        yield from (
            doubt
            for doubt in weekday_doubts(words, where, source, near, ahead=ahead)
            if not seen.intersection(doubt.spans)
        )
        seen.update(words.spans)


def action_doubts(action: Action, where: str, source: Source) -> Iterator[Doubt]:
    """Doubt an action that names nobody, or no day."""
    line = f"line {source.line_number(action.text.spans[0].start)}" if action.text.spans else where
    if action.owner is None:
        yield Doubt(
            kind=DoubtKind.ACTION_WITHOUT_OWNER,
            where=where,
            sentence=f"The action on {line}, in {where}, does not say who is to do it.",
            spans=action.text.spans,
        )
    if action.due is None or action.due.on is None:
        said = "no date" if action.due is None else "a time that is not a date"
        yield Doubt(
            kind=DoubtKind.ACTION_WITHOUT_DATE,
            where=where,
            sentence=f"The action on {line}, in {where}, gives {said}.",
            spans=action.text.spans,
        )


def weekday_doubts(
    words: Words, where: str, source: Source | None, near: date | None, *, ahead: bool = False
) -> Iterator[Doubt]:
    """Doubt every day in some words whose weekday is wrong, and every date still to come.

    A day without a year is read as the one before or after ``near``; with ``ahead`` only after.
    """
    for day in days_in(words.text):
        if wrong := day.impossible(near, ahead=ahead):
            yield Doubt(
                kind=DoubtKind.IMPOSSIBLE_WEEKDAY,
                where=where,
                sentence=_weekday_sentence(day, wrong, where),
                spans=source.part(words, day.start, day.end).spans if source else words.spans,
            )
    if DATE_TO_COME.search(words.text):
        yield Doubt(
            kind=DoubtKind.DATE_MISSING,
            where=where,
            sentence=f"A date in {where} is still to be confirmed.",
            spans=words.spans,
        )


def same_minutes(items: tuple[Item, ...]) -> Iterator[Doubt]:
    """Doubt the minutes of two items that say nearly the same."""
    last: dict[str, int] = {}
    shared: Counter[tuple[int, int]] = Counter()
    lengths: Counter[int] = Counter()
    for n, item in enumerate(items):
        for block in item.minutes.blocks if item.minutes else ():
            text = block.text.text.casefold()
            lengths[n] += len(text)
            if len(text) >= LONG_ENOUGH and last.get(text, n) != n:
                shared[last[text], n] += len(text)
            last[text] = n
    for (one, other), length in sorted(shared.items()):
        if length >= _MOSTLY * max(lengths[one], lengths[other]):
            first, second = place(items[one]), place(items[other])
            yield Doubt(
                kind=DoubtKind.SAME_MINUTES,
                where=second,
                sentence=f"The minutes of {first} and {second} are the same; one of them is wrong.",
                spans=tuple(
                    span
                    for each in (items[one], items[other])
                    for block in (each.minutes.blocks if each.minutes else ())
                    for span in block.text.spans
                ),
            )


def _marking_doubts(item: Item, where: str, source: Source) -> Iterator[Doubt]:
    if item.closed:
        yield Doubt(
            kind=DoubtKind.LABEL_ONLY_NEEDS_GROUND,
            where=where,
            sentence=(
                f"{where.capitalize()} has a label only, {item.closed.label}: it needs a ground. "
                f"All of it comes in closed, in the {_compartment(item.closed)} compartment."
            ),
            spans=item.heading.spans,
        )
        return
    lines = [(each.text, each.closed) for each in _blocks(item)]
    documents = [(each.name, each.closed) for each in item.documents]
    for kind, things in (
        (DoubtKind.RESTRICTED_LINE_INSIDE_ITEM, lines),
        (DoubtKind.LABEL_ONLY_NEEDS_GROUND, documents),
    ):
        for words, closed in things:
            if closed and (closure_of_line(words.text) or things is documents):
                yield _line_doubt(kind, words, closed, where, source)


def _line_doubt(
    kind: DoubtKind, words: Words, closed: Closure, where: str, source: Source
) -> Doubt:
    line = f"line {source.line_number(words.spans[0].start)}" if words.spans else where
    return Doubt(
        kind=kind,
        where=where,
        sentence=(
            f"{line.capitalize()}, inside {where}, has a label only, {closed.label}: it needs a "
            f"ground. It comes in closed, in the {_compartment(closed)} compartment, while the "
            "item around it does not."
        ),
        spans=words.spans,
    )


def _blocks(item: Item) -> tuple[Block, ...]:
    return (*item.agenda_text, *(item.minutes.blocks if item.minutes else ()))


def _compartment(closed: Closure) -> str:
    return COMPARTMENT_NAMES[closed.compartment]


def _weekday_sentence(day: DayFound, wrong: date, where: str) -> str:
    """Say what is wrong with a day, without quoting it: it may stand in closed text."""
    said = WEEKDAYS[day.weekday or 0]
    return (
        f"A date in {where} cannot be right: it is called a {said}, "
        f"but in {wrong.year} that day is a {WEEKDAYS[wrong.weekday()]}."
    )
