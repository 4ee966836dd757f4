"""What a page shows of an agenda: its lines, and what stands under each."""

from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from portal.records.tables import ActionState, ItemKind, PaperKind
from portal.services.withheld import Withheld


@dataclass(frozen=True, slots=True, kw_only=True)
class FileFacts:
    """What a page says of an open paper's newest file."""

    version: UUID
    media_type: str
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperLine:
    """A paper in a list."""

    id: UUID
    title: str = field(repr=False)
    kind: PaperKind
    author: str = field(repr=False)
    stated_extent: str
    restricted: bool
    file: FileFacts | None  # of an open paper
    has_text: bool
    disposed_at: datetime | None = None  # then nothing but this line is left of it


@dataclass(frozen=True, slots=True, kw_only=True)
class MinuteText:
    """What was recorded."""

    text: str = field(repr=False)
    complete: bool
    restricted: bool
    summary: bool = False  # a public account of what was considered in private


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionLine:
    """An action in a list."""

    id: UUID
    text: str = field(repr=False)
    owner: str = field(repr=False)
    due_on: date | None
    due_text: str = field(repr=False)
    state: ActionState
    restricted: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemLine:
    """One line of an agenda, with all that stands under it."""

    id: UUID | None  # of an item that has a page of its own
    number: str
    heading: str = field(repr=False)
    introduction: str = field(default="", repr=False)
    presenter: str = field(default="", repr=False)
    minutes_allowed: int | None = None
    kind: ItemKind = ItemKind.BUSINESS
    minute_number: str = ""
    restricted: bool = False  # closed to the public, and open to this reader
    told_only: bool = False  # nothing is here but the notice
    withheld: tuple[Withheld, ...] = ()
    papers: tuple[PaperLine, ...] = ()
    minutes: tuple[MinuteText, ...] = ()
    closed_minutes: bool = False  # there are minutes this reader may open on the item's page
    actions: tuple[ActionLine, ...] = ()
    under: tuple["ItemLine", ...] = ()

    @property
    def closed_whole(self) -> bool:
        """Say whether the line is closed as a whole, and not in a part of it only."""
        return self.restricted or any(
            not each.over and (self.told_only or each.heading == self.heading)
            for each in self.withheld
        )

    @property
    def titled(self) -> str:
        """The heading as it is shown: what is closed says so first, in its own words if it does.

        The word is part of the heading's text, so that it is heard, and copied, with it.
        """
        heading = self.heading or "Untitled item"
        if not self.closed_whole:
            return heading
        word = self.withheld[0].words.word if self.withheld else "Restricted"
        said = heading.casefold().startswith(("restricted", "confidential"))
        return heading if said else f"{word}: {heading}"

    @property
    def has_restricted_parts(self) -> bool:
        """Say whether anything under this line is closed to the public, as this reader knows."""
        return (
            self.shows_restricted
            or self.closed_minutes
            or any(not each.over for each in self.withheld)
        )

    @property
    def shows_restricted(self) -> bool:
        """Say whether this line itself shows something that is closed to the public."""
        return (
            self.restricted
            or any(paper.restricted for paper in self.papers)
            or any(minute.restricted for minute in self.minutes)
            or any(action.restricted for action in self.actions)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Agenda:
    """An agenda in its order."""

    lines: tuple[ItemLine, ...]
    shut: bool  # restricted rows are left out, because they cannot be opened at the moment

    @property
    def items(self) -> tuple[UUID, ...]:
        """The items that its reader knows of, by their lines or by notices."""
        lines = list(self.lines)
        for line in lines:
            lines += line.under
        return tuple(line.id for line in lines if line.id is not None)

    @property
    def with_restricted_parts(self) -> int:
        """How many of the outermost lines have something restricted."""
        return sum(
            each.has_restricted_parts or any(sub.has_restricted_parts for sub in each.under)
            for each in self.lines
        )
