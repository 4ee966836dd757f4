"""A publication as JSON, in the shape that ``docs/import-format.md`` describes.

What is closed is counted and placed, never given.
"""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date, time
from typing import Final

from portal.services.imports.accounting import words_of
from portal.services.imports.items import Block, Closure, Item, Span, Words
from portal.services.imports.model import Doubt, PlanRow, Publication, WithheldPaper
from portal.services.imports.source import Source

VERSION: Final = 1

Json = Mapping[str, "Json"] | list["Json"] | str | int | bool | None


def as_json(publication: Publication, source: Source) -> dict[str, Json]:
    """Give the machine shape of a publication."""
    found = _object(publication)
    found["doubts"] = [_doubt(each, source) for each in publication.doubts]
    return {"version": VERSION, **found}


def count_blocks(found: object) -> int:
    """Count the blocks of text inside something."""
    if isinstance(found, Block):
        return 1
    if isinstance(found, tuple):
        return sum(count_blocks(each) for each in found)
    if is_dataclass(found):
        return sum(count_blocks(getattr(found, each.name)) for each in fields(found))
    return 0


def extent(found: object) -> Span | None:
    """Give the stretch of the input from the first character of something to its last."""
    spans = [span for words in words_of(found) for span in words.spans]
    if not spans:
        return None
    return Span(min(each.start for each in spans), max(each.end for each in spans))


def _json(found: object) -> Json:
    if isinstance(found, date | time):
        return found.isoformat()
    if isinstance(found, tuple):
        return [_json(each) for each in found]
    if isinstance(found, Span):
        return [found.start, found.end]
    if is_dataclass(found):
        closed = getattr(found, "closed", None)
        return _closed(found, closed) if closed else _object(found)
    if found is None or isinstance(found, str | int):
        return found
    raise TypeError(f"there is no JSON for {type(found).__name__}")


def _object(found: object) -> dict[str, Json]:
    return {
        each.name: _json(getattr(found, each.name))
        for each in fields(found)  # type: ignore[arg-type] # only dataclasses come here
    }


def _closed(found: object, closed: Closure) -> dict[str, Json]:
    """Say of a closed thing where it is and how much of it there is, and no more."""
    told: dict[str, Json] = {
        "closed": _object(closed),
        "spans": [_json(span)] if (span := extent(found)) else [],
    }
    if isinstance(found, WithheldPaper):
        # Its placeholder page is public: what stands on it is no secret.
        names = ("position", "paragraphs", "scheme", "for_item", "may_be_for")
        return {**told, **{name: _json(getattr(found, name)) for name in names}}
    number = _number(found)
    return {
        **told,
        "number": number.text if number else "",
        "sealed_paragraphs": count_blocks(found),
        "sealed_actions": len(found.actions) if isinstance(found, Item) else 0,
    }


def _number(found: object) -> Words | None:
    if isinstance(found, Item):
        return found.number
    return found.item_number if isinstance(found, PlanRow) else None


def _doubt(doubt: Doubt, source: Source) -> dict[str, Json]:
    return {
        "kind": doubt.kind,
        "where": doubt.where,
        "sentence": doubt.sentence,
        "lines": [
            [source.line_number(each.start), source.line_number(max(each.start, each.end - 1))]
            for each in doubt.spans
        ],
        "spans": [_json(each) for each in doubt.spans],
    }
