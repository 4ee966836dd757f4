"""What each kind of finding is called, and what a clerk can do about it."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from portal.inspection.leaks.model import Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A kind of finding in words; ``mendable`` ones can be taken out by the portal itself."""

    title: str
    advice: str
    mendable: bool = False


_TAKE_OUT: Final = "Take it out where the file was made, and send the file again."
_BLACK: Final = (
    "A box does not remove what is under it. Take the words out, or black them out with a tool that"
    " removes them, and send the file again."
)
_ITSELF: Final = "The portal can take it out: choose “Make a clean copy”."
_PERSONAL: Final = "Take it out, unless it may be public: then say why."

_EACH: Final[Mapping[Kind, tuple[str, str, bool]]] = {
    Kind.COVERED_TEXT: ("Text under something that covers it", _BLACK, False),
    Kind.COVERED_PICTURE: ("A picture under a box", _BLACK, False),
    Kind.INVISIBLE_TEXT: ("Text that is not drawn", _TAKE_OUT, False),
    Kind.FAINT_TEXT: ("Text in the colour of what is behind it", _TAKE_OUT, False),
    Kind.TINY_TEXT: ("Text too small to be seen", _TAKE_OUT, False),
    Kind.OFF_PAGE_TEXT: ("Text beside the page", _TAKE_OUT, False),
    Kind.CLIPPED_TEXT: ("Text that is cut off", _TAKE_OUT, False),
    Kind.CROPPED_PICTURE: (
        "A cropped picture",
        "Crop it in a program for pictures, not in the document, and send the file again.",
        False,
    ),
    Kind.HIDDEN_LAYER: ("A layer that is turned off", _TAKE_OUT, False),
    Kind.REDACTION_NOT_APPLIED: (
        "A redaction that was marked and not done",
        "Apply the redactions in the program that marked them, and send the file again.",
        False,
    ),
    Kind.COMMENT: ("A comment", _ITSELF, True),
    Kind.ATTACHMENT: ("A file within the file", _ITSELF, True),
    Kind.METADATA: ("A property of the file", _ITSELF, True),
    Kind.PREVIOUS_REVISION: ("What the file said before", _ITSELF, True),
    Kind.LEFTOVER_PAGE: ("A page that was taken out, and is still there", _ITSELF, True),
    Kind.FORM_VALUE: ("The value of a field that is not shown", _TAKE_OUT, False),
    Kind.REPLACEMENT_TEXT: ("Text that stands for other text", _TAKE_OUT, False),
    Kind.ALTERNATIVE_TEXT: ("The description of a picture", _TAKE_OUT, False),
    Kind.THUMBNAIL: ("A small picture of an earlier page", _ITSELF, True),
    Kind.BOOKMARK: ("A bookmark that says more than the pages", _TAKE_OUT, False),
    Kind.TRACKED_CHANGE: (
        "A tracked change",
        "Accept or reject all changes in the document, and send it again.",
        False,
    ),
    Kind.HIDDEN_TEXT: ("Hidden text", _TAKE_OUT, False),
    Kind.HIDDEN_SHEET: ("A hidden sheet", _TAKE_OUT, False),
    Kind.HIDDEN_ROWS: ("Hidden rows", _TAKE_OUT, False),
    Kind.HIDDEN_COLUMNS: ("Hidden columns", _TAKE_OUT, False),
    Kind.PIVOT_CACHE: (
        "The figures behind a pivot table",
        "Copy the table as values into a new workbook, and send that.",
        False,
    ),
    Kind.LINKED_FILE: ("A link to a file of yours", _TAKE_OUT, False),
    Kind.DEFINED_NAME: ("A defined name", _TAKE_OUT, False),
    Kind.HIDDEN_SLIDE: ("A hidden slide", _TAKE_OUT, False),
    Kind.SPEAKER_NOTES: ("Speaker notes", _TAKE_OUT, False),
    Kind.EMBEDDED_OBJECT: ("A file behind a picture or a chart", _TAKE_OUT, False),
    Kind.PICTURE_METADATA: ("A property of a picture", _ITSELF, True),
    Kind.PICTURE_PLACE: ("Where a picture was taken", _ITSELF, True),
    Kind.TRAILING_DATA: ("What follows a picture in its file", _ITSELF, True),
    Kind.MARKING: (
        "A marking that disagrees with who it is for",
        "Restrict the paper, or ask its author for a copy that may be open.",
        False,
    ),
    Kind.NHS_NUMBER: ("An NHS number", _PERSONAL, False),
    Kind.INSURANCE_NUMBER: ("A National Insurance number", _PERSONAL, False),
    Kind.TELEPHONE: ("A telephone number", _PERSONAL, False),
    Kind.POSTCODE: ("A postcode", _PERSONAL, False),
    Kind.BIRTH_DATE: ("A date of birth", _PERSONAL, False),
    Kind.WATCHED_NAME: ("A name that is watched for", _PERSONAL, False),
    Kind.CLOSED_PHRASE: (
        "Words of a restricted paper",
        "Take them out. If they may be public, say why.",
        False,
    ),
    Kind.CLOSED_FIGURE: (
        "A figure of a restricted paper of this meeting",
        "Take it out, or round it. If it may be public, say why.",
        False,
    ),
    Kind.NOT_CHECKED: (
        "A part that could not be looked into",
        "Look at it yourself, and say that you did; or send the file in another form.",
        False,
    ),
}
WORDS: Final[Mapping[str, Told]] = MappingProxyType(
    {
        kind.value: Told(title=title, advice=advice, mendable=mendable)
        for kind, (title, advice, mendable) in _EACH.items()
    }
)
"""Every kind's words, by its name."""
