"""What a reader found in a published text, and what it doubts, with the place of every word.

Every piece of text is a :class:`Words`: the words, and the spans of the input they were read
from.  The words say the same as their spans, white space aside, so that what the result
accounts for can be worked out from the result itself (see ``accounting``).  Labels and headings
that only carry the layout are kept as ``furniture``: they too are accounted for, not dropped.

A thing with a ``closed`` value is closed with everything inside it.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import date, time
from enum import StrEnum


class Kind(StrEnum):
    """Which sort of publication was read."""

    PAGE = "page"
    PACK = "pack"


class CompartmentKind(StrEnum):
    """Which compartment of the body a closed thing is put into."""

    GENERAL = "general"
    DHR = "dhr"
    DOMESTIC_ABUSE = "domestic_abuse"
    PREVENT = "prevent"


class ItemKind(StrEnum):
    """How an item comes before the board."""

    UNSTATED = "unstated"
    REPORT = "report"
    VERBAL = "verbal"
    TO_FOLLOW = "to_follow"
    TO_NOTE = "to_note"
    DECISION = "decision"
    DISCUSSION = "discussion"
    PRESENTATION = "presentation"
    CIRCULATED_SEPARATELY = "circulated_separately"


class BlockKind(StrEnum):
    """The shape of one block of text."""

    PARAGRAPH = "paragraph"
    HEADING = "heading"
    BULLET = "bullet"
    DASH = "dash"
    NUMBERED = "numbered"
    ACTION = "action"
    TABLE_ROW = "table_row"


class ActionState(StrEnum):
    """What the publication says has become of an action."""

    OPEN = "open"  # nothing is said
    OUTSTANDING = "outstanding"
    COMPLETED = "completed"


class Capacity(StrEnum):
    """In what capacity somebody sits at the table."""

    MEMBER = "member"
    CHAIR = "chair"
    VICE_CHAIR = "vice_chair"
    EX_OFFICIO = "ex_officio"
    SUBSTITUTE = "substitute"
    ADVISER = "adviser"
    OBSERVER = "observer"


class DoubtKind(StrEnum):
    """What a reader can be in doubt about; the clerk's review groups by these."""

    LABEL_ONLY_NEEDS_GROUND = "label_only_needs_ground"
    RESTRICTED_LINE_INSIDE_ITEM = "restricted_line_inside_item"
    WITHHELD_WITHOUT_GROUND = "withheld_without_ground"
    MENTIONS_WITHHELD_MATTER = "mentions_withheld_matter"
    MARKING_DISAGREEMENT = "marking_disagreement"
    PLAN_DISAGREEMENT = "plan_disagreement"
    SAME_MINUTES = "same_minutes"
    INCOMPLETE_MINUTES = "incomplete_minutes"
    IMPOSSIBLE_WEEKDAY = "impossible_weekday"
    DATE_MISSING = "date_missing"
    DATE_NOT_UNDERSTOOD = "date_not_understood"
    NUMBER_DISAGREEMENT = "number_disagreement"
    DUPLICATE_NUMBER = "duplicate_number"
    DATE_DISAGREEMENT = "date_disagreement"
    CHAIR_DISAGREEMENT = "chair_disagreement"
    HEADING_MISSING = "heading_missing"
    ACTION_WITHOUT_OWNER = "action_without_owner"
    ACTION_WITHOUT_DATE = "action_without_date"
    DOCUMENTS_NOT_NAMED = "documents_not_named"
    EMBEDDED_APPENDIX = "embedded_appendix"
    PAPER_NOT_PLACED = "paper_not_placed"
    UNACCOUNTED_TEXT = "unaccounted_text"


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Characters ``start`` up to, not including, ``end`` of the input; counted from 0."""

    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """Some words of the input, white space tidied, and where they stand.

    The text stays out of ``repr``: it may be closed, and tracebacks are kept in logs.
    """

    text: str = field(repr=False)
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Closure:
    """That a thing comes in closed, into which compartment, and the label that said so.

    A label ("RESTRICTED") is not a ground: every closure without one comes with a doubt.
    """

    compartment: CompartmentKind
    label: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DayPrinted:
    """A day as printed, and the date it means where that can be told."""

    on: date | None
    printed: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Hours:
    """When a meeting starts and, where stated, ends (local time), as printed."""

    starts: time | None
    ends: time | None
    printed: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """Whom the publication names to write to."""

    name: Words
    post: Words | None = None
    telephone: Words | None = None
    email: Words | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A document that the publication names but does not hold."""

    name: Words
    format: str = ""  # "PDF", as printed
    size: str = ""  # "65 KB", as printed
    printed: Words | None = None  # the words that gave format and size
    closed: Closure | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One paragraph, bullet, numbered line or row.

    ``level`` is 0 for the outermost; ``marker`` is the bullet or number as printed.
    """

    kind: BlockKind
    text: Words
    marker: Words | None = None
    level: int = 0
    closed: Closure | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """A task given at a meeting.

    ``text`` is the whole task as printed, owner and due words included.
    """

    text: Words
    owner: Words | None = None
    due: DayPrinted | None = None
    state: ActionState = ActionState.OPEN
    state_printed: Words | None = None
    closed: Closure | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Minutes:
    """The minute of one item; ``complete`` is false where the page shows only a beginning."""

    blocks: tuple[Block, ...]
    complete: bool = True
    cut_off_by: Words | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One numbered line of an agenda, with what stands under it.

    ``number`` is text as printed, without its full stop ("44a", "(b)"); ``minute_number`` is
    set where the number belongs to the board's running numbers.
    """

    number: Words | None
    heading: Words
    minute_number: int | None = None
    closed: Closure | None = None
    kind: ItemKind = ItemKind.UNSTATED
    kind_printed: Words | None = None
    presenter: Words | None = None
    minutes_allowed: int | None = None
    minutes_allowed_printed: Words | None = None
    pages: Words | None = None
    agenda_text: tuple[Block, ...] = ()
    documents: tuple[Document, ...] = ()
    minutes: Minutes | None = None
    actions: tuple[Action, ...] = ()
    items: tuple["Item", ...] = ()

    def walk(self) -> Iterator["Item"]:
        """Give this item and every item under it, in the order printed."""
        yield self
        for each in self.items:
            yield from each.walk()


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
