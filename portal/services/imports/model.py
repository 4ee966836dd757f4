"""What a reader found in a published text, and what it doubts, with the place of every word.

Every piece of text is a :class:`Words`: the words, and the spans of the input they were read
from.  The words say the same as their spans, white space aside, so that what the result
accounts for can be worked out from the result itself (see ``accounting``).  Labels and headings
that only carry the layout are kept as ``furniture``: they too are accounted for, not dropped.

A thing with a ``closed`` value is closed with everything inside it.
"""

from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from enum import StrEnum

from portal.services.imports.items import (
    Action,
    Block,
    Closure,
    Contact,
    DayPrinted,
    Document,
    Hours,
    Item,
    Minutes,
    Span,
    Words,
)
from portal.services.imports.kinds import (
    ActionState,
    BlockKind,
    Capacity,
    CompartmentKind,
    DoubtKind,
    ItemKind,
    Kind,
)

__all__ = [
    "Action",
    "ActionState",
    "Appendix",
    "Attendance",
    "Attendee",
    "Block",
    "BlockKind",
    "Capacity",
    "Closure",
    "CompartmentKind",
    "Contact",
    "DayPrinted",
    "Document",
    "Doubt",
    "DoubtKind",
    "EarlierMinutes",
    "Hours",
    "Item",
    "ItemKind",
    "Kind",
    "Minutes",
    "NextMeeting",
    "PlanRow",
    "PlannedMeeting",
    "Publication",
    "Report",
    "Seat",
    "Span",
    "WithheldPaper",
    "Words",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """One line of a membership table; a vacant seat has no name.

    ``organisation_name`` is the full name, where the table itself says what the printed
    abbreviation stands for; otherwise it is the organisation as printed.
    """

    name: Words | None
    organisation: Words
    organisation_name: str = ""
    post: Words | None = None
    capacities: tuple[Capacity, ...] = (Capacity.MEMBER,)
    capacity_printed: Words | None = None
    vacant: bool = False
    vacant_printed: Words | None = None
    group: Words | None = None  # the heading of the table it stands in


@dataclass(frozen=True, slots=True, kw_only=True)
class Attendee:
    """Somebody named as present or absent."""

    name: Words
    capacity: Capacity | None = None
    capacity_printed: Words | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Attendance:
    """Who came, who sent apologies, who took the minutes."""

    present: tuple[Attendee, ...] = ()
    apologies: tuple[Attendee, ...] = ()
    minute_taker: Words | None = None
    printed: tuple[Words, ...] = ()  # the lines that name them, labels and commas included


@dataclass(frozen=True, slots=True, kw_only=True)
class EarlierMinutes:
    """The minutes of an earlier meeting, printed for approval."""

    board: Words
    day: DayPrinted | None
    hours: Hours | None
    attendance: Attendance
    items: tuple[Item, ...]
    for_item: str = ""  # the agenda number they stand under
    closed: Closure | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Appendix:
    """An appendix a report names; ``embedded`` if it was an icon that a reader cannot open."""

    name: Words
    embedded: bool = False
    file_name: Words | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A report with its cover."""

    title: Words
    head: Words | None = None  # what stands above it: the board's name, "REPORT"
    day: DayPrinted | None = None
    authors: tuple[Words, ...] = ()
    contact: Words | None = None
    marking_on_cover: Words | None = None
    marking_in_footer: Words | None = None
    blocks: tuple[Block, ...] = ()  # numbered paragraphs carry their number as marker
    appendices: tuple[Appendix, ...] = ()
    for_item: str = ""
    closed: Closure | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WithheldPaper:
    """A placeholder page where a paper is kept back.

    ``position`` counts the papers of the pack from 1; ``paragraphs`` are the grounds as printed.
    """

    position: int
    printed: Words
    paragraphs: tuple[str, ...] = ()
    scheme: str = ""
    ground_printed: Words | None = None
    for_item: str = ""
    may_be_for: tuple[str, ...] = ()  # the items it could belong to, where order leaves it open
    closed: Closure


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanRow:
    """One row of a forward plan."""

    title: Words
    presenter: Words | None = None
    minutes_allowed: int | None = None
    minutes_allowed_printed: Words | None = None
    item_number: Words | None = None
    status: Words | None = None
    closed: Closure | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedMeeting:
    """One meeting of a forward plan, with its rows."""

    day: DayPrinted
    rows: tuple[PlanRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """Something a person must look at.

    ``where`` is "item 39" or "line 447"; ``sentence`` is plain English and never quotes what
    is closed, since doubts are printed and stored in clear.
    """

    kind: DoubtKind
    where: str
    sentence: str
    spans: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class NextMeeting:
    """What an agenda says of the meeting after it."""

    board: Words | None = None
    day: DayPrinted | None = None
    hours: Hours | None = None
    place: Words | None = None
    chair: Words | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """Everything that was read from one published text, of either kind."""

    kind: Kind
    board: Words
    day: DayPrinted | None = None
    hours: Hours | None = None
    venue: Words | None = None
    contact: Contact | None = None
    items: tuple[Item, ...] = ()
    next_meeting: NextMeeting | None = None
    seats: tuple[Seat, ...] = ()
    earlier: tuple[EarlierMinutes, ...] = ()
    reports: tuple[Report, ...] = ()
    withheld: tuple[WithheldPaper, ...] = ()
    plan: tuple[PlannedMeeting, ...] = ()
    furniture: tuple[Words, ...] = ()
    doubts: tuple[Doubt, ...] = ()

    def walk(self) -> Iterator[Item]:
        """Give every item of the agenda, nested ones too, in the order printed."""
        for each in self.items:
            yield from each.walk()

    def open_text(self) -> tuple[str, ...]:
        """Give every text that is not closed: all that may be printed or stored in clear."""
        return tuple(_open_text(self))


def _open_text(found: object) -> Iterator[str]:
    if isinstance(found, str) and not isinstance(found, StrEnum):
        yield found
    elif isinstance(found, tuple):
        for each in found:
            yield from _open_text(each)
    elif is_dataclass(found) and getattr(found, "closed", None) is None:
        for each in fields(found):
            yield from _open_text(getattr(found, each.name))
