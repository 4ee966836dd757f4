"""OpenDocument files with one leak each, and the kind of finding it must be."""

from collections.abc import Callable

from tests.inspection.leaks.office_made import open_document, said, word
from tests.inspection.leaks.office_shapes import odf_row, odf_style, odf_table
from tests.inspection.leaks.reports import SECRET

OPEN_DOCUMENTS: dict[str, tuple[str, Callable[[], bytes]]] = {
    "odt: words taken out": (
        "tracked_change",
        lambda: open_document(
            "text", f"<text:tracked-changes>{said(SECRET)}</text:tracked-changes>{said('Report')}"
        ),
    ),
    "odt: a comment": (
        "comment",
        lambda: open_document(
            "text", said(f"Report<office:annotation>{said(SECRET)}</office:annotation>")
        ),
    ),
    "odt: hidden text": (
        "hidden_text",
        lambda: open_document(
            "text", said(SECRET, "T1"), styles=odf_style("T1", text_display="none")
        ),
    ),
    "odt: a hidden section": (
        "hidden_text",
        lambda: open_document(
            "text", f'<text:section text:name="S" text:display="none">{said(SECRET)}</text:section>'
        ),
    ),
    "odt: white text": (
        "faint_text",
        lambda: open_document(
            "text", said(SECRET, "T1"), styles=odf_style("T1", fo_color="#ffffff")
        ),
    ),
    "odt: its author": (
        "metadata",
        lambda: open_document(
            "text",
            said("Report"),
            parts={
                "meta.xml": "<m xmlns:meta='m'><meta:initial-creator>Fern Hollow</meta:initial-creator></m>"  # noqa: E501 -- as the program writes it
            },
        ),
    ),
    "odt: an earlier version": (
        "previous_revision",
        lambda: open_document("text", said("Report"), parts={"Versions/Version1": word()}),
    ),
    "ods: a hidden row": (
        "hidden_rows",
        lambda: open_document(
            "spreadsheet",
            odf_table(odf_row("Quarter") + odf_row(SECRET, how='table:visibility="collapse"')),
        ),
    ),
    "ods: a hidden sheet": (
        "hidden_sheet",
        lambda: open_document(
            "spreadsheet",
            odf_table(odf_row(SECRET), "ta2"),
            styles='<style:style style:name="ta2"><style:table-properties table:display="false"/></style:style>',  # noqa: E501 -- as the program writes it
        ),
    ),
    "odp: notes": (
        "speaker_notes",
        lambda: open_document(
            "presentation",
            f"<draw:page>{said('Title')}<presentation:notes>{said(SECRET)}</presentation:notes></draw:page>",
        ),
    ),
    "odp: a hidden slide": (
        "hidden_slide",
        lambda: open_document(
            "presentation",
            f'<draw:page draw:style-name="dp2">{said(SECRET)}</draw:page>',
            styles='<style:style style:name="dp2"><style:drawing-page-properties presentation:visibility="hidden"/></style:style>',  # noqa: E501 -- as the program writes it
        ),
    ),
    "odp: a frame beside the slide": (
        "off_page_text",
        lambda: open_document(
            "presentation",
            f'<draw:page><draw:frame svg:x="30cm" svg:y="1cm" svg:width="5cm" svg:height="2cm">{said(SECRET)}</draw:frame></draw:page>',  # noqa: E501 -- as the program writes it
        ),
    ),
}
