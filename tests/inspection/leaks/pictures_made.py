"""Photographs with more in them than their pixels."""

import io
import struct

from PIL import ExifTags, Image, PngImagePlugin

from tests.inspection.leaks.reports import photograph


def jpeg(image: Image.Image | None = None, **how: object) -> bytes:
    room = io.BytesIO()
    (image or photograph()).save(room, "JPEG", quality=80, **how)
    return room.getvalue()


def png(image: Image.Image | None = None, **how: object) -> bytes:
    room = io.BytesIO()
    (image or photograph()).save(room, "PNG", **how)
    return room.getvalue()


def with_place() -> bytes:
    exif = Image.Exif()
    exif.get_ifd(ExifTags.IFD.GPSInfo).update(
        {1: "N", 2: (52.0, 24.0, 13.5), 3: "E", 4: (0.0, 15.0, 30.25)}
    )
    return jpeg(exif=exif)


def with_exif(**told: str) -> bytes:
    exif = Image.Exif()
    numbers = {name: tag for tag, name in ExifTags.TAGS.items()}
    for name, value in told.items():
        exif[numbers[name]] = value
    return jpeg(exif=exif)


def with_xmp(inner: str) -> bytes:
    packet = (
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF'
        ' xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/"><rdf:Description rdf:about="">'
        f"{inner}</rdf:Description></rdf:RDF></x:xmpmeta>"
    )
    return jpeg(xmp=packet.encode())


def with_caption(words: str) -> bytes:
    """Give a photograph with an IPTC caption, as picture desks write it."""
    record = b"\x1c\x02\x78" + struct.pack(">H", len(words)) + words.encode()
    block = (
        b"8BIM\x04\x04\0\0" + struct.pack(">I", len(record)) + record + b"\0" * (len(record) % 2)
    )
    body = b"Photoshop 3.0\0" + block
    plain = jpeg()
    return plain[:2] + b"\xff\xed" + struct.pack(">H", len(body) + 2) + body + plain[2:]


def with_small_copy(small: Image.Image) -> bytes:
    """Give a photograph with a small copy in its EXIF block."""
    inner = jpeg(small.resize((160, 120)))
    head = struct.pack("<2sHI", b"II", 42, 8) + struct.pack("<HI", 0, 14)
    entries = ((0x0103, 3, 1, 6), (0x0201, 4, 1, 56), (0x0202, 4, 1, len(inner)))
    second = struct.pack("<H", len(entries))
    for tag, kind, count, value in entries:
        second += struct.pack("<HHII", tag, kind, count, value)
    second += struct.pack("<I", 0)
    return jpeg(exif=b"Exif\0\0" + head + second + inner)


def with_texts(**told: str) -> bytes:
    texts = PngImagePlugin.PngInfo()
    for name, value in told.items():
        texts.add_text(name, value, zip=len(value) > 40)
    return png(pnginfo=texts)


def cropped_in_place() -> bytes:
    """Give a PNG that was written over a longer one, whose end is still there."""
    whole = png()
    small = png(photograph().crop((0, 0, 60, 60)))
    return small + whole[len(small) :]
