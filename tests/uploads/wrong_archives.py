"""Archives that are wrong: bombs, polyglots, names that lead out, parts beyond number."""

import io
import stat
import struct
import zipfile
import zlib
from functools import cache

import pikepdf

from tests.uploads.good_files import (
    ARCHIVES,
    LAUGHS,
    MAINS,
    OUTSIDE,
    Draw,
    Forged,
    archive,
    good,
    packed,
    parts_of,
)


def two_in_one(draw: Draw) -> Forged:
    """Put an archive behind, or before, something else."""
    behind = packed({"page.html": b"<script>" + draw.randbytes(20) + b"</script>"})
    ending = draw.choice([".pdf", ".png", ".jpg", *ARCHIVES])
    if ending in ARCHIVES:
        content = good(ending)
        return ending, draw.choice([behind + content, content + behind, content + b"x" * 30]), None
    filling = draw.randbytes(draw.randrange(60))
    rule = None if ending == ".pdf" else "file.hidden-archive"
    return ending, good(ending) + filling + behind, rule


@cache
def zeros(length: int) -> bytes:
    """Give so many zeros, packed."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    out = b"".join(packer.compress(bytes(1_000_000)) for _ in range(length // 1_000_000))
    return out + packer.flush()


def bomb(draw: Draw) -> Forged:
    """Pack far too much into little, honestly or not."""
    ending = draw.choice(ARCHIVES)
    length = draw.choice([30_000_000, 210_000_000])
    content = bytearray(archive(parts_of(ending) | {"m2.xml": b"filler"}))
    rule = "archive.size" if length > 200_000_000 else "archive.ratio"
    at = content.rindex(b"PK\x01\x02")
    told = length if draw.random() < 0.7 else draw.randrange(10)
    struct.pack_into("<L", content, at + 24, told)
    return ending, bytes(content), rule if told == length else None


def real_bomb(draw: Draw) -> Forged:
    """Pack a bomb that unpacks, a million to one with two layers of it."""
    ending = draw.choice(ARCHIVES)
    parts = parts_of(ending) | {"m2.xml": zlib.decompress(zeros(5_000_000), -15)}
    return ending, archive(parts), "archive.ratio"


def pdf_bomb(draw: Draw) -> Forged:
    """Pack a stream once or twice over: 1 to 1,000, and 1 to 1,000,000."""
    twice = draw.random() < 0.5
    once = zlib.compress(zlib.decompress(zeros(30_000_000), -15), 9)

    def change(made: pikepdf.Pdf) -> None:
        stream = pikepdf.Stream(made, zlib.compress(once, 9) if twice else once)
        flate = pikepdf.Name.FlateDecode
        stream.Filter = pikepdf.Array([flate, flate]) if twice else flate
        made.pages[0].Contents = made.make_indirect(stream)

    with pikepdf.new() as made:
        made.add_blank_page()
        change(made)
        out = io.BytesIO()
        made.save(out, stream_decode_level=pikepdf.StreamDecodeLevel.none)
    return ".pdf", out.getvalue(), "pdf.unpacks"


def too_many(draw: Draw) -> Forged:
    """Pack 2,001 or 100,000 parts."""
    ending = draw.choice(ARCHIVES)
    return ending, _parts(draw.choice([2_001, 100_000])), "archive.entries"


@cache
def _parts(count: int) -> bytes:
    return packed({f"p{number}": b"" for number in range(count)})


def deep(draw: Draw) -> Forged:
    """Nest deeply."""
    depth = draw.choice([300, 10_000])
    if draw.random() < 0.3:
        nested = b"[" * depth + b"]" * depth
        head = b"%PDF-1.7\n1 0 obj\n" + nested + b"\nendobj\n"
        return ".pdf", head + b"trailer<</Root 1 0 R>>\n%%EOF\n", "pdf.damaged"
    ending = draw.choice(ARCHIVES)
    name = "m.xml" if ending in MAINS else "content.xml"
    part = b"<a>" * depth + b"</a>" * depth
    family = "office" if ending in MAINS else "opendocument"
    # So regular a part packs tightly; it is short, so that may be.
    return ending, archive(parts_of(ending) | {name: part}), f"{family}.xml"


def entities(draw: Draw) -> Forged:
    """Declare entities."""
    ending = draw.choice(ARCHIVES)
    name = "m.xml" if ending in MAINS else "content.xml"
    family = "office" if ending in MAINS else "opendocument"
    parts = parts_of(ending) | {name: draw.choice([LAUGHS, OUTSIDE])}
    return ending, archive(parts), f"{family}.xml"


def bad_name(draw: Draw) -> Forged:
    """Name a part so that it leads out, or as another is named."""
    ending = draw.choice(ARCHIVES)
    name = draw.choice(
        ["../x.xml", "/etc/x.xml", "a/../../x", "C:/x", "M.XML", "CONTENT.XML", "./x"]
    )
    if name in {"M.XML", "CONTENT.XML"}:
        name = "M.XML" if ending in MAINS else "CONTENT.XML"
    return ending, archive(parts_of(ending) | {name: b"<a/>"}), "archive.names"


def link(draw: Draw) -> Forged:
    """Make a part a link."""
    ending = draw.choice(ARCHIVES)
    out = io.BytesIO(archive(parts_of(ending)))
    with zipfile.ZipFile(out, "a") as more:
        info = zipfile.ZipInfo("link.xml")
        info.external_attr = (stat.S_IFLNK | 0o777) << 16
        more.writestr(info, "/etc/passwd")
    return ending, out.getvalue(), "archive.link"


def nested(draw: Draw) -> Forged:
    """Pack a file into the file."""
    ending = draw.choice(ARCHIVES)
    inner = draw.choice(
        [good(".xlsx"), good(".pdf"), b"MZ\x90\0", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"]
    )
    return ending, archive(parts_of(ending) | {"embedded.bin": inner}), "archive.nested"
