"""What a reader found under the items of an agenda, with the place of every word."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, time

from portal.services.imports.kinds import ActionState, BlockKind, CompartmentKind, ItemKind


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
