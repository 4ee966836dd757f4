"""Noticing that the free text of one item may tell of a matter that another item withholds.

The rule.  While an item of a meeting is withheld, every other item of that meeting is read for
words that belong to a withheld case, wherever they stand:

- words of a death or of those it touched: homicide, murder, death, died, victim, deceased,
  bereaved and the like;
- the abbreviations of reviews and of what they are mistaken for: DHR, DARDR, SAR, DBS and such;
- two telling words of a withheld item's own heading in one paragraph, or the only one it has;
- an occurrence that is being looked into: "happened", "occurred" or "took place", with
  "investigat...", in one paragraph.

One such paragraph closes all the text of its item, pending review: a paragraph is seldom
understood without those around it, and a clerk can open what came in closed.  The heading stays
open.  The minutes of the withheld item itself are closed already.

The reports of a meeting that withholds papers are read by the first two parts of the rule, and
flagged but not closed: a report has its author's name and marking, and statistics of deaths are
the ordinary business of such boards.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from portal.services.imports.labels import compartment_for
from portal.services.imports.model import Block, Closure, Doubt, DoubtKind, Item, Report
from portal.services.imports.pack_places import tokens_of

_CASE: Final = re.compile(
    r"\b(?:homicides?|murder(?:s|ed)?|manslaughter|femicides?|suicides?|deaths?|died|deceased"
    r"|killed|killings?|fatal(?:ity|ities)?|victims?|bereaved|next of kin"
    r"|stabbed to|found dead|inquests?|coroners?)\b",
    re.IGNORECASE,
)
_REVIEW: Final = re.compile(
    r"\b(?:DHRs?|DARDRs?|ODRs?|SARs?|SCRs?|CSPRs?|LCSPRs?|MHRs?|DBS|DVHRs?)\b"
)
_HAPPENED: Final = re.compile(r"\b(?:happened|occurred|took place)\b", re.IGNORECASE)
_LOOKED_INTO: Final = re.compile(r"\binvestigat", re.IGNORECASE)
_WORD: Final = re.compile(r"[^\W\d_]{3,40}")
_MOST_WITHHELD: Final = 100  # items; where more are withheld, all the others are closed unread
_LABEL: Final = "MENTIONS A WITHHELD MATTER"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Withheld:
    """A withheld item: its number, the telling words of its heading, and where it is put."""

    number: str
    tokens: frozenset[str]
    closed: Closure


def with_mentions_closed(items: tuple[Item, ...]) -> tuple[tuple[Item, ...], tuple[Doubt, ...]]:
    """Close the text of every item that may tell of what another withholds, with a doubt each."""
    withheld = [
        _Withheld(
            number=item.number.text if item.number else "",
            tokens=tokens_of(item.heading.text),
            closed=item.closed,
        )
        for item in _walk(items)
        if item.closed
    ]
    doubts: list[Doubt] = []
    if not withheld:
        return items, ()
    return tuple(_item(each, withheld, doubts) for each in items), tuple(doubts)


def report_doubts(reports: Sequence[Report], withheld: int) -> Iterator[Doubt]:
    """Doubt each open report with words of a case, while papers of its meeting are withheld."""
    for report in reports:
        blocks = [each for each in report.blocks if _speaks_of_a_case(each.text.text)]
        if withheld and blocks and report.closed is None:
            marked = [each.marker.text for each in blocks if each.marker][:5]
            at = f" (paragraph {', '.join(marked)})" if marked else ""
            yield Doubt(
                kind=DoubtKind.MENTIONS_WITHHELD_MATTER,
                where=f"the report for item {report.for_item}" if report.for_item else "a report",
                sentence=f"This report speaks of a death, a victim or a review{at} while papers "
                "of the same meeting are withheld: read it before it is published.",
                spans=tuple(span for each in blocks for span in each.text.spans),
            )


def _item(item: Item, withheld: Sequence[_Withheld], doubts: list[Doubt]) -> Item:
    if item.closed:
        return item
    children = tuple(_item(each, withheld, doubts) for each in item.items)
    blocks = (*item.agenda_text, *(item.minutes.blocks if item.minutes else ()))
    telling = [block for block in blocks if block.closed is None and _tells(block, withheld)]
    if not telling:
        return replace(item, items=children)
    first = withheld[0]
    compartment = compartment_for(" ".join(block.text.text for block in telling))
    alone = len({each.closed.compartment for each in withheld}) == 1
    closure = Closure(compartment=first.closed.compartment if alone else compartment, label=_LABEL)
    where = f"item {item.number.text}" if item.number else "an item without a number"
    others = "item" if len(withheld) == 1 else "items"
    numbers = ", ".join(each.number for each in withheld[:5])
    doubts.append(
        Doubt(
            kind=DoubtKind.MENTIONS_WITHHELD_MATTER,
            where=where,
            sentence=f"The text of {where} may tell of a matter that is withheld under {others} "
            f"{numbers}: it comes in closed until somebody has read it.",
            spans=tuple(span for block in telling for span in block.text.spans),
        )
    )
    minutes = item.minutes
    return replace(
        item,
        items=children,
        agenda_text=_all_closed(item.agenda_text, closure),
        minutes=replace(minutes, blocks=_all_closed(minutes.blocks, closure)) if minutes else None,
        actions=tuple(replace(each, closed=each.closed or closure) for each in item.actions),
    )


def _all_closed(blocks: tuple[Block, ...], closure: Closure) -> tuple[Block, ...]:
    return tuple(replace(each, closed=each.closed or closure) for each in blocks)


def _tells(block: Block, withheld: Sequence[_Withheld]) -> bool:
    text = block.text.text
    if _speaks_of_a_case(text) or (_HAPPENED.search(text) and _LOOKED_INTO.search(text)):
        return True
    if len(withheld) > _MOST_WITHHELD:
        return True
    words = {each.casefold() for each in _WORD.findall(text)}
    return any(_names(each.tokens, words) for each in withheld)


def _names(tokens: frozenset[str], words: set[str]) -> bool:
    return bool(tokens) and len(tokens & words) >= min(2, len(tokens))


def _speaks_of_a_case(text: str) -> bool:
    return bool(_CASE.search(text) or _REVIEW.search(text))


def _walk(items: tuple[Item, ...]) -> Iterator[Item]:
    for each in items:
        yield from each.walk()
