"""Putting what was read onto the record's shelves: one row at a time, sealed if it is closed."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

from portal.policy import Classification
from portal.records.base import Base
from portal.records.tables import Guarded
from portal.services.imports.items import Block, Closure, Item
from portal.services.imports.kinds import CompartmentKind
from portal.services.restricting import seal_row
from portal.services.work import Work

_CLASSES: Final[Mapping[CompartmentKind, Classification]] = {
    # A label gives no ground, so until a clerk records one a closed thing has a class that
    # opens to the public at no stage; an exempt one would open once its item is public.
    CompartmentKind.GENERAL: Classification.PART,
    CompartmentKind.DHR: Classification.REV,
    CompartmentKind.DOMESTIC_ABUSE: Classification.PART,
    CompartmentKind.PREVENT: Classification.PART,
}


@dataclass(slots=True, kw_only=True)
class Shelves:
    """Where the rows of one import are put, and how many of each there are."""

    work: Work
    body: UUID
    batch: UUID
    compartments: Mapping[str, UUID]
    counts: Counter[str] = field(default_factory=Counter)

    def put(self, row: Base, name: str) -> None:
        """Add a row that has nothing to close, and count it under a name."""
        self.work.session.add(row)
        self.counts[name] += 1

    def put_guarded(self, row: Guarded, name: str, closed: Closure | None) -> None:
        """Add a row that may be closed: sealed into its compartment before it is added."""
        if closed:
            seal_row(self.work, row, self.compartments[closed.compartment])
            row.classification = _CLASSES[closed.compartment]
            self.counts["sealed"] += 1
        self.work.session.add(row)
        self.counts[name] += 1

    def flush(self) -> None:
        """Send the rows so far, so that others may refer to them."""
        self.work.session.flush()


def text_of(blocks: Iterable[Block]) -> str:
    """Write blocks down as text: a blank line between, bullets and numbers as printed."""
    return "\n\n".join(
        f"{'  ' * block.level}{f'{block.marker.text} ' if block.marker else ''}{block.text.text}"
        for block in blocks
    )


def by_closure(
    blocks: Iterable[Block], closed: Closure | None
) -> dict[CompartmentKind | None, list[Block]]:
    """Divide blocks by the compartment they lie in; those of an open row under ``None``."""
    found: dict[CompartmentKind | None, list[Block]] = {}
    for block in blocks:
        closure = closed or block.closed
        found.setdefault(closure.compartment if closure else None, []).append(block)
    return found


def whole_number(item: Item, under: str) -> str:
    """Give an item's number as it is spoken of: "(b)" under 12 is 12 (b)."""
    number = item.number.text if item.number else ""
    return f"{under} {number}" if under and number.startswith("(") else number
