"""PDFs with one leak each, and the kind of finding it must be."""

from collections.abc import Callable

from pikepdf import String
from PIL import Image

from tests.inspection.leaks.pdf_shapes import (
    OVER,
    UNDER,
    Y,
    attached,
    attached_at_a_place,
    bookmarked,
    camera_within,
    cropped,
    cropped_page,
    described,
    faint,
    form,
    informed,
    layered,
    left_over,
    off_the_edge,
    packed,
    replaced,
    revised,
    revised_and_covered,
    rotated,
    scan_with_box,
    scan_with_words_left,
    under_a_picture,
    with_note,
    with_thumbnail,
    within_a_form,
)
from tests.inspection.leaks.reports import SECRET, box, drawn, photograph, text

BLACK_LOOK = b"0 g 54 414 320 20 re f"
PDFS: dict[str, tuple[str, Callable[[], bytes]]] = {
    "text under a black box": ("covered_text", lambda: drawn(UNDER + box(*OVER))),
    "text under a white box": ("covered_text", lambda: drawn(UNDER + box(*OVER, "1 g"))),
    "text under a box that bears a label": (
        "covered_text",
        lambda: drawn(UNDER + box(*OVER) + text("REDACTED", 150, Y, 11, "1 g")),
    ),
    "text under a box within a form object": ("covered_text", lambda: within_a_form(cover=False)),
    "text of a form object under a box": ("covered_text", lambda: within_a_form(cover=True)),
    "text under a picture": ("covered_text", under_a_picture),
    "text under solid blocks of the page's colour": (
        "covered_text",
        lambda: drawn(UNDER + b"".join(box(54 + 20 * at, Y - 6, 20.5, 20) for at in range(16))),
    ),
    "text under a black square that is a note": (
        "covered_text",
        lambda: with_note("Square", look=BLACK_LOOK, IC=[0, 0, 0]),
    ),
    "text under a black highlighter": (
        "covered_text",
        lambda: with_note("Highlight", look=BLACK_LOOK, C=[0, 0, 0]),
    ),
    "text under a box on a turned and cropped page": ("covered_text", rotated),
    "one word under a box in a line": (
        "covered_text",
        lambda: drawn(
            text("The claimant is Quillfeather of Oxlode.", 60, Y) + box(136, Y - 4, 62, 16)
        ),
    ),
    "words under a box too low for the ends of some letters": (
        "covered_text",
        lambda: drawn(text("Sandpiper Ammerose", 60, Y) + box(58, Y - 4, 150, 11)),
    ),
    "white text on white": ("faint_text", lambda: drawn(text(SECRET, 60, Y, 11, "1 g"))),
    "nearly white text": ("faint_text", lambda: drawn(text(SECRET, 60, Y, 11, "0.98 g"))),
    "dark text on the dark banner": (
        "faint_text",
        lambda: drawn(text(SECRET, 300, 790, 9, "0.11 0.2 0.32 rg")),
    ),
    "text that is not drawn": ("invisible_text", lambda: drawn(text(SECRET, 60, Y, 11, "3 Tr"))),
    "text without opacity": ("invisible_text", lambda: faint(0.0)),
    "text of two hundredths of opacity": ("invisible_text", lambda: faint(0.02)),
    "text too small to be seen": ("tiny_text", lambda: drawn(text(SECRET, 60, Y, 0.8))),
    "text beside the page": ("off_page_text", lambda: drawn(text(SECRET, 700, Y))),
    "text below the page": ("off_page_text", lambda: drawn(text(SECRET, 60, -40))),
    "text outside the crop": (
        "off_page_text",
        cropped_page,
    ),
    "text clipped away": (
        "clipped_text",
        lambda: drawn(b"q 300 300 5 5 re W n " + UNDER + b" Q"),
    ),
    "a scan with a black box": ("covered_picture", scan_with_box),
    "a scan with a black square that is a note": (
        "covered_picture",
        lambda: scan_with_box(note=True),
    ),
    "a blacked scan whose words are left": ("invisible_text", scan_with_words_left),
    "a picture cropped by a clip": ("cropped_picture", cropped),
    "a picture over the page's edge": ("cropped_picture", off_the_edge),
    "a layer that is off": ("hidden_layer", layered),
    "a layer off by the usual state": ("hidden_layer", lambda: layered(usual="base")),
    "a redaction that was not applied": ("redaction_not_applied", lambda: with_note("Redact")),
    "a sticky note": (
        "comment",
        lambda: with_note("Text", Contents=String("Check with legal"), T=String("J Hollow")),
    ),
    "a pop-up under a highlight": (
        "comment",
        lambda: with_note("Highlight", Contents=String("He will not settle"), C=[1, 1, 0]),
    ),
    "an attached file": ("attachment", attached),
    "a file attached at a place": ("attachment", attached_at_a_place),
    "its author": ("metadata", lambda: informed(Author="Fern Hollow")),
    "its company": ("metadata", lambda: informed(Company="Quillfeather Solicitors")),
    "its earlier title": (
        "metadata",
        lambda: informed(Title="Microsoft Word - RESTRICTED Quillfeather v3.docx"),
    ),
    "the path it was made from": (
        "metadata",
        lambda: informed(SourceFile=r"C:\Users\fhollow\HR\case 4411\report.docx"),
    ),
    "its keywords in XMP": ("metadata", lambda: packed("pdf:Keywords", "Quillfeather; dismissal")),
    "its creator in XMP": ("metadata", lambda: packed("xmp:Label", "From Hilary Sedgewick")),
    "an earlier revision": ("previous_revision", revised),
    "an earlier revision before two others": ("previous_revision", revised_and_covered),
    "a page that was taken out": ("leftover_page", left_over),
    "a field that is hidden": ("form_value", lambda: form(F=2)),
    "a field without extent": ("form_value", lambda: form(rect=(0, 0, 0, 0))),
    "replacement text": ("replacement_text", replaced),
    "replacement text in the structure": (
        "replacement_text",
        lambda: described(SECRET, photograph(), name="ActualText"),
    ),
    "a description of what is blacked out": (
        "alternative_text",
        lambda: described("The letter from M Quillfeather", Image.new("RGB", (40, 20), "black")),
    ),
    "a path as a description": (
        "alternative_text",
        lambda: described(r"\\fen-files\HR\case 4411\scan.png", photograph()),
    ),
    "a small picture of another page": ("thumbnail", with_thumbnail),
    "a bookmark of what is gone": ("bookmark", bookmarked),
    "where a photograph was taken": ("picture_place", camera_within),
}
