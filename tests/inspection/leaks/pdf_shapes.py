"""PDFs in the shapes in which leaks are met: layers, forms, scans, revisions."""

import pikepdf
from pikepdf import Array, Dictionary, Name, String
from PIL import Image

from tests.inspection.leaks.pictures_made import with_place
from tests.inspection.leaks.reports import (
    HIGH,
    SECRET,
    WIDE,
    Made,
    appended,
    box,
    drawn,
    photograph,
    report,
    scanned,
    text,
)

Y = 420
UNDER = text(SECRET, 60, Y)
OVER = (54, Y - 6, 320, 20)


def with_note(kind: str, **more: object) -> bytes:
    made = Made(report() + UNDER)
    rect = (54, Y - 6, 374, Y + 14)
    if "look" in more:
        more["AP"] = made.look(more.pop("look"), rect)
    made.note(kind, rect, **more)
    return made.bytes()


def layered(*, usual: str = "off") -> bytes:
    made = Made()
    layer = made.pdf.make_indirect(Dictionary(Type=Name.OCG, Name=String("Officers only")))
    made.pdf.pages[0].Resources.Properties = Dictionary(L1=layer)
    hidden = b"/OC /L1 BDC " + UNDER + b" EMC"
    made.pdf.pages[0].Contents = made.pdf.make_stream(report() + hidden)
    order = Dictionary(OFF=Array([layer])) if usual == "off" else Dictionary(BaseState=Name.OFF)
    made.pdf.Root.OCProperties = Dictionary(OCGs=Array([layer]), D=order)
    return made.bytes()


def within_a_form(*, cover: bool) -> bytes:
    made = Made()
    form = made.pdf.make_stream(
        UNDER if cover else UNDER + box(*OVER),
        Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, WIDE, HIGH],
        Resources=Dictionary(Font=Dictionary(F1=made.font)),
    )  # fmt: skip
    made.pdf.pages[0].Resources.XObject.X1 = form
    drawing = report() + b"q /X1 Do Q\n" + (box(*OVER) if cover else b"")
    made.pdf.pages[0].Contents = made.pdf.make_stream(drawing)
    return made.bytes()


def faint(alpha: float) -> bytes:
    made = Made(report() + text(SECRET, 60, Y, 11, "/G1 gs 0 g"))
    made.pdf.pages[0].Resources.ExtGState = Dictionary(G1=Dictionary(ca=alpha))
    return made.bytes()


def under_a_picture() -> bytes:
    made = Made(report() + UNDER + b"q 320 0 0 20 54 %d cm /I1 Do Q" % (Y - 6))
    made.picture(photograph())
    return made.bytes()


def scan_with_box(*, note: bool = False) -> bytes:
    page = b"q 595 0 0 842 0 0 cm /I1 Do Q\n"
    made = Made(page + (b"" if note else box(45, 500, 400, 60)))
    made.picture(scanned())
    if note:
        rect = (45, 500, 445, 560)
        look = made.look(b"0 g 45 500 400 60 re f", rect)
        made.note("Square", rect, AP=look, IC=[0, 0, 0])
    return made.bytes()


def scan_with_words_left() -> bytes:
    """Give a scan blacked out in its pixels, whose text layer still has the words."""
    words = text(SECRET, 60, 540, 11, "3 Tr")
    made = Made(b"q 595 0 0 842 0 0 cm /I1 Do Q\n" + words)
    made.picture(scanned(blacked=True))
    return made.bytes()


def cropped() -> bytes:
    made = Made(report() + b"q 60 300 100 150 re W n 320 0 0 240 60 250 cm /I1 Do Q")
    made.picture(photograph())
    return made.bytes()


def off_the_edge() -> bytes:
    made = Made(report() + b"q 320 0 0 240 420 250 cm /I1 Do Q")
    made.picture(photograph())
    return made.bytes()


def attached() -> bytes:
    made = Made()
    made.pdf.attachments["figures.csv"] = pikepdf.AttachedFileSpec(
        made.pdf, b"name,sum\nMarjorie Quillfeather,41500\n", filename="figures.csv"
    )
    return made.bytes()


def attached_at_a_place() -> bytes:
    made = Made()
    held = Dictionary(F=made.pdf.make_stream(b"Notes of the hearing"))
    spec = Dictionary(Type=Name.Filespec, F=String("notes.txt"), EF=held)
    made.note("FileAttachment", (500, 500, 520, 520), FS=made.pdf.make_indirect(spec))
    return made.bytes()


def informed(**told: str) -> bytes:
    made = Made()
    for name, value in told.items():
        made.pdf.docinfo[f"/{name}"] = value
    return made.bytes()


def packed(name: str, value: str) -> bytes:
    made = Made()
    with made.pdf.open_metadata(set_pikepdf_as_editor=False) as metadata:
        metadata[name] = value
    return made.bytes()


def revised() -> bytes:
    return appended(
        Made(report() + UNDER).bytes(
            object_stream_mode=pikepdf.ObjectStreamMode.disable, compress_streams=False
        ),
        report(),
    )


def revised_and_covered() -> bytes:
    first = Made(report() + UNDER).bytes(
        object_stream_mode=pikepdf.ObjectStreamMode.disable, compress_streams=False
    )
    return appended(appended(first, report() + text("Nothing", 60, Y)), report())


def left_over() -> bytes:
    made = Made(report(), report(2) + UNDER)
    spare = made.pdf.pages[1].obj
    del made.pdf.pages[1]
    made.pdf.Root.PieceInfo = Dictionary(Ours=Dictionary(Private=Dictionary(Kept=spare)))
    return made.bytes()


def form(**field: object) -> bytes:
    made = Made()
    rect = field.pop("rect", (60, 300, 260, 320))
    made_field = made.note("Widget", rect, FT=Name.Tx, T=String("case"), V=String(SECRET), **field)
    made.pdf.Root.AcroForm = Dictionary(Fields=Array([made.pdf.pages[0].Annots[0]]))
    del made_field
    return made.bytes()


def replaced() -> bytes:
    words = SECRET.encode("utf-16-be").hex().encode()
    hidden = b"/Span <</ActualText <FEFF" + words + b">>> BDC " + text("xxxxx", 60, Y) + b" EMC"
    return drawn(hidden)


def described(alt: str, picture: Image.Image, *, name: str = "Alt") -> bytes:
    made = Made(report() + b"/Figure <</MCID 0>> BDC q 200 0 0 100 60 300 cm /I1 Do Q EMC")
    made.picture(picture)
    page = made.pdf.pages[0].obj
    figure = made.pdf.make_indirect(
        Dictionary(Type=Name.StructElem, S=Name.Figure, Pg=page, K=0, **{name: String(alt)})
    )
    made.pdf.Root.StructTreeRoot = made.pdf.make_indirect(
        Dictionary(Type=Name.StructTreeRoot, K=Array([figure]))
    )
    return made.bytes()


def with_thumbnail() -> bytes:
    made = Made()
    small = scanned().resize((106, 150)).convert("RGB")
    made.pdf.pages[0].Thumb = made.pdf.make_stream(
        small.tobytes(), Width=106, Height=150, ColorSpace=Name.DeviceRGB, BitsPerComponent=8
    )
    return made.bytes()


def bookmarked() -> bytes:
    made = Made()
    with made.pdf.open_outline() as outline:
        outline.root.append(pikepdf.OutlineItem("Appendix 3: Quillfeather settlement", 0))
    return made.bytes()


def camera_within() -> bytes:
    made = Made(report() + b"q 200 0 0 150 60 250 cm /I1 Do Q")
    made.photograph(with_place())
    return made.bytes()


def rotated() -> bytes:
    made = Made(report() + UNDER + box(*OVER))
    made.pdf.pages[0].Rotate = 90
    made.pdf.pages[0].CropBox = [20, 20, 575, 822]
    return made.bytes()


def cropped_page() -> bytes:
    made = Made(report() + text(SECRET, 60, 800, 11, "1 g"))
    made.pdf.pages[0].CropBox = [0, 0, 595, 760]
    return made.bytes()
