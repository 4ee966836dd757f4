"""Everybody and everything that the story has named so far."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final
from uuid import UUID

FOUNDED_ON: Final = date(2019, 4, 1)
_WEDNESDAY: Final = 2


@dataclass
class Cast:
    """Who and what was named, by the story's own short names."""

    body: UUID
    committee: UUID
    organisations: dict[str, UUID] = field(default_factory=dict)
    people: dict[str, UUID] = field(default_factory=dict)
    compartments: dict[str, UUID] = field(default_factory=dict)
    restrictions: dict[str, UUID] = field(default_factory=dict)
    items: dict[str, UUID] = field(default_factory=dict)
    meetings: dict[str, UUID] = field(default_factory=dict)
    papers: dict[str, UUID] = field(default_factory=dict)
    waiting: dict[str, UUID] = field(default_factory=dict)  # what was asked for, and is followed up

    def body_named(self, name: str) -> UUID:
        """Give the board or the committee, as the story calls it."""
        return {"board": self.body, "committee": self.committee}[name]


def wednesday(today: date, weeks: int) -> date:
    """Give the Wednesday so many weeks after this week's."""
    return today - timedelta(days=today.weekday()) + timedelta(weeks=weeks, days=_WEDNESDAY)
