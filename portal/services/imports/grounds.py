"""Statements of ground in what was read in: each is a doubt, for a clerk to record the ground by.

A statement neither closes nor opens anything here: what is marked comes in closed, whatever ground
it gives, and what is not marked is doubted before it can be published.
"""

import re
from collections.abc import Iterator
from datetime import date
from typing import Final

from portal.services.grounds_in_text import Assertion, Nation, Reading, Regime, read_ground
from portal.services.imports.items import Item, Words
from portal.services.imports.kinds import DoubtKind
from portal.services.imports.model import Doubt, Publication, Report
from portal.services.imports.source import Source

_MAY_CITE: Final = re.compile(
    r"\b(?:[bm]?[ph]?h?arag|paras?\b|para\d|12A|7A|10\.4|100A|50A|categor)",
    re.IGNORECASE,
)
_SCHEDULES: Final = {
    Regime.ENGLAND: "Schedule 12A",
    Regime.WALES: "Part 4 of Schedule 12A",
    Regime.SCOTLAND: "Schedule 7A",
    Regime.NI: "Schedule 6",
}
LONGEST: Final = 4_000  # characters; a statement of a ground is a sentence or two


def ground_doubts(publication: Publication, source: Source) -> Iterator[Doubt]:
    """Doubt every text of a publication that states a ground, in the order of its kinds."""
    on = publication.day.on if publication.day else None
    for words, closed in _texts(publication):
        reading = _reading(words.text, on)
        if reading is None:
            continue
        where = f"line {source.line_number(words.spans[0].start)}" if words.spans else "the text"
        yield Doubt(
            kind=DoubtKind.GROUND_CITED,
            where=where,
            sentence=_sentence(reading, closed=closed),
            spans=words.spans,
        )


def _reading(text: str, on: date | None) -> Reading | None:
    """Read a text under the law of the first nation that fits it; ``None`` if it states nothing.

    Which nation the body is of is not known before the publication is put on the record.
    """
    if len(text) > LONGEST or not _MAY_CITE.search(text):
        return None
    readings = [read_ground(text, nation, on) for nation in Nation]
    stated = [
        each
        for each in readings
        if each.assertion is Assertion.ASSERTED and each.regime is not Regime.NONE
    ]
    return next((each for each in stated if each.closes), stated[0] if stated else None)


def _sentence(reading: Reading, *, closed: bool) -> str:
    """Say what is cited: numbers and Schedules only, for the text itself may be closed."""
    if reading.regime is Regime.CONFIDENTIAL:
        cited = "says that it is confidential information"
    elif reading.needs_person:
        cited = "cites a ground that cannot be read with certainty"
    else:
        many = "paragraphs" if len(reading.paragraphs) > 1 else "paragraph"
        cited = f"cites {many} {_listed(reading.paragraphs)} of {_SCHEDULES[reading.regime]}"
    after = "" if closed else ", and it comes in open"
    return f"The text {cited}{after}: record the ground before it is published."


def _listed(numbers: tuple[str, ...]) -> str:
    return " and ".join(filter(None, (", ".join(numbers[:-1]), numbers[-1])))


def _texts(publication: Publication) -> Iterator[tuple[Words, bool]]:
    """Give the texts that may state a ground, and whether each comes in closed."""
    for paper in publication.withheld:
        if paper.ground_printed is not None:
            yield paper.ground_printed, True
    for item in publication.walk():
        yield from _texts_of_item(item, closed=False)
    for minutes in publication.earlier:
        for top in minutes.items:
            for item in top.walk():
                yield from _texts_of_item(item, closed=minutes.closed is not None)
    for report in publication.reports:
        yield from _texts_of_report(report)


def _texts_of_item(item: Item, *, closed: bool) -> Iterator[tuple[Words, bool]]:
    closed = closed or item.closed is not None
    yield item.heading, closed
    for block in (*item.agenda_text, *(item.minutes.blocks if item.minutes else ())):
        yield block.text, closed or block.closed is not None


def _texts_of_report(report: Report) -> Iterator[tuple[Words, bool]]:
    closed = report.closed is not None
    for words in (report.title, report.marking_on_cover, report.marking_in_footer):
        if words is not None:
            yield words, closed
    for block in report.blocks:
        yield block.text, closed or block.closed is not None
