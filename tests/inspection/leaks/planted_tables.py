"""Spreadsheets and presentations with one leak each, and the kind of finding it must be."""

from collections.abc import Callable

from tests.inspection.leaks.office_made import ROWS, A, P, R, cells, shape, slides, workbook
from tests.inspection.leaks.office_shapes import (
    filled,
    notes,
    outside,
    pivot,
    remarks,
    slide_comment,
)
from tests.inspection.leaks.reports import SECRET

TABLES: dict[str, tuple[str, Callable[[], bytes]]] = {
    "sheets: a hidden sheet": (
        "hidden_sheet",
        lambda: workbook(second=('state="hidden"', cells((SECRET,)))),
    ),
    "sheets: a very hidden sheet": (
        "hidden_sheet",
        lambda: workbook(second=('state="veryHidden"', cells((SECRET,)))),
    ),
    "sheets: a hidden row": (
        "hidden_rows",
        lambda: workbook(cells(*ROWS, (SECRET,), r4='hidden="1"')),
    ),
    "sheets: a row of no height": (
        "hidden_rows",
        lambda: workbook(cells(*ROWS, (SECRET,), r4='ht="0"')),
    ),
    "sheets: a hidden column": (
        "hidden_columns",
        lambda: workbook(columns='<cols><col min="3" max="3" hidden="1"/></cols>'),
    ),
    "sheets: a pivot table's cache": ("pivot_cache", pivot),
    "sheets: a linked workbook": ("linked_file", outside),
    "sheets: a name that leads nowhere": (
        "defined_name",
        lambda: workbook(names='<definedName name="Quillfeather_offer">#REF!</definedName>'),
    ),
    "sheets: a hidden name": (
        "defined_name",
        lambda: workbook(names='<definedName name="limit" hidden="1">Budget!$A$1</definedName>'),
    ),
    "sheets: white figures": ("faint_text", lambda: workbook(cells(*ROWS, (SECRET,), A4='s="1"'))),
    "sheets: figures formatted away": (
        "hidden_text",
        lambda: workbook(cells(*ROWS, (SECRET,), A4='s="3"')),
    ),
    "sheets: a comment": ("comment", lambda: remarks("xl/comments1.xml", "comment")),
    "sheets: a thread of comments": (
        "comment",
        lambda: remarks("xl/threadedComments/threadedComment1.xml", "threadedComment"),
    ),
    "slides: a hidden slide": (
        "hidden_slide",
        lambda: slides(shape(SECRET, (100, 3000)), show='show="0"'),
    ),
    "slides: notes": ("speaker_notes", notes),
    "slides: a comment": ("comment", slide_comment),
    "slides: a shape beside the slide": (
        "off_page_text",
        lambda: slides(shape(SECRET, (13000, 100))),
    ),
    "slides: text under a black shape": (
        "covered_text",
        lambda: slides(
            shape(SECRET, (100, 3000)), shape("", (90, 2990), (520, 100), fill=filled("000000"))
        ),
    ),
    "slides: a hidden shape": (
        "hidden_text",
        lambda: slides(shape(SECRET, (100, 3000), named='hidden="1"')),
    ),
    "slides: white text on white": (
        "faint_text",
        lambda: slides(shape(SECRET, (100, 3000), ink=filled("FFFFFF"))),
    ),
    "slides: a slide that was taken out": (
        "leftover_page",
        lambda: slides(
            parts={"ppt/slides/slide9.xml": f"<p:sld {P} {A} {R}>{shape(SECRET)}</p:sld>"}
        ),
    ),
}
