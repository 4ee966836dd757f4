"""A clean copy has nothing left of what can be taken out, and shows what the file showed."""

import base64
import io

import pypdfium2 as pdfium
import pytest
from PIL import Image, ImageChops

from portal.inspection.leaks.checking import check
from portal.inspection.leaks.mending import mend
from portal.services.leak_check.kind_words import WORDS
from tests.inspection.leaks.clean import CLEAN
from tests.inspection.leaks.pictures_made import cropped_in_place, with_place
from tests.inspection.leaks.planted import ASKED, PLANTED

MENDABLE = sorted(
    name
    for name, (kind, _) in PLANTED.items()
    if WORDS[kind].mendable and name.partition(":")[0] not in {"sheets", "slides", "odt", "odp"}
)


def mended(content):
    return base64.b64decode(mend(memoryview(content), {})["mended"])


def kinds_in(content):
    answer = check(memoryview(content), ASKED | {"pictures": False})
    assert answer["complete"]
    return {each["kind"] for each in answer["findings"]}


@pytest.mark.parametrize("name", MENDABLE)
def test_what_can_be_taken_out_is_taken_out(name):
    kind, made = PLANTED[name]
    assert kind not in kinds_in(mended(made()))


@pytest.mark.parametrize(
    "name", ["a typeset report for screen readers", "a report with links, bookmarks and a title"]
)
def test_a_clean_copy_looks_the_same_and_is_clean(name):
    content = CLEAN[name]()
    copy = mended(content)
    assert kinds_in(copy) == set()
    pages = [pdfium.PdfDocument(each)[0].render().to_pil() for each in (content, copy)]
    assert ImageChops.difference(*pages).getbbox() is None
    assert (b"StructTreeRoot" in content) == (b"StructTreeRoot" in copy)


@pytest.mark.parametrize("made", [with_place, cropped_in_place])
def test_the_pixels_of_a_picture_are_not_touched(made):
    content = made()
    one, other = (
        Image.open(io.BytesIO(each)).convert("RGB") for each in (content, mended(content))
    )
    assert ImageChops.difference(one, other).getbbox() is None


@pytest.mark.parametrize("name", ["text under a black square that is a note", "word: hidden text"])
def test_what_cannot_be_taken_out_is_still_found(name):
    kind, made = PLANTED[name]
    assert kind in kinds_in(mended(made()))


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7 broken", b"PK broken"])
def test_a_broken_file_is_not_mended(content):
    assert mend(memoryview(content), {})["mended"] in {None, ""}
