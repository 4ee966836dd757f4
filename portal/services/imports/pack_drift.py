"""Where the forward plan printed in a pack and the pack's own front sheet disagree.

The same business is often marked RESTRICTED in the one and open in the other.  Whichever of the
two marks it, both come in closed, with the item's papers, until the clerk decides.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from portal.services.imports.days import in_words
from portal.services.imports.labels import compartment_for
from portal.services.imports.model import (
    Closure,
    Doubt,
    DoubtKind,
    Item,
    ItemKind,
    PlannedMeeting,
    PlanRow,
    Publication,
    Words,
)
from portal.services.imports.pack_places import Slot, likeness, slots_of, tokens_of
from portal.services.imports.pack_plan import row_place
from portal.services.imports.pack_rows import kind_stated

_ALIKE: Final = 0.5  # of the shorter title's telling words
_CERTAIN: Final = 2.0  # "AOB" is any other business, whatever else the row says
_PART: Final = re.compile(r"(?:^| )(?P<letter>[a-j]) ?[-.)\u2013] ?(?=\S)")
_MOST: Final = 300  # items or rows of one meeting; a pack with more is not compared


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """One row of the plan and the item that is the same business."""

    row: PlanRow
    slot: Slot


def meeting_in_plan(publication: Publication) -> PlannedMeeting | None:
    """Give the plan's entry for the meeting the pack is for; ``None`` if there is none."""
    on = publication.day.on if publication.day else None
    return next((each for each in publication.plan if on and each.day.on == on), None)


def pairs_of(publication: Publication, planned: PlannedMeeting) -> tuple[Pair, ...]:
    """Pair rows and items by their titles, the most alike first, each once."""
    slots = slots_of(publication.items)
    if len(slots) > _MOST or len(planned.rows) > _MOST:
        return ()
    initials = [_initials(slot.item.heading.text) for slot in slots]
    scored: list[tuple[float, int, int]] = []
    for at, row in enumerate(planned.rows):
        tokens = tokens_of(row.title.text)
        for n, slot in enumerate(slots):
            score = _CERTAIN if initials[n] in tokens else likeness(tokens, slot.tokens)
            if score >= _ALIKE:
                scored.append((-score, at, n))
    rows: set[int] = set()
    taken: set[int] = set()
    pairs: list[Pair] = []
    for _, at, n in sorted(scored):
        if at not in rows and n not in taken:
            rows.add(at)
            taken.add(n)
            pairs.append(Pair(row=planned.rows[at], slot=slots[n]))
    return tuple(sorted(pairs, key=lambda pair: planned.rows.index(pair.row)))


def with_drift_closed(publication: Publication) -> Publication:
    """Close what the plan or the front sheet marks in the other too, and doubt what differs."""
    planned = meeting_in_plan(publication)
    if planned is None:
        return _without_entry(publication)
    pairs = pairs_of(publication, planned)
    doubts = tuple(_doubts(publication, planned, pairs))
    items = {
        pair.slot.label: Closure(
            compartment=compartment_for(f"{pair.row.title.text} {pair.slot.item.heading.text}"),
            label=pair.row.closed.label,
        )
        for pair in pairs
        if pair.row.closed
    }
    by_item = {id(pair.row): pair.slot.item.closed for pair in pairs}
    rows = tuple(replace(row, closed=row.closed or by_item.get(id(row))) for row in planned.rows)
    plan = tuple(replace(each, rows=rows) if each is planned else each for each in publication.plan)
    return replace(
        publication,
        items=_closed(publication.items, items),
        plan=plan,
        doubts=(*publication.doubts, *doubts),
    )


def _without_entry(publication: Publication) -> Publication:
    if not publication.plan:
        return publication
    doubt = Doubt(
        kind=DoubtKind.PLAN_DISAGREEMENT,
        where="the forward plan",
        sentence="The forward plan has no entry for the day of this meeting.",
    )
    return replace(publication, doubts=(*publication.doubts, doubt))


def _closed(
    items: tuple[Item, ...], closures: dict[str, Closure], above: str = ""
) -> tuple[Item, ...]:
    found: list[Item] = []
    for item in items:
        label = f"{above}{item.number.text}" if item.number else above
        closed = item.closed or (closures.get(label) if item.number else None)
        found.append(replace(item, closed=closed, items=_closed(item.items, closures, label)))
    return tuple(found)


def _doubts(
    publication: Publication, planned: PlannedMeeting, pairs: Sequence[Pair]
) -> Iterator[Doubt]:
    for pair in pairs:
        where = f"item {pair.slot.label}"
        for sentence in _differences(pair, where):
            spans = (*pair.slot.item.heading.spans, *pair.row.title.spans)
            yield Doubt(
                kind=DoubtKind.PLAN_DISAGREEMENT, where=where, sentence=sentence, spans=spans
            )
    paired = {id(pair.row) for pair in pairs}
    for row in planned.rows:
        if id(row) not in paired:
            number = row.item_number.text.lower() if row.item_number else "a row without a number"
            sentence = f"The forward plan has {number} for this day, the front sheet does not."
            yield _plan_doubt(sentence, row.title)
    met = {pair.slot.label for pair in pairs}
    for item in publication.items:
        if item.number and item.number.text not in met:
            sentence = f"The front sheet has item {item.number.text}, the forward plan does not."
            yield _plan_doubt(sentence, item.heading)
    following = sorted(
        each.day.on
        for each in publication.plan
        if each.day.on and planned.day.on and each.day.on > planned.day.on
    )
    coming = publication.next_meeting.day if publication.next_meeting else None
    if coming is not None and following and coming.on != following[0]:
        sentence = (
            f"The forward plan puts the next meeting on {in_words(following[0])}; the front sheet "
            "does not."
        )
        yield _plan_doubt(sentence, coming.printed)


def _plan_doubt(sentence: str, words: Words) -> Doubt:
    return Doubt(
        kind=DoubtKind.PLAN_DISAGREEMENT,
        where="the forward plan",
        sentence=sentence,
        spans=words.spans,
    )


def _differences(pair: Pair, where: str) -> Iterator[str]:
    """Say each way in which a row and its item differ, quoting no title."""
    row, item = pair.row, pair.slot.item
    if row.closed and not item.closed:
        yield (
            f"The forward plan marks {where} {row.closed.label}, the front sheet prints it open: "
            "it comes in closed, with its papers, until the clerk decides."
        )
    if item.closed and not row.closed:
        yield (
            f"The front sheet marks {where} {item.closed.label}, the forward plan prints it open: "
            "its row comes in closed until the clerk decides."
        )
    planned = (
        "".join(each for each in row.item_number.text if each.isdigit()) if row.item_number else ""
    )
    if planned and item.number and planned != pair.slot.label:
        yield f"{where.capitalize()} is item {planned} in the forward plan."
    if None not in (row.minutes_allowed, item.minutes_allowed) and (
        row.minutes_allowed != item.minutes_allowed
    ):
        yield (
            f"{where.capitalize()} is given {item.minutes_allowed} minutes, but "
            f"{row.minutes_allowed} in the forward plan."
        )
    stated = kind_stated(row.status.text) if row.status else ItemKind.UNSTATED
    if ItemKind.UNSTATED not in (stated, item.kind) and stated is not item.kind:
        yield f"{where.capitalize()} comes in another way according to the forward plan."
    parts = {found["letter"] for found in _PART.finditer(row.title.text)}
    if "a" in parts and len(parts) > 1 and len(parts) != len(item.items):
        yield (
            f"{where.capitalize()} has {len(parts)} parts in the forward plan, but "
            f"{len(item.items)} on the front sheet."
        )
    if item.presenter and row.presenter and not _same_people(item.presenter, row.presenter):
        yield f"{where.capitalize()} has another presenter in the forward plan."


def _same_people(one: Words, other: Words) -> bool:
    """Say whether any surname, or single word, of the one stands in the other."""
    names = {each.casefold() for each in one.text[:300].replace("/", " ").split() if len(each) > 1}
    return bool(names & {each.casefold() for each in other.text[:300].replace("/", " ").split()})


def same_business_doubts(found: Publication) -> Iterator[Doubt]:
    """Doubt whatever is printed open under the very title of something the pack marks."""
    titled = [
        *(
            (f"item {each.label}", each.item.heading, each.item.closed)
            for each in slots_of(found.items)
        ),
        *(
            (
                f"the earlier minutes, item {each.label}",
                each.item.heading,
                each.item.closed or minutes.closed,
            )
            for minutes in found.earlier
            for each in slots_of(minutes.items)
        ),
        *(
            (row_place(meeting, row), row.title, row.closed)
            for meeting in found.plan
            for row in meeting.rows
        ),
    ]
    marked = {tokens_of(title.text) for _, title, closed in titled if closed}
    for where, title, closed in titled:
        if closed is None and title.text and tokens_of(title.text) in marked:
            yield Doubt(
                kind=DoubtKind.MARKING_DISAGREEMENT,
                where=where,
                sentence=f"The business of {where} is open here, but marked elsewhere in the pack.",
                spans=title.spans,
            )


def _initials(heading: str) -> str:
    words = heading[:300].split()
    return "".join(each[0] for each in words).casefold() if len(words) > 2 else ""  # noqa: PLR2004 -- two letters are no abbreviation
