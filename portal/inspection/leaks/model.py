"""What is found in a file that its reader would not see, and where."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

Box = tuple[float, float, float, float]
"""Left, bottom, right and top, in points, as a PDF measures its pages."""

LONGEST_WORDS: Final = 600
SECTIONS: Final = "text/x-sections"
"""A text of the portal's own: a form feed between its sections, the place of each on top."""

MOST_FINDINGS: Final = 400


class Kind(StrEnum):
    """What sort of leak it is."""

    COVERED_TEXT = "covered_text"
    COVERED_PICTURE = "covered_picture"
    INVISIBLE_TEXT = "invisible_text"
    FAINT_TEXT = "faint_text"
    TINY_TEXT = "tiny_text"
    OFF_PAGE_TEXT = "off_page_text"
    CLIPPED_TEXT = "clipped_text"
    CROPPED_PICTURE = "cropped_picture"
    HIDDEN_LAYER = "hidden_layer"
    REDACTION_NOT_APPLIED = "redaction_not_applied"
    COMMENT = "comment"
    ATTACHMENT = "attachment"
    METADATA = "metadata"
    PREVIOUS_REVISION = "previous_revision"
    LEFTOVER_PAGE = "leftover_page"
    FORM_VALUE = "form_value"
    REPLACEMENT_TEXT = "replacement_text"
    ALTERNATIVE_TEXT = "alternative_text"
    THUMBNAIL = "thumbnail"
    BOOKMARK = "bookmark"
    TRACKED_CHANGE = "tracked_change"
    HIDDEN_TEXT = "hidden_text"
    HIDDEN_SHEET = "hidden_sheet"
    HIDDEN_ROWS = "hidden_rows"
    HIDDEN_COLUMNS = "hidden_columns"
    PIVOT_CACHE = "pivot_cache"
    LINKED_FILE = "linked_file"
    DEFINED_NAME = "defined_name"
    HIDDEN_SLIDE = "hidden_slide"
    SPEAKER_NOTES = "speaker_notes"
    EMBEDDED_OBJECT = "embedded_object"
    PICTURE_METADATA = "picture_metadata"
    PICTURE_PLACE = "picture_place"
    TRAILING_DATA = "trailing_data"
    MARKING = "marking"
    NHS_NUMBER = "nhs_number"
    INSURANCE_NUMBER = "insurance_number"
    TELEPHONE = "telephone"
    POSTCODE = "postcode"
    BIRTH_DATE = "birth_date"
    WATCHED_NAME = "watched_name"
    CLOSED_PHRASE = "closed_phrase"
    CLOSED_FIGURE = "closed_figure"
    NOT_CHECKED = "not_checked"


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One leak: what it is, where, and the words, which are for the clerk's eyes alone.

    ``mark`` says for a marking which of the asked patterns it was.
    """

    kind: Kind
    place: str
    words: str = field(default="", repr=False)
    page: int | None = None
    box: Box | None = None
    mark: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """Text in its place, for what is asked of words alone.

    ``boxes`` has the box of each sign, where the text stands on a page; ``shown`` is false for
    text that the reader does not see.
    """

    text: str = field(repr=False)
    place: str
    page: int | None = None
    boxes: tuple[Box | None, ...] = field(default=(), repr=False)
    shown: bool = True

    def box_of(self, start: int, end: int) -> Box | None:
        """Give the box around some signs of the text."""
        return around([each for each in self.boxes[start:end] if each is not None])


@dataclass(slots=True, kw_only=True)
class Read:
    """What one reader made of a file: what it found, the words in it, and whether it saw all."""

    found: list[Found] = field(default_factory=list)
    passages: list[Passage] = field(default_factory=list)
    picture_of: Callable[[int, Box | None], bytes] | None = None
    unread: list[str] = field(default_factory=list)

    def add(self, kind: Kind, place: str, words: str, **where: int | Box | None) -> None:
        """Put down one leak, its words made plain and not too long."""
        page, box = where.get("page"), where.get("box")
        self.found.append(
            Found(
                kind=kind,
                place=place,
                words=plain(words),
                page=page if isinstance(page, int) else None,
                box=box if isinstance(box, tuple) else None,
            )
        )

    def take(self, other: "Read", within: str) -> None:
        """Take in what was made of a file within this one."""
        for each in other.found:
            self.found.append(
                Found(kind=each.kind, place=f"{within}: {each.place}", words=each.words)
            )
        for passage in other.passages:
            self.passages.append(
                Passage(text=passage.text, place=f"{within}: {passage.place}", shown=passage.shown)
            )
        self.unread.extend(f"{within}: {each}" for each in other.unread)

    @property
    def shown(self) -> str:
        """The words that a reader of the file sees."""
        return "\n".join(each.text for each in self.passages if each.shown)


@dataclass(frozen=True, slots=True)
class Deadline:
    """Until when a reader may work; what it has not seen by then it says."""

    at: float

    @property
    def over(self) -> bool:
        """Say whether the time is up."""
        return time.monotonic() > self.at


def around(boxes: list[Box]) -> Box | None:
    """Give the box around some boxes; none around none."""
    if not boxes:
        return None
    left, bottom, right, top = zip(*boxes, strict=True)
    return (min(left), min(bottom), max(right), max(top))


def plain(words: str) -> str:
    """Give words in one line, without what a page cannot show, and not too long."""
    shown = "".join(each if each.isprintable() else " " for each in words)
    line = " ".join(shown.split())
    return line if len(line) <= LONGEST_WORDS else f"{line[: LONGEST_WORDS - 1]}…"
