"""What a PDF keeps beside its pages: layers, texts in place of pictures, pages left over."""

import io
from collections.abc import Iterator
from typing import Final

import pikepdf
from PIL import Image

from portal.inspection.leaks.differing import differ
from portal.inspection.leaks.model import Kind, Passage, Read
from portal.inspection.leaks.pdf.revisions import text_within
from portal.inspection.leaks.pdf.tree import walk
from portal.inspection.leaks.pdf.values import (
    FAULTS,
    bytes_of,
    entries,
    entry,
    identity,
    text_of,
)
from portal.inspection.leaks.telling import has_path
from portal.inspection.leaks.words import Seen

_SHORTEST: Final = 3


def find_layers(pdf: pikepdf.Pdf, read: Read) -> bool:
    """Put down the layers that are off when the file is opened; say whether there are any."""
    properties = entry(pdf.Root, "/OCProperties")
    usual = entry(properties, "/D")
    off = [identity(each) for each in entries(usual, "/OFF")]
    all_off = text_of(entry(usual, "/BaseState")) == "/OFF"
    on = [identity(each) for each in entries(usual, "/ON")]
    found = False
    for layer in entries(properties, "/OCGs"):
        usage = entry(layer, "/Usage")
        views = {
            text_of(entry(entry(usage, "/View"), "/ViewState")),
            text_of(entry(entry(usage, "/Print"), "/PrintState")),
        }
        if identity(layer) in off or (all_off and identity(layer) not in on):
            found = True
            name = text_of(entry(layer, "/Name"))
            read.add(Kind.HIDDEN_LAYER, "layers", f"The layer “{name}” is turned off.")
        elif views == {"/OFF", ""}:
            read.add(Kind.HIDDEN_LAYER, "layers", text_of(entry(layer, "/Name")))
    return found


def texts_instead(pdf: pikepdf.Pdf) -> Iterator[tuple[str, str, int | None, list[int]]]:
    """Give the texts that stand for something: which sort, the text, its page, its marks.

    (ISO 32000-2, 14.9: alternate descriptions, replacement text, expansions.)
    """
    numbers = {page.obj.objgen: at for at, page in enumerate(pdf.pages, 1)}
    for node in walk(entry(pdf.Root, "/StructTreeRoot"), "/K"):
        for name in ("/Alt", "/ActualText", "/E"):
            text = text_of(entry(node, name))
            if text.strip():
                yield name, text, _page_of(node, numbers), _marks_of(node)


def _page_of(node: object, numbers: dict[tuple[int, int], int]) -> int | None:
    for holder in (node, *entries(node, "/K")):
        number = identity(entry(holder, "/Pg"))
        if number in numbers:
            return numbers[number]
    return None


def _marks_of(node: object) -> list[int]:
    found = []
    for each in entries(node, "/K"):
        mark = entry(each, "/MCID") if isinstance(each, pikepdf.Dictionary) else each
        if isinstance(mark, int):
            found.append(mark)
    return found


def find_replacements(pdf: pikepdf.Pdf, seen: Seen, read: Read) -> None:
    """Put down texts in place of others that tell more, and keep every one for what it says."""
    for name, text, page, _ in texts_instead(pdf):
        place = f"page {page}" if page else "the whole file"
        read.passages.append(
            Passage(text=text, place=f"{place}, alternative text", page=page, shown=False)
        )
        if has_path(text):
            read.add(Kind.ALTERNATIVE_TEXT, place, text, page=page)
        elif name == "/ActualText" and _replaces_more(text, seen):
            read.add(Kind.REPLACEMENT_TEXT, place, text, page=page)


def find_marked_replacements(pdf: pikepdf.Pdf, read: Read) -> None:
    """Do the same for replacement text that stands in the drawing itself."""
    for number, page in enumerate(pdf.pages, 1):
        replaced = list(_replaced_in(page))
        if not replaced:
            continue
        drawn = Seen(_drawn_on(page))
        for text in replaced:
            if _replaces_more(text, drawn):
                read.add(Kind.REPLACEMENT_TEXT, f"page {number}", text, page=number)


def _drawing_of(page: pikepdf.Page) -> bytes:
    return b"\n".join(bytes_of(each) for each in entries(page.obj, "/Contents"))


def _replaced_in(page: pikepdf.Page) -> Iterator[str]:
    if b"ActualText" not in _drawing_of(page):
        return
    for step in pikepdf.parse_content_stream(page, "BDC"):
        for operand in step.operands:
            text = text_of(entry(operand, "/ActualText"))
            if text:
                yield text


def _drawn_on(page: pikepdf.Page) -> str:
    """Give a page's text as it is drawn, which pdfium leaves out where another replaces it."""
    spare = pikepdf.new()
    spare.pages.append(page)
    copy = spare.pages[0]
    copy.Contents = spare.make_stream(_drawing_of(page).replace(b"/ActualText", b"/DrawnText"))
    room = io.BytesIO()
    spare.save(room)
    return text_within(room.getvalue())


def _replaces_more(text: str, seen: Seen) -> bool:
    return any(len(each) >= _SHORTEST for each in seen.more_in(text))


def find_thumbnail(page: pikepdf.Page, number: int, drawn: Image.Image, read: Read) -> None:
    """Put down a page's thumbnail that shows another page than this one."""
    small = entry(page.obj, "/Thumb")
    if not isinstance(small, pikepdf.Stream):
        return
    try:
        small.Subtype = pikepdf.Name.Image  # which it need not say of itself
        image = pikepdf.PdfImage(small).as_pil_image()
    except (*FAULTS, NotImplementedError, OSError, Image.DecompressionBombError):
        return
    if differ(image, drawn):
        words = "The page's small picture is not of the page as it is now."
        read.add(Kind.THUMBNAIL, f"page {number}", words, page=number)


def find_leftovers(pdf: pikepdf.Pdf, seen: Seen, read: Read) -> None:
    """Put down pages that are in the file and not among its pages."""
    listed = {page.obj.objgen for page in pdf.pages}
    rest = [
        held
        for held in pdf.objects
        if isinstance(held, pikepdf.Dictionary)
        and text_of(entry(held, "/Type")) == "/Page"
        and held.objgen not in listed
        and entry(held, "/Contents") is not None
    ]
    if not rest:
        return
    spare = pikepdf.new()
    for each in rest:
        spare.pages.append(pikepdf.Page(each))
    room = io.BytesIO()
    spare.save(room)
    words = text_within(room.getvalue())
    if seen.more_in(words):
        read.add(Kind.LEFTOVER_PAGE, "a page that was taken out", words)
