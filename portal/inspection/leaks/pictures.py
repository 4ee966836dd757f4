"""What a photograph holds besides its pixels: place, camera, names, a small copy, a remainder."""

import io
from collections.abc import Iterator
from typing import Final

from PIL import ExifTags, Image, ImageFile, IptcImagePlugin, UnidentifiedImageError

from portal.inspection.leaks.differing import differ
from portal.inspection.leaks.model import Kind, Passage, Read
from portal.inspection.leaks.telling import is_telling
from portal.inspection.leaks.words import Seen
from portal.inspection.leaks.xmp import said_in_packet

FAULTS: Final = (
    OSError, ValueError, TypeError, KeyError, IndexError, SyntaxError, AttributeError,
    OverflowError, ArithmeticError, EOFError, RuntimeError, Image.DecompressionBombError,
)  # fmt: skip
_NOTHING: Final = Seen("")
_TELLING: Final = frozenset(
    {"Artist", "Copyright", "ImageDescription", "XPAuthor", "XPComment", "XPTitle", "XPSubject",
     "XPKeywords", "HostComputer", "DocumentName", "PageName", "UserComment", "CameraOwnerName",
     "BodySerialNumber", "LensSerialNumber", "ImageUniqueID", "OwnerName", "SerialNumber",
     "ImageHistory", "SpectralSensitivity"}
)  # fmt: skip
_DATES: Final = frozenset({"DateTimeOriginal", "DateTimeDigitized"})
_IPTC: Final = {
    (2, 5): "title", (2, 15): "category", (2, 25): "keywords", (2, 40): "instructions",
    (2, 80): "by-line", (2, 85): "by-line title", (2, 90): "city", (2, 92): "place",
    (2, 95): "province", (2, 101): "country", (2, 105): "headline", (2, 110): "credit",
    (2, 115): "source", (2, 116): "copyright", (2, 118): "contact", (2, 120): "caption",
    (2, 122): "writer",
}  # fmt: skip
_THUMBNAIL_AT: Final = 0x0201
_PHOTOSHOP_SMALL: Final = 1036
_PHOTOSHOP_HEAD: Final = 28
_PNG_END: Final = b"IEND\xaeB`\x82"
_GPS: Final = 0x8825
_FEWEST_BYTES: Final = 16

Image.init()
ImageFile.LOAD_TRUNCATED_IMAGES = False


def find_in_picture(content: bytes, place: str, read: Read) -> None:
    """Put down what a picture file tells besides its picture."""
    try:
        image = Image.open(io.BytesIO(content))
    except (*FAULTS, UnidentifiedImageError):
        read.unread.append(f"{place}, which does not open as a picture")
        return
    steps = (_find_exif, _find_packets, _find_captions, _find_texts, _find_small_copies)
    for step in steps:
        try:
            step(image, place, read)
        except FAULTS:
            continue  # a broken block tells nothing that another reader would see
    _find_remainder(content, image.format or "", place, read)


def _find_exif(image: ImageFile.ImageFile, place: str, read: Read) -> None:
    exif = image.getexif()
    named = [(ExifTags.TAGS.get(tag, ""), value) for tag, value in exif.items()]
    for block in (ExifTags.IFD.Exif, ExifTags.IFD.IFD1):
        named += [(ExifTags.TAGS.get(tag, ""), each) for tag, each in exif.get_ifd(block).items()]
    for name, value in named:
        text = _text(value)
        if name in _TELLING and is_telling(text, _NOTHING):
            read.add(Kind.PICTURE_METADATA, f"{place}, {name}", text)
            read.passages.append(Passage(text=text, place=f"{place}, {name}", shown=False))
    where = exif.get_ifd(ExifTags.IFD.GPSInfo)
    if {ExifTags.GPS.GPSLatitude, ExifTags.GPS.GPSLongitude} & set(where):
        north = _degrees(
            where.get(ExifTags.GPS.GPSLatitude), where.get(ExifTags.GPS.GPSLatitudeRef)
        )
        east = _degrees(
            where.get(ExifTags.GPS.GPSLongitude), where.get(ExifTags.GPS.GPSLongitudeRef)
        )
        read.add(Kind.PICTURE_PLACE, place, f"Taken at {north}, {east}")


def _degrees(value: object, side: object) -> str:
    if not isinstance(value, tuple) or not value:
        return "?"
    parts = [float(each) for each in value]
    total = sum(each / 60**at for at, each in enumerate(parts))
    return f"{total:.5f} {side or ''}".strip()


def _text(value: object) -> str:
    if isinstance(value, bytes):
        head = value[:8]
        if head == b"UNICODE\0":
            return value[8:].decode("utf-16", "replace")
        if head in {b"ASCII\0\0\0", b"\0" * 8}:
            value = value[8:]
        elif value[1::2].count(0) * 3 > len(value):
            return value.decode("utf-16-le", "replace").strip("\0")
        return value.decode("utf-8", "replace").strip("\0")
    if isinstance(value, tuple | list):
        whole = bytes(each for each in value if isinstance(each, int) and 0 <= each < 256)  # noqa: PLR2004 -- a byte
        return _text(whole)
    return str(value)


def _find_packets(image: ImageFile.ImageFile, place: str, read: Read) -> None:
    for key in ("xmp", "XML:com.adobe.xmp", "Raw profile type xmp"):
        packet = image.info.get(key)
        if not packet:
            continue
        content = packet.encode() if isinstance(packet, str) else bytes(packet)
        for name, value in said_in_packet(content):
            if name in {"CreatorTool", "Producer", "ModifyDate", "CreateDate"}:
                continue
            if name.startswith("GPSL"):
                read.add(Kind.PICTURE_PLACE, place, f"Taken at {value}")
            elif is_telling(value, _NOTHING):
                read.add(Kind.PICTURE_METADATA, f"{place}, {name}", value)


def _find_captions(image: ImageFile.ImageFile, place: str, read: Read) -> None:
    told = IptcImagePlugin.getiptcinfo(image) or {}
    for key, value in told.items():
        if key in _IPTC:
            parts = value if isinstance(value, list) else [value]
            text = "; ".join(bytes(each).decode("utf-8", "replace") for each in parts)
            read.add(Kind.PICTURE_METADATA, f"{place}, {_IPTC[key]}", text)


def _find_texts(image: ImageFile.ImageFile, place: str, read: Read) -> None:
    """Read the text chunks of a PNG and the comments of a GIF or a JPEG."""
    if image.format == "PNG":
        image.load()  # texts may stand behind the pixels
    texts: dict[str, object] = dict(getattr(image, "text", {}))
    if isinstance(image.info.get("comment"), str | bytes):
        texts["comment"] = image.info["comment"]
    for name, value in texts.items():
        text = _text(value)
        if name.startswith(("XML:", "Raw profile", "date:")) or name in {
            "Software",
            "Creation Time",
        }:
            continue
        if is_telling(text, _NOTHING):
            read.add(Kind.PICTURE_METADATA, f"{place}, {name}", text)


def _find_small_copies(image: ImageFile.ImageFile, place: str, read: Read) -> None:
    """Put down an embedded small copy that shows another picture."""
    for small in _small_copies(image):
        if differ(Image.open(io.BytesIO(small)), image):
            words = "The small copy within the file shows another picture than the file itself."
            read.add(Kind.THUMBNAIL, place, words)


def _small_copies(image: ImageFile.ImageFile) -> Iterator[bytes]:
    raw = image.info.get("exif", b"")
    second = image.getexif().get_ifd(ExifTags.IFD.IFD1)
    at, length = second.get(_THUMBNAIL_AT), second.get(_THUMBNAIL_AT + 1)
    if isinstance(raw, bytes) and isinstance(at, int) and isinstance(length, int):
        start = at + (6 if raw.startswith(b"Exif\0\0") else 0)
        if raw[start : start + 2] == b"\xff\xd8":
            yield raw[start : start + length]
    blocks = image.info.get("photoshop", {})
    small = blocks.get(_PHOTOSHOP_SMALL) if isinstance(blocks, dict) else None
    if isinstance(small, bytes) and small[_PHOTOSHOP_HEAD:].startswith(b"\xff\xd8"):
        yield small[_PHOTOSHOP_HEAD:]


def _find_remainder(content: bytes, kind: str, place: str, read: Read) -> None:
    """Put down what stands after a picture's end: the rest of what it was cropped from."""
    if kind == "PNG":
        end = content.find(_PNG_END)
        rest = content[end + len(_PNG_END) :] if end >= 0 else b""
    elif kind in {"JPEG", "MPO"}:
        rest = content[content.rfind(b"\xff\xd9") + 2 :]
        second = content.find(b"\xff\xd9\xff\xd8\xff")
        if second >= 0 and kind == "JPEG":
            rest = content[second + 2 :]
    else:
        return
    if len(rest.strip(b"\0\r\n ")) >= _FEWEST_BYTES or kind == "MPO":
        words = f"{len(rest)} bytes follow the picture, perhaps what it was cropped from."
        read.add(Kind.TRAILING_DATA, place, words)
