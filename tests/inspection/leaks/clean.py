"""Files with nothing to find, in the shapes that mislead: what a check must not cry over."""

from collections.abc import Callable

import pikepdf
import typst
from pikepdf import Array, Dictionary, Name, String
from PIL import Image, ImageDraw

from tests.inspection.leaks.office_made import (
    LINES as SAID,
)
from tests.inspection.leaks.office_made import (
    ROWS,
    cells,
    open_document,
    paragraph,
    said,
    shape,
    slides,
    word,
    workbook,
)
from tests.inspection.leaks.office_shapes import CORE, PICTURE, filled
from tests.inspection.leaks.pictures_made import jpeg, png, with_small_copy, with_texts
from tests.inspection.leaks.planted_figures import UNLIKE, UNLIKE_BY_LINES
from tests.inspection.leaks.reports import (
    LINES,
    Made,
    appended,
    box,
    drawn,
    photograph,
    report,
    scanned,
    text,
)

TYPST = """
#set document(title: "Report of the Director of Outreach", author: "Fenmarch Council")
#set page(paper: "a4", header: [Fenmarch Council], footer: context [Page #counter(page).display()])
#set text(lang: "en")
= Report of the Director of Outreach
#rect(fill: rgb("#1c3352"), width: 100%)[#text(fill: white)[For decision on 24 June 2026]]
#table(columns: 3, fill: (_, y) => if y == 0 {rgb("#dddddd")}, [Quarter], [Planned], [Spent],
 [First], [1,200], [1,150], [Second], [1,300], [1,410])
The Board is asked to note the report. Appendix B is not for publication by virtue of paragraph 3
of Part 1 of Schedule 12A of the Local Government Act 1972, and is circulated to members alone.
The survey by secret shoppers was restricted to three wards. Confidential advice was taken.
Contact: Democratic Services, Civic Centre, Fenmarch FN1 2AB, telephone 01632 960 001.
#lorem(400)
#figure(rect(width: 4cm, height: 2cm, fill: blue), caption: [Spending], alt: "A chart of spending")
"""


def typeset() -> bytes:
    return bytes(typst.compile(TYPST.encode(), format="pdf", pdf_standards=["ua-1"]))


def linearized() -> bytes:
    made = Made(report(), report(2))
    return made.bytes(linearize=True)


def scan_read_by_machine() -> bytes:
    words = b"".join(text(LINES[0], 52, 762 - 24 * row - 16, 9, "3 Tr") for row in range(20))
    made = Made(words + b"q 595 0 0 842 0 0 cm /I1 Do Q\n")
    made.picture(scanned())
    return made.bytes()


def scan_over_its_words() -> bytes:
    words = b"".join(text(LINES[0], 52, 762 - 24 * row - 16, 9) for row in range(20))
    made = Made(words + b"q 595 0 0 842 0 0 cm /I1 Do Q\n")
    made.picture(scanned())
    return made.bytes()


def logo() -> Image.Image:
    image = Image.new("RGB", (120, 60), "white")
    ImageDraw.Draw(image).ellipse((40, 10, 80, 50), fill=(20, 80, 60))
    return image


def with_logo() -> bytes:
    """Give a report with a logo whose margin is clipped, and a photograph under a titled band."""
    drawing = (
        report()
        + b"q 80 430 60 60 re W n 180 0 0 60 20 430 cm /I1 Do Q "
        + b"q 495 0 0 180 50 220 cm /I2 Do Q "
        + box(50, 220, 495, 40, "0.1 0.3 0.2 rg")
        + text("Outreach at the harbour", 60, 234, 16, "1 g")
    )
    made = Made(drawing)
    wide = Image.new("RGB", (360, 120), "white")
    ImageDraw.Draw(wide).ellipse((160, 30, 200, 90), fill=(20, 80, 60))
    made.picture(wide, "I1")
    made.picture(photograph(), "I2")
    return made.bytes()


def numbered_at_the_edge() -> bytes:
    return drawn(text("Page 100", 575, 20) + text("Page 3 of 9", 610, 20) + text("12", 300, -20))


def layers_on() -> bytes:
    made = Made()
    layer = made.pdf.make_indirect(Dictionary(Type=Name.OCG, Name=String("Map")))
    made.pdf.pages[0].Resources.Properties = Dictionary(L1=layer)
    shown = b"/OC /L1 BDC " + text("The map of wards", 60, 420) + b" EMC"
    made.pdf.pages[0].Contents = made.pdf.make_stream(report() + shown)
    made.pdf.Root.OCProperties = Dictionary(OCGs=Array([layer]), D=Dictionary(ON=Array([layer])))
    return made.bytes()


def saved_twice() -> bytes:
    plain = Made(report()).bytes(
        object_stream_mode=pikepdf.ObjectStreamMode.disable, compress_streams=False
    )
    return appended(plain, report() + text("Approved by the Board", 60, 420))


def linked() -> bytes:
    made = Made(report() + text("See the minutes", 60, 420))
    action = Dictionary(S=Name.URI, URI=String("https://fenmarch.example/minutes"))
    made.note("Link", (60, 415, 160, 432), A=action)
    made.pdf.docinfo["/Title"] = "Report of the Director of Outreach"
    made.pdf.docinfo["/Author"] = "Fenmarch Council"
    made.pdf.docinfo["/Producer"] = "A typesetter 1.2"
    made.pdf.docinfo["/CreationDate"] = "D:20260624090000Z"
    with made.pdf.open_outline() as outline:
        outline.root.append(pikepdf.OutlineItem("Report of the Director", 0))
    return made.bytes()


def form_shown() -> bytes:
    made = Made()
    look = made.look(text("Oxlode ward", 64, 306), (60, 300, 260, 320))
    made.note(
        "Widget",
        (60, 300, 260, 320),
        FT=Name.Tx,
        T=String("ward"),
        V=String("Oxlode ward"),
        AP=look,
    )
    made.pdf.Root.AcroForm = Dictionary(Fields=Array([made.pdf.pages[0].Annots[0]]))
    return made.bytes()


def bold_twice() -> bytes:
    """Give a heading that is drawn twice to look bold, with a shadow, and a text clip."""
    twice = text("Recommendations", 60, 420, 14) + text("Recommendations", 60.4, 420, 14)
    shadow = text("Next steps", 61, 379, 14, "0.7 g") + text("Next steps", 60, 380, 14)
    return drawn(twice + shadow)


def shaded_over_edges() -> bytes:
    """Give table rows whose shades lie a hair over the words of the row above."""
    rows = b"".join(
        box(50, 440 - 20 * row, 495, 21, f"{0.9 if row % 2 else 0.97} g")
        + text(f"Row {row}: jqpg {row * 17}", 56, 447 - 20 * row, 12)
        for row in range(5)
    )
    return drawn(rows)


def landscape() -> bytes:
    made = Made(report())
    made.pdf.pages[0].Rotate = 270
    return made.bytes()


def word_pictured() -> bytes:
    picture = (
        '<w:r><w:drawing><wp:docPr xmlns:wp="wp" id="1" name="Picture" descr="The harbour at dusk"/>'  # noqa: E501 -- as the program writes it
        '<a:blipFill><a:blip r:embed="rId9"/><a:srcRect/></a:blipFill></w:drawing></w:r>'
    )
    core = CORE.format("<x:creator xmlns:x='x'>Fenmarch Council</x:creator>")
    return word(
        paragraph(picture),
        parts=PICTURE | {"word/media/image1.jpg": jpeg(), "docProps/core.xml": core},
    )


def two_sheets() -> bytes:
    names = '<definedName name="Totals">Budget!$A$1:$C$3</definedName>'
    return workbook(
        cells(*ROWS, (), A1='s="2"', r4='hidden="1"'), second=("", cells(("Notes",))), names=names
    )


def shown_slides() -> bytes:
    banner = shape("For decision", (100, 3000), ink=filled("FFFFFF"), fill=filled("1C3352"))
    return slides(shape("", (80, 2900), (600, 300), fill=filled("EEEEEE")), banner)


LETTER = (
    f"{LINES[0]}\nContact: Democratic Services, Civic Centre, Fenmarch FN1 2AB.\n"
    "Telephone 01632 960 001 or enquiries@fenmarch.example. Freephone 0800 000 0000.\n"
    "Reference 1234567890; order 4000001234; cost £400 000 0000; grid TL 123 456.\n"
    "A child born in 2019 starts school. The A40 1AB junction. On 24 June 2026 it opens.\n"
    "Appendix 2 - Not for publication by virtue of paragraph 3 of Schedule 12A.\n"
    "The report was restricted to members. It is no secret that OFFICIAL business is done.\n"
).encode()
TABLE = b"Ward,Spent,Reference\nOxlode,4000000012345,AB123456\nWelney,01/02/2026,PO1234567890\n"

CLEAN: dict[str, Callable[[], bytes]] = {
    "a report with a banner, a table and a watermark": lambda: drawn(b""),
    "a typeset report for screen readers": typeset,
    "a report made for the web": linearized,
    "a scan with its text layer": scan_read_by_machine,
    "a scan over its text layer": scan_over_its_words,
    "a logo with a clipped margin and a titled band over a photograph": with_logo,
    "page numbers half off the page": numbered_at_the_edge,
    "a layer that is on": layers_on,
    "a report saved twice, with more each time": saved_twice,
    "a report with links, bookmarks and a title": linked,
    "a form that is filled in": form_shown,
    "a heading drawn twice": bold_twice,
    "a table whose shades touch the words": shaded_over_edges,
    "a page that is turned": landscape,
    "a report in Word": word,
    "a report in Word with a picture": word_pictured,
    "two sheets and an empty hidden row": two_sheets,
    "slides with a banner and a panel": shown_slides,
    "an open document": lambda: open_document("text", "".join(said(each) for each in SAID)),
    "a letter in text": lambda: LETTER,
    "a table in text": lambda: TABLE,
    "round sums, years, times and references that a closed paper has too": UNLIKE.encode,
    "the same on a page": lambda: Made(report(lines=UNLIKE_BY_LINES)).bytes(),
    "a photograph": jpeg,
    "a photograph with its own small copy": lambda: with_small_copy(photograph()),
    "a picture that names its program": lambda: with_texts(Software="A painter 3.1"),
    "a logo": lambda: png(logo()),
}
