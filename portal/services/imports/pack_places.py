"""Which paper of a pack belongs to which item of its agenda.

Papers stand in the order of the agenda.  A readable paper is known again by the words of its
title, the whole run of papers being laid along the items so that the order is kept.  A withheld
page has no title: it belongs to an item between its readable neighbours that has pages printed
and no readable paper.  Each paper begins on a new sheet, so a range of two pages from an odd one
holds one paper.  What order and pages leave open is said, not guessed.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from portal.services.imports.model import Item
from portal.services.imports.naming import title_without_label

_COMMON: Final = frozenset({
    "a", "an", "and", "at", "board", "by", "committee", "for", "from", "group", "in", "item", "of",
    "on", "paper", "partnership", "report", "review", "s", "service", "the", "to", "update", "with",
})  # fmt: skip
_MOST_PAIRS: Final = 250_000  # papers times items; beyond that no board's pack goes
_SURE: Final = 5.0  # for minutes under "Minutes" and the plan under "Forward Plan"
_RANGE: Final = re.compile(r"\D{0,8}(?P<first>\d{1,4})(?: ?[-\u2013] ?(?P<last>\d{1,4}))?$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """One item, or sub-item, as a place where papers belong; ``label`` is "12(b)"."""

    label: str
    item: Item
    tokens: frozenset[str]

    @property
    def paged(self) -> bool:
        """Whether the agenda prints pages for it."""
        return self.item.pages is not None

    @property
    def one_sheet(self) -> bool:
        """Whether its pages hold one paper only."""
        found = _RANGE.match(self.item.pages.text) if self.item.pages else None
        if found is None:
            return False
        first, last = int(found["first"]), int(found["last"] or found["first"])
        return last <= first or (last == first + 1 and first % 2 == 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperTitle:
    """What is known of a paper before it is placed; a withheld one has no title."""

    title: str = ""
    about: str = ""  # a word the item's heading must hold: "minutes", "plan"
    withheld: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a paper belongs: one item for certain, or some it may belong to."""

    label: str = ""
    may_be: tuple[str, ...] = ()
    weak: bool = False  # by its order and a single word of its title only


def tokens_of(title: str) -> frozenset[str]:
    """Give the telling words of a title, each in the singular; all words if none tells."""
    words = [_singular(each) for each in title_without_label(title[:300]).split()]
    telling = frozenset(words) - _COMMON
    return telling or frozenset(words)


def likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """Say how alike two titles are: the share of the shorter that the longer says too."""
    if not one or not other:
        return 0.0
    common = len(one & other)
    return common / min(len(one), len(other)) + common / len(one | other) / 100


def slots_of(items: Sequence[Item], above: str = "") -> tuple[Slot, ...]:
    """Give every item and sub-item as a slot, in order; one without a number has its parent's."""
    found: list[Slot] = []
    for item in items:
        label = f"{above}{item.number.text}" if item.number else above
        found.append(Slot(label=label, item=item, tokens=tokens_of(item.heading.text)))
        found.extend(slots_of(item.items, label))
    return tuple(found)


def placed(papers: Sequence[PaperTitle], slots: Sequence[Slot]) -> tuple[Place, ...]:
    """Place the papers of a pack, in their order, at the items of its agenda."""
    along = _laid_along(papers, slots)
    places = [_readable(paper, slot, slots) for paper, slot in zip(papers, along, strict=True)]
    taken = {slots[slot].label for slot in along if slot is not None}
    before = -1  # the slot of the readable paper last met
    run: list[int] = []
    for at, (paper, slot) in enumerate(zip((*papers, None), (*along, len(slots)), strict=True)):
        if slot is not None:
            between = [
                each
                for each in slots[before + 1 : slot]
                if run and each.paged and each.label not in taken
            ]
            last = slots[before] if before >= 0 else None
            for n, place in zip(run, _withheld(len(run), between, last), strict=True):
                places[n] = place
            before, run = slot, []
        elif paper is not None and paper.withheld:
            run.append(at)
    return tuple(places)


def _readable(paper: PaperTitle, slot: int | None, slots: Sequence[Slot]) -> Place:
    if slot is None:
        return Place()
    common = len(tokens_of(paper.title) & slots[slot].tokens)
    weak = not paper.about and common < 2 and not slots[slot].paged  # noqa: PLR2004 -- one word
    return Place(label=slots[slot].label, weak=weak)


def _withheld(count: int, between: Sequence[Slot], last: Slot | None) -> list[Place]:
    """Place a run of withheld papers at the items between two readable ones."""
    labels = tuple(dict.fromkeys(each.label for each in between))
    spare = () if last is None or last.one_sheet else (last.label,)
    if not labels:
        return [Place(may_be=spare)] * count
    if count == len(labels):
        return [Place(label=each) for each in labels]
    open_question = [Place(may_be=(*spare, *labels))] * count
    if count > len(labels):
        open_question[-1] = Place(label=labels[-1])
        if not spare:
            open_question[0] = Place(label=labels[0])
            if len(labels) == 1:
                return [Place(label=labels[0])] * count
    return open_question


def _laid_along(papers: Sequence[PaperTitle], slots: Sequence[Slot]) -> list[int | None]:
    """Find the places, never going back along the agenda, whose titles are most alike."""
    if not slots or len(papers) * len(slots) > _MOST_PAIRS:
        return [None] * len(papers)
    best = [0.0] * len(slots)  # the most that the papers so far reach, ending at or before a slot
    chosen: list[list[int | None]] = []
    for paper in papers:
        tokens = tokens_of(paper.title) if paper.title else frozenset()
        reached: list[float] = []
        choice: list[int | None] = []
        for at, slot in enumerate(slots):
            score = _score(paper, tokens, slot)
            here = best[at] + score if score else -1.0
            top = max(here, best[at], reached[-1] if reached else -1.0)
            if here == top:
                choice.append(at)
            else:
                choice.append(choice[-1] if reached and reached[-1] == top > best[at] else None)
            reached.append(top)
        best = reached
        chosen.append(choice)
    found: list[int | None] = []
    end = len(slots) - 1
    for choice in reversed(chosen):
        slot_at = choice[end]
        found.append(slot_at)
        end = slot_at if slot_at is not None else end
    return found[::-1]


def _score(paper: PaperTitle, tokens: frozenset[str], slot: Slot) -> float:
    if paper.withheld:
        return 0.0
    if paper.about:
        return _SURE if paper.about in slot.item.heading.text.casefold() else 0.0
    common = len(tokens & slot.tokens)
    return common + likeness(tokens, slot.tokens) / 10 if common else 0.0


def _singular(word: str) -> str:
    if word.endswith("ies"):
        return f"{word[:-3]}y"
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word  # noqa: PLR2004 -- "was", "gas"
