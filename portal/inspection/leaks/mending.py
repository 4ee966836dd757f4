"""The task ``mend``: a copy of a file without what can be taken out safely.

Nothing that is shown is changed.  What else there is, a person takes out where the file was made.
"""

import base64
import io
import re
import struct
import zipfile
from collections.abc import Iterator, Mapping
from typing import Any, Final

import pikepdf

from portal.inspection.leaks.pdf.revisions import text_within
from portal.inspection.leaks.pdf.values import entries, entry, text_of
from portal.inspection.leaks.telling import is_telling
from portal.inspection.leaks.warm import warm_up
from portal.inspection.leaks.words import Seen

warm_up()

_KEPT_NOTES: Final = frozenset({"/Link", "/Widget"})
_KEPT_SEGMENTS: Final = frozenset({0xE0, 0xE2, 0xEE})  # JFIF, colour profile, Adobe's colours
_KEPT_CHUNKS: Final = frozenset(
    {b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"cHRM", b"gAMA", b"iCCP", b"sBIT", b"sRGB",
     b"bKGD", b"pHYs", b"acTL", b"fcTL", b"fdAT"}
)  # fmt: skip
_EMPTIED: Final = re.compile(r"docProps/(?:core|app|custom)\.xml")
_DROPPED: Final = re.compile(
    r"docProps/thumbnail\.\w+|word/(?:comments\w*|people)\.xml|word/_rels/comments\w*\.xml\.rels"
)
_CUSTOM: Final = re.compile(r"customXml/item[0-9]+\.xml")
_TEMPLATE: Final = re.compile(
    rb"<w:attachedTemplate\b[^>]*/>|<Relationship\b[^>]*/attachedTemplate\"[^>]*/>"
)
_COMMENT_MARKS: Final = re.compile(rb"<w:comment(?:RangeStart|RangeEnd|Reference)\b[^>]*/>")
_TEXTS: Final = re.compile(rb"(<(?!\?)[^<>/]*[^<>/]>)[^<>]+(</)")


def mend(content: memoryview, asked: Mapping[str, Any]) -> dict[str, Any]:
    """Give a copy without metadata, comments, attachments and earlier revisions, in base 64."""
    del asked
    whole = bytes(content)
    try:
        if b"%PDF-" in whole[:1024]:
            mended = _mended_pdf(whole)
        elif whole.startswith(b"PK"):
            mended = _mended_office(whole)
        else:
            mended = mended_picture(whole)
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001 -- the words of a file may stand in what it raised
        return {"mended": None}
    return {"mended": base64.b64encode(mended).decode()}


def _mended_pdf(content: bytes) -> bytes:
    seen = Seen(text_within(content))
    pdf = pikepdf.open(io.BytesIO(content))
    title = text_of(entry(entry(pdf.trailer, "/Info"), "/Title"))
    accessible = b"pdfuaid" in _packet(pdf)
    for name in ("/Metadata", "/AF", "/PieceInfo", "/Collection"):
        if name in pdf.Root:
            del pdf.Root[name]
    names = entry(pdf.Root, "/Names")
    if isinstance(names, pikepdf.Dictionary) and "/EmbeddedFiles" in names:
        del names["/EmbeddedFiles"]
    if "/Info" in pdf.trailer:
        del pdf.trailer["/Info"]
    for page in pdf.pages:
        _mend_page(page)
    for held in pdf.objects:
        if isinstance(held, pikepdf.Stream):
            _mend_stream(held)
    if title and not is_telling(title, seen):
        pdf.docinfo["/Title"] = title
        with pdf.open_metadata(set_pikepdf_as_editor=False) as told:
            told["dc:title"] = title
            if accessible:
                told["pdfuaid:part"] = "1"
    # Only what the pages still need is written: earlier revisions and left-over pages are not.
    pdf.remove_unreferenced_resources()
    room = io.BytesIO()
    pdf.save(room, linearize=False, fix_metadata_version=False)
    return room.getvalue()


def _packet(pdf: pikepdf.Pdf) -> bytes:
    held = entry(pdf.Root, "/Metadata")
    return held.read_bytes() if isinstance(held, pikepdf.Stream) else b""


def _mend_page(page: pikepdf.Page) -> None:
    for name in ("/Thumb", "/AF", "/PieceInfo", "/Metadata"):
        if name in page.obj:
            del page.obj[name]
    if "/Annots" not in page.obj:
        return
    notes = list(entries(page.obj, "/Annots"))
    # A redaction that was not done is left to be seen: taking away its mark would hide it.
    kept = [
        each
        for each in notes
        if text_of(entry(each, "/Subtype")) in _KEPT_NOTES | {"/Redact"} or _covers(each)
    ]
    if kept:
        page.obj.Annots = pikepdf.Array(kept)
    else:
        del page.obj["/Annots"]


def _covers(note: object) -> bool:
    """Say whether a note is drawn over the page: what it covers must be found, not uncovered.

    What it says is taken out all the same.
    """
    drawn = text_of(entry(note, "/Subtype")) in {"/Square", "/Circle", "/Polygon", "/Stamp",
                                                 "/Highlight", "/Ink", "/FreeText"}  # fmt: skip
    if drawn and isinstance(note, pikepdf.Dictionary):
        for name in ("/Contents", "/T", "/RC", "/Popup", "/Subj"):
            if name in note:
                del note[name]
    return drawn


def _mend_stream(held: pikepdf.Stream) -> None:
    for name in ("/Metadata", "/PieceInfo"):
        if name in held:
            del held[name]
    if text_of(entry(held, "/Filter")) == "/DCTDecode":
        mended = mended_picture(held.read_raw_bytes())
        parameters = entry(held, "/DecodeParms")
        told = parameters if isinstance(parameters, pikepdf.Dictionary) else None
        held.write(mended, filter=pikepdf.Name.DCTDecode, decode_parms=told)


def mended_picture(content: bytes) -> bytes:
    """Give a JPEG or a PNG without what it tells besides its picture; others as they are."""
    if content.startswith(b"\xff\xd8"):
        return b"".join(_segments(content))
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return content[:8] + b"".join(_chunks(content))
    return content


def _segments(content: bytes) -> Iterator[bytes]:
    yield content[:2]
    at = 2
    while at + 4 <= len(content) and content[at] == 0xFF:  # noqa: PLR2004 -- every marker begins so
        mark = content[at + 1]
        if mark == 0xDA:  # noqa: PLR2004 -- the picture itself begins
            end = content.find(b"\xff\xd9", at)
            yield content[at : end + 2 if end >= 0 else len(content)]
            return
        (length,) = struct.unpack(">H", content[at + 2 : at + 4])
        application = 0xE0 <= mark <= 0xEF or mark == 0xFE  # noqa: PLR2004 -- APPn, and comments
        if not application or mark in _KEPT_SEGMENTS:
            yield content[at : at + 2 + length]
        at += 2 + length


def _chunks(content: bytes) -> Iterator[bytes]:
    at = 8
    while at + 12 <= len(content):
        (length,) = struct.unpack(">I", content[at : at + 4])
        kind = content[at + 4 : at + 8]
        if kind in _KEPT_CHUNKS:
            yield content[at : at + 12 + length]
        if kind == b"IEND":
            return
        at += 12 + length


def _mended_office(content: bytes) -> bytes:
    room = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(room, "w") as new:
        bound = any(
            b"dataBinding" in old.read(name) for name in old.namelist() if name.startswith("word/")
        )
        for told in old.infolist():
            if told.is_dir() or _DROPPED.fullmatch(told.filename):
                continue
            part = _mended_part(told.filename, old.read(told))
            if _CUSTOM.fullmatch(told.filename) and not bound:  # what is bound to it is shown
                part = _TEXTS.sub(rb"\1\2", part)
            plain = zipfile.ZipInfo(told.filename)
            plain.compress_type = told.compress_type
            new.writestr(plain, part)
    return room.getvalue()


def _mended_part(name: str, part: bytes) -> bytes:
    if _EMPTIED.fullmatch(name) or name == "meta.xml":
        return _TEXTS.sub(rb"\1\2", part)
    if name in {"word/settings.xml", "word/_rels/settings.xml.rels"}:
        return _TEMPLATE.sub(b"", part)
    if name == "word/document.xml":
        return _COMMENT_MARKS.sub(b"", part)
    if name in {"[Content_Types].xml", "word/_rels/document.xml.rels", "_rels/.rels"}:
        return re.sub(
            rb"<(?:Override|Relationship)\b[^>]*(?:/|\")(?:comments\w*|people)\.xml\"[^>]*/>"
            rb"|<Relationship\b[^>]*docProps/thumbnail[^>]*/>",
            b"",
            part,
        )
    if name.lower().endswith((".jpg", ".jpeg", ".png")):
        return mended_picture(part)
    return part
