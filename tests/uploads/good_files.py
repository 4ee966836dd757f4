"""Small files of every kind that is taken, to be sent as they are or made wrong."""

import io
import random
import zipfile
from collections.abc import Callable
from functools import cache
from typing import Final

import pikepdf
from PIL import Image

from portal.inspection.kinds import ALLOWED

CONTENT_TYPES: Final = "http://schemas.openxmlformats.org/package/2006/content-types"
RELATIONS: Final = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MAINS: Final = {
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
    ".pptx": ("application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml"),
}
MANIFEST: Final = b'<m:manifest xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
SAFE_LINK: Final = (
    f'<Relationship Id="r" Type="{OFFICE}/hyperlink" Target="https://thornmere.example"'
    ' TargetMode="External"/>'
)
LAUGHS: Final = b'<!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><l>&b;</l>'
OUTSIDE: Final = b'<!DOCTYPE l [<!ENTITY x SYSTEM "file:///etc/passwd">]><l>&x;</l>'

Draw = random.Random
Forged = tuple[str, bytes, str | None]
"""The end of the name, the content, and the rule that is broken, where it must be that one."""


def packed(parts: dict[str, bytes], stored: tuple[str, ...] = ()) -> bytes:
    """Pack parts into an archive."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            kind = zipfile.ZIP_STORED if name in stored else zipfile.ZIP_DEFLATED
            archive.writestr(zipfile.ZipInfo(name), part, kind)
    return out.getvalue()


def office_parts(ending: str, relations: str = SAFE_LINK) -> dict[str, bytes]:
    """Give the parts of a small, good Office file."""
    types = (
        f'<Types xmlns="{CONTENT_TYPES}"><Override PartName="/m.xml" ContentType="{{}}"/></Types>'
    )
    return {
        "[Content_Types].xml": types.format(MAINS[ending]).encode(),
        "_rels/.rels": f'<Relationships xmlns="{RELATIONS}">{relations}</Relationships>'.encode(),
        "m.xml": b"<w><p>It is well.</p></w>",
    }


def open_parts(ending: str) -> dict[str, bytes]:
    """Give the parts of a small, good OpenDocument file."""
    return {
        "mimetype": ALLOWED[ending].media_type.encode(),
        "content.xml": b"<o><p>It is well.</p></o>",
        "META-INF/manifest.xml": MANIFEST,
    }


def parts_of(ending: str) -> dict[str, bytes]:
    """Give the parts of a small, good archive of a kind."""
    return office_parts(ending) if ending in MAINS else open_parts(ending)


def archive(parts: dict[str, bytes]) -> bytes:
    """Pack parts as files of that kind are packed."""
    return packed(parts, ("mimetype",))


def pdf(change: Callable[[pikepdf.Pdf], None] | None = None) -> bytes:
    """Write a small PDF, changed in some way."""
    with pikepdf.new() as made:
        made.add_blank_page()
        made.Root.OpenAction = pikepdf.Array([made.pages[0].obj, pikepdf.Name.Fit])
        if change is not None:
            change(made)
        out = io.BytesIO()
        made.save(out)
    return out.getvalue()


def picture(kind: str = "PNG") -> bytes:
    """Draw a small picture, with a word of the camera's in it."""
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x010F] = "An invented camera"
    exif[0x0112] = 6  # lying on its side
    Image.new("RGB", (24, 16), "teal").save(out, kind, exif=exif)
    return out.getvalue()


@cache
def good(ending: str) -> bytes:
    """Give a good file of a kind."""
    if ending == ".pdf":
        return pdf()
    if ending in {".png", ".jpg", ".jpeg"}:
        return picture("PNG" if ending == ".png" else "JPEG")
    if ending in {".txt", ".csv"}:
        return "Ward,Count\r\nHythe,3\r\nSea Lane,£4\r\n".encode()
    return archive(parts_of(ending))


ENDINGS: Final = tuple(ALLOWED)
ARCHIVES: Final = tuple(each for each in ENDINGS if ALLOWED[each].magic == b"PK\x03\x04")
BINARY: Final = tuple(each for each in ENDINGS if ALLOWED[each].magic)
