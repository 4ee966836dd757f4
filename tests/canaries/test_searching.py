"""Whatever is planted is found: in every shape, packed in every way, and cut in two."""

import base64
import gzip
import html
import io
import json
import quopri
import urllib.parse
import zipfile
import zlib
from datetime import date

import pytest

from portal.demonstration.documents import Document, as_pdf
from tests.canaries.brood import Brood
from tests.canaries.searching import SMALL, Searcher
from tests.canaries.shapes import SHAPES

AROUND = "A sentence with “quotes”, an & and a £ sign: "


def deflated(content: bytes) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    return packer.compress(content) + packer.flush()


def zipped(content: bytes, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        archive.writestr("word/document.xml", content)
    return file.getvalue()


def each_letter(form: str, word: str) -> bytes:
    return "".join(form.format(ord(letter)) for letter in word).encode()


PLANTS = {
    "UTF-8": lambda text, _: text.encode(),
    "UTF-16 LE": lambda text, _: text.encode("utf-16-le"),
    "UTF-16 BE": lambda text, _: text.encode("utf-16-be"),
    "UTF-16 at an odd place": lambda text, _: b"." + text.encode("utf-16"),
    "capitals": lambda text, _: text.upper().encode(),
    "base64": lambda text, _: base64.b64encode(text.encode()),
    "base64, one on": lambda text, _: base64.b64encode(b"." + text.encode()),
    "base64, two on": lambda text, _: base64.b64encode(b".." + text.encode()),
    "base64, for addresses": lambda text, _: base64.urlsafe_b64encode(
        "ÿþ".encode() + text.encode()
    ),
    "base64 in lines": lambda text, _: base64.encodebytes(text.encode() * 2),
    "base64 of UTF-16": lambda text, _: base64.b64encode(text.encode("utf-16")),
    "base64 of UTF-16, one on": lambda text, _: base64.b64encode(b"." + text.encode("utf-16")),
    "base32": lambda text, _: base64.b32encode(text.encode()),
    "hexadecimal": lambda text, _: text.encode().hex().encode(),
    "hexadecimal in capitals": lambda text, _: text.encode().hex().upper().encode(),
    "quoted for an address": lambda text, _: urllib.parse.quote(text).encode(),
    "every letter quoted": lambda _, word: each_letter("%{:02X}", word),
    "every letter quoted, small": lambda _, word: each_letter("%{:02x}", word),
    "escaped for HTML": lambda text, _: html.escape(text).encode("ascii", "xmlcharrefreplace"),
    "every letter escaped": lambda _, word: each_letter("&#{};", word),
    "every letter escaped in hexadecimal": lambda _, word: each_letter("&#x{:x};", word),
    "every letter escaped in capitals": lambda _, word: each_letter("&#x{:X};", word),
    "every letter in JSON, capitals": lambda _, word: each_letter("\\u{:04X}", word),
    "JSON": lambda text, _: json.dumps({"title": text}).encode(),
    "every letter in JSON": lambda _, word: each_letter("\\u{:04x}", word),
    "a printed bytes object": lambda _, word: each_letter("\\x{:02x}", word),
    "octal": lambda _, word: each_letter("\\{:03o}", word),
    "quoted-printable": lambda text, _: quopri.encodestring(text.encode()),
    "zlib": lambda text, _: zlib.compress(text.encode()),
    "zlib, fast": lambda text, _: zlib.compress(text.encode(), 1),
    "zlib, best": lambda text, _: zlib.compress(text.encode(), 9),
    "zlib with a small window": lambda text, _: zlib.compress(text.encode(), wbits=9),
    "gzip": lambda text, _: gzip.compress(text.encode()),
    "deflate": lambda text, _: deflated(text.encode()),
    "deflate of UTF-16": lambda text, _: deflated(text.encode("utf-16")),
    "zip": lambda text, _: zipped(text.encode()),
    "zip without compressing": lambda text, _: zipped(text.encode(), zipfile.ZIP_STORED),
    "gzip in base64": lambda text, _: base64.b64encode(gzip.compress(text.encode())),
    "deflate in base64": lambda text, _: base64.urlsafe_b64encode(deflated(text.encode())),
    "base64 in zlib": lambda text, _: zlib.compress(base64.b64encode(b"." + text.encode())),
    "a zip in a zip": lambda text, _: zipped(zipped(text.encode())),
}
"""Ways to leave a canary, given a text with it, and the canary itself."""


@pytest.fixture
def brood() -> Brood:
    return Brood()


def found(brood: Brood, content: bytes) -> set[str]:
    return {name for each in Searcher(brood).in_bytes(content, "here") for name in each.names}


@pytest.mark.parametrize("way", PLANTS)
@pytest.mark.parametrize("before", [b"", b"\x00\x93 among other bytes \xff"])
def test_what_is_planted_is_found_and_named(brood, way, before):
    brood("another")
    planted = PLANTS[way](f"{AROUND}{brood('planted')}. {AROUND}", brood("planted"))
    assert found(brood, before + planted + before) == {"planted"}


@pytest.mark.parametrize("way", PLANTS)
def test_what_is_not_planted_is_not_found(brood, way):
    other = Brood()("planted")
    assert Searcher(brood).in_bytes(PLANTS[way](f"{AROUND}{other}", other), "here") == []


@pytest.mark.parametrize("shape", SHAPES)
def test_every_shape_is_met_by_a_plant(brood, shape):
    text = f"{AROUND}{brood('planted')}. {AROUND}"
    met = {
        each.shape
        for plant in PLANTS.values()
        for each in Searcher(brood).in_bytes(plant(text, brood("planted")), "here")
    }
    same = {"base64, for addresses": "base64"}  # where the mark has no letter that differs
    assert same.get(shape, shape) in met


@pytest.mark.parametrize("cut", range(1, 64))
def test_a_canary_that_was_cut_in_two_is_found(brood, cut):
    content = brood("planted").encode()
    for part in (content[:cut] + b"\n" + content[cut:], content[:cut], content[cut:]):
        if len(part) >= 32:
            assert Searcher(brood).in_bytes(part, "here")


@pytest.mark.parametrize("lead", range(8))
def test_runs_of_eight_are_found_as_a_database_shortens_text(brood, lead):
    content = b"." * lead + brood("planted").encode()
    runs = b"".join(b"\0" + content[at : at + 8] for at in range(0, len(content), 8))
    assert Searcher(brood).in_bytes(runs, "here")


def test_a_typeset_paper_gives_its_title_away(brood):
    pdf = as_pdf(
        Document(
            title=brood("title"),
            author=brood("author"),
            body="Thornmere Community Safety Partnership",
            on=date(2026, 2, 3),
            marking="RESTRICTED",
            text="Words.",
        )
    )
    assert found(brood, pdf) == {"title", "author"}


def test_a_stream_of_a_pdf_is_looked_into(brood):
    stream = zlib.compress(b"BT (%b) Tj ET" % brood("planted").encode())
    pdf = b"%%PDF-1.7\n1 0 obj <</Filter /FlateDecode>>\nstream\r\n%b\nendstream" % stream
    assert found(brood, pdf + b"\0" * 2 * SMALL) == {"planted"}
    bare = deflated(b"BT (%b) Tj ET" % brood("planted").encode())
    assert found(brood, pdf.replace(stream, bare) + b"\xff" * 2 * SMALL) == {"planted"}


def test_a_stream_that_was_cut_short_is_looked_into(brood):
    words = (f"{AROUND}{number}" for number in range(400))
    packed = zlib.compress(f"{brood('planted')}{''.join(words)}".encode())
    assert found(brood, packed[:300]) == {"planted"}


def test_names_of_files_are_looked_at(brood, tmp_path):
    (tmp_path / "below").mkdir()
    (tmp_path / "below" / f"{brood('name')}.pdf").write_bytes(b"nothing")
    (tmp_path / "below" / "content").write_bytes(gzip.compress(brood("content").encode()))
    findings = Searcher(brood).in_folder(tmp_path)
    assert {name for each in findings for name in each.names} == {"name", "content"}


def test_noise_is_not_taken_for_a_canary(brood):
    noise = zlib.compress(b"".join(bytes([at * at % 251]) for at in range(100_000)))
    assert Searcher(brood).in_bytes(noise * 10, "here") == []
