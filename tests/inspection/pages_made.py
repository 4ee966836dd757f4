"""Small files to be looked at: tagged PDFs by typst, odd ones by pikepdf, and images."""

import io

import typst
from pikepdf import Array, Dictionary, Name, Pdf
from PIL import Image

from portal.inspection.pages import text

PAGES = b"""
#set document(title: "Lighting in Mill Lane")
#set text(lang: "cy")
#set page(width: 420pt, height: 300pt, margin: 30pt)
= Lighting
#for part in range(2) [The lamps in Mill Lane were mended after three weeks of dark evenings, and
the partnership thanked everybody who had written. #parbreak()]
#link("https://lamps.example")[A map of the lamps]
#pagebreak()
= Costs
Two thousand pounds.
"""


def tagged() -> bytes:
    """Give a tagged PDF in Welsh, of two pages with bookmarks and a link."""
    made = typst.compile(PAGES, format="pdf", pdf_standards="ua-1")
    assert isinstance(made, bytes)
    return made


def page_of(content: bytes, *, box=(0, 0, 200, 100), **more: object) -> bytes:
    """Give a PDF of one page that draws what it is told to, with Helvetica as /F1."""
    pdf = Pdf.new()
    pdf.add_blank_page(page_size=(200, 100))
    page = pdf.pages[0]
    font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
    page.obj.MediaBox = Array(list(box))
    page.obj.Resources = Dictionary(Font=Dictionary(F1=font))
    page.obj.Contents = pdf.make_stream(content)
    for key, value in more.items():
        page.obj[f"/{key}"] = value
    out = io.BytesIO()
    pdf.save(out)
    return out.getvalue()


def image(size=(300, 200), kind="PNG", colour="navy") -> bytes:
    """Give an image of one colour."""
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, kind)
    return out.getvalue()


def seen(png: bytes) -> Image.Image:
    """Give an image to look at."""
    return Image.open(io.BytesIO(png)).convert("L")


def ink(shown: Image.Image, box: tuple[int, int, int, int]) -> int:
    """Count the dark dots in a part of an image."""
    return sum(shown.crop(box).histogram()[:128])


def words_on(content: bytes, number: int = 0) -> str:
    """Give the words on a page."""
    found = text(memoryview(content), {"media_type": "application/pdf"})
    return " ".join(found["pages"][number].split())
