"""What is laid over a PDF's pages: comments, redactions not applied, files, values of forms."""

from typing import Final

import pikepdf

from portal.inspection.leaks.model import Box, Kind, Passage, Read
from portal.inspection.leaks.pdf.tree import named, walk
from portal.inspection.leaks.pdf.values import box_of, bytes_of, entries, entry, number_of, text_of
from portal.inspection.leaks.telling import has_path
from portal.inspection.leaks.words import Seen

_OPAQUE: Final = frozenset(
    {"/Square", "/Circle", "/Polygon", "/Highlight", "/Ink", "/Stamp", "/FreeText", "/Line",
     "/PolyLine", "/Redact", "/Widget", "/Caret", "/StrikeOut", "/Underline", "/Squiggly"}
)  # fmt: skip
_UNSPOKEN: Final = frozenset({"/Link", "/Widget", "/PrinterMark", "/TrapNet", "/Watermark"})
_MARKUP: Final = frozenset({"/Square", "/Circle", "/Polygon", "/Highlight", "/Ink", "/Stamp"})
_HIDDEN: Final = 0b100010  # hidden, or not to be viewed (ISO 32000-2, table 167)
_PASSWORD: Final = 1 << 13


def covering_boxes(page: pikepdf.Page) -> list[Box]:
    """Give the boxes of a page's annotations that may lie over something."""
    found = []
    for note in entries(page.obj, "/Annots"):
        box = box_of(entry(note, "/Rect"))
        if box is not None and text_of(entry(note, "/Subtype")) in _OPAQUE:
            found.append(box)
    return found


def find_notes(page: pikepdf.Page, number: int, seen: Seen, read: Read) -> None:
    """Put down what a page's annotations say, and the redactions that only mark a place."""
    place = f"page {number}"
    for note in entries(page.obj, "/Annots"):
        kind = text_of(entry(note, "/Subtype"))
        box = box_of(entry(note, "/Rect"))
        if kind == "/Redact":
            words = "A place is marked to be blacked out, and what is there is still in the file."
            read.add(Kind.REDACTION_NOT_APPLIED, place, words, page=number, box=box)
        if kind == "/FileAttachment":
            _attached(entry(note, "/FS"), place, read, page=number, box=box)
        if kind == "/Link":
            _linked(note, place, read, number, box)
        if kind in _UNSPOKEN or not isinstance(note, pikepdf.Dictionary):
            continue
        said = [text_of(entry(note, name)) for name in ("/T", "/Subj", "/Contents")]
        rich = text_of(entry(note, "/RC"))
        words = " · ".join(each.strip() for each in said if each.strip())
        telling = said[2].strip() or rich.strip() or (kind in _MARKUP and said[0].strip())
        if telling and not (kind == "/FreeText" and not said[0].strip() and seen.says(said[2])):
            read.add(Kind.COMMENT, place, words or rich, page=number, box=box)


def find_attachments(pdf: pikepdf.Pdf, read: Read) -> list[tuple[str, bytes]]:
    """Put down the files within the file, and give those that can be read."""
    found: list[tuple[str, bytes]] = []
    names = entry(entry(pdf.Root, "/Names"), "/EmbeddedFiles")
    listed = [value for _, value in named(names)] + list(entries(pdf.Root, "/AF"))
    for page in pdf.pages:
        listed.extend(entries(page.obj, "/AF"))
    known: set[bytes] = set()
    for each in listed:
        content, name = _attached(each, "the whole file", read, known=known)
        if content:
            found.append((name, content))
    return found


def find_form_values(pdf: pikepdf.Pdf, read: Read) -> None:
    """Put down the values of fields that are not shown, and keep what the others say."""
    form = entry(pdf.Root, "/AcroForm")
    for top in entries(form, "/Fields"):
        for field in walk(top, "/Kids"):
            name, value = text_of(entry(field, "/T")), text_of(entry(field, "/V"))
            if not value or value in {"/Off", "/Yes"}:
                continue
            shown = _is_shown(field)
            if not shown:
                read.add(Kind.FORM_VALUE, f"form, field {name}" if name else "form", value)
            read.passages.append(Passage(text=value, place="form", shown=shown))
    if isinstance(entry(form, "/XFA"), pikepdf.Array | pikepdf.Stream):
        data = b" ".join(bytes_of(each) for each in entries(form, "/XFA"))
        if b"<xfa:data" in data or b":datasets" in data:
            read.passages.append(
                Passage(text=data.decode("utf-8", "replace"), place="form", shown=False)
            )


def _is_shown(field: object) -> bool:
    """Say whether any of a field's places on a page shows what is in it."""
    places = [field, *entries(field, "/Kids")]
    drawn = [each for each in places if box_of(entry(each, "/Rect")) is not None]
    if int(number_of(entry(field, "/Ff"))) & _PASSWORD:
        return False
    return any(
        not int(number_of(entry(each, "/F"))) & _HIDDEN and _has_extent(each) for each in drawn
    )


def _has_extent(note: object) -> bool:
    box = box_of(entry(note, "/Rect"))
    return box is not None and box[2] - box[0] > 1 and box[3] - box[1] > 1


def _attached(
    spec: object,
    place: str,
    read: Read,
    *,
    known: set[bytes] | None = None,
    **where: int | Box | None,
) -> tuple[bytes, str]:
    name = text_of(entry(spec, "/UF")) or text_of(entry(spec, "/F")) or "without a name"
    held = entry(spec, "/EF")
    content = bytes_of(entry(held, "/F")) or bytes_of(entry(held, "/UF"))
    key = name.encode("utf-8", "replace") + b"\0" + content[:1000]
    if held is None or (known is not None and key in known):
        return b"", name
    if known is not None:
        known.add(key)
    read.add(Kind.ATTACHMENT, place, f"{name} {text_of(entry(spec, '/Desc'))}", **where)
    return content, name


def _linked(note: object, place: str, read: Read, number: int, box: Box | None) -> None:
    action = entry(note, "/A")
    target = text_of(entry(action, "/URI")) or text_of(entry(action, "/F"))
    target = target or text_of(entry(entry(action, "/F"), "/F"))
    if has_path(target):
        read.add(Kind.LINKED_FILE, place, target, page=number, box=box)
