"""Council reports as PDF, drawn by hand: banners, tables, watermarks, and whatever is planted."""

import io
from functools import cache

import pikepdf
from pikepdf import Dictionary, Name
from PIL import Image, ImageDraw

WIDE, HIGH = 595, 842
SECRET = "Marjorie Quillfeather settled for 41,500 pounds"
LINES = (
    "The Board agreed in June to renew the outreach service for two years.",
    "Officers have compared the three offers and taken advice on each of them.",
    "A further report will come to the Board once the figures are settled.",
    "Members are asked to note the timetable and to agree the next steps.",
)


def text(words: str, x: float, y: float, size: float = 11, how: str = "0 g") -> bytes:
    """Draw words; ``how`` is what stands before them."""
    plain = words.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
    return f"q {how} BT /F1 {size} Tf {x} {y} Td ({plain}) Tj ET Q\n".encode("cp1252")


def box(x: float, y: float, wide: float, high: float, how: str = "0 g") -> bytes:
    """Draw a filled box."""
    return f"q {how} {x} {y} {wide} {high} re f Q\n".encode()


def report(number: int = 1, lines: tuple[str, ...] = LINES) -> bytes:
    """Draw a page as a council's reports look: banner, table, watermark, footer."""
    parts = [
        box(0, 780, WIDE, 62, "0.11 0.2 0.32 rg"),
        text("Fenmarch Partnership Board", 50, 803, 18, "1 g"),
        b"q 0.92 g BT /F1 90 Tf 0.7 0.7 -0.7 0.7 150 250 Tm (DRAFT) Tj ET Q\n",
        text("Report of the Director of Outreach", 50, 745, 14),
    ]
    for row, line in enumerate(lines):
        parts.append(text(line, 50, 715 - 16 * row))
    for row in range(4):
        shade = "0.16 0.3 0.45 rg" if row == 0 else f"{0.95 - 0.05 * (row % 2)} g"
        parts.append(box(50, 560 - 22 * row, 495, 22, shade))
        ink = "1 g" if row == 0 else "0 g"
        for column, words in enumerate(("Quarter", "Planned", "Spent")):
            cell = words if row == 0 else f"{row * 1000 + column * 75} pounds"
            parts.append(text(cell, 58 + 165 * column, 567 - 22 * row, 10, ink))
    parts.append(text("Fenmarch Council, Civic Centre, Fenmarch FN1 2AB", 50, 40, 8, "0.4 g"))
    parts.append(text(f"Page {number}", 500, 40, 8, "0.4 g"))
    return b"".join(parts)


class Made:
    """A PDF in the making."""

    def __init__(self, *pages: bytes) -> None:
        self.pdf = pikepdf.new()
        self.font = self.pdf.make_indirect(
            Dictionary(
                Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica,
                Encoding=Name.WinAnsiEncoding,
            )
        )  # fmt: skip
        for page in pages or (report(),):
            self.page(page)

    def page(self, drawing: bytes, **more: object) -> pikepdf.Page:
        """Add a page."""
        page = self.pdf.add_blank_page(page_size=(WIDE, HIGH))
        page.Resources = Dictionary(Font=Dictionary(F1=self.font), XObject=Dictionary())
        page.Contents = self.pdf.make_stream(drawing)
        for name, value in more.items():
            page[f"/{name}"] = value
        return page

    def picture(self, image: Image.Image, name: str = "I1", page: int = 0, **more: object):
        """Put a picture among a page's resources."""
        stream = self.pdf.make_stream(
            image.convert("RGB").tobytes(),
            Type=Name.XObject, Subtype=Name.Image, Width=image.width, Height=image.height,
            ColorSpace=Name.DeviceRGB, BitsPerComponent=8, **more,
        )  # fmt: skip
        self.pdf.pages[page].Resources.XObject[f"/{name}"] = stream
        return stream

    def photograph(self, jpeg: bytes, name: str = "I1", page: int = 0):
        """Put a photograph among a page's resources, as the camera wrote it."""
        image = Image.open(io.BytesIO(jpeg))
        stream = pikepdf.Stream(self.pdf, jpeg)
        stream.update(
            dict(
                Dictionary(
                    Type=Name.XObject, Subtype=Name.Image, Width=image.width, Height=image.height,
                    ColorSpace=Name.DeviceRGB, BitsPerComponent=8, Filter=Name.DCTDecode,
                )
            )
        )  # fmt: skip
        self.pdf.pages[page].Resources.XObject[f"/{name}"] = self.pdf.make_indirect(stream)

    def note(
        self, kind: str, rect: tuple[float, float, float, float], page: int = 0, **more: object
    ):
        """Lay an annotation over a page."""
        made = Dictionary(Type=Name.Annot, Subtype=Name(f"/{kind}"), Rect=list(rect), **more)
        holder = self.pdf.pages[page]
        if "/Annots" not in holder:
            holder.Annots = self.pdf.make_indirect(pikepdf.Array())
        holder.Annots.append(self.pdf.make_indirect(made))
        return made

    def look(self, drawing: bytes, rect: tuple[float, float, float, float]):
        """Make what an annotation looks like."""
        return Dictionary(
            N=self.pdf.make_stream(
                drawing, Type=Name.XObject, Subtype=Name.Form, BBox=list(rect),
                Resources=Dictionary(Font=Dictionary(F1=self.font)),
            )
        )  # fmt: skip

    def bytes(self, **how: object) -> bytes:
        """Give the file."""
        room = io.BytesIO()
        self.pdf.save(room, fix_metadata_version=False, **how)
        return room.getvalue()


def drawn(extra: bytes, before: bytes = b"") -> bytes:
    """Give a report of one page with something drawn before or after it."""
    return Made(before + report() + extra).bytes()


@cache
def scanned(*, blacked: bool = False) -> Image.Image:
    """Give a picture of a page of writing, as a scanner sees it."""
    image = Image.new("RGB", (WIDE * 2, HIGH * 2), (250, 249, 245))
    pen = ImageDraw.Draw(image)
    for row in range(30):
        for word in range(10):
            left = 100 + word * 100
            pen.rectangle((left, 160 + row * 48, left + 88, 182 + row * 48), fill=(40, 40, 44))
    if blacked:
        pen.rectangle((90, 530, 1100, 650), fill=(0, 0, 0))
    return image


@cache
def photograph(seed: int = 1, size: tuple[int, int] = (320, 240)) -> Image.Image:
    """Give a picture with much in it."""
    image = Image.new("RGB", size)
    pen = ImageDraw.Draw(image)
    for step in range(60):
        x, y = (step * 53 * seed) % size[0], (step * 97 * seed) % size[1]
        shade = (step * 37 % 256, step * 91 * seed % 256, step * 13 % 256)
        pen.ellipse((x - 30, y - 30, x + 30, y + 30), fill=shade)
    return image


def appended(first: bytes, second: bytes) -> bytes:
    """Give a file to which a new first page was added, as programs save a change.

    ``second`` is the drawing of the page as it is now (ISO 32000-2, 7.5.6).
    """
    start = first.rindex(b"startxref")
    old = int(first[start:].split()[1])
    trailer = first[first.rindex(b"trailer") : start]
    number = int(first[first.index(b"/Contents") :].split()[1])
    made = first if first.endswith(b"\n") else first + b"\n"
    place = len(made)
    made += b"%d 0 obj\n<< /Length %d >>\nstream\n%s\nendstream\nendobj\n" % (
        number, len(second), second,
    )  # fmt: skip
    table = len(made)
    made += b"xref\n%d 1\n%010d 00000 n \n" % (number, place)
    made += trailer.rstrip().removesuffix(b">>") + b" /Prev %d >>\nstartxref\n%d\n%%%%EOF\n" % (
        old, table,
    )  # fmt: skip
    return made
