"""The tasks "text", "count" and "page": what is taken out of a file, and how it is drawn."""

import struct
import zlib

import pytest
import typst

from portal.inspection import sandbox
from portal.inspection.lines import set_line
from portal.inspection.pages import MOST_PIXELS, page, text
from portal.inspection.sandbox import Limits, NotInspected
from portal.inspection.tasks import Made
from tests.inspection.pages_made import image, ink, page_of, seen, tagged

PDF = "application/pdf"


def drawn(content, number=1, *, media_type=PDF, width=600, line=None):
    asked = {"media_type": media_type, "page": number, "width": width}
    asked["mark"] = {"line": line} if line else None
    done = page(memoryview(content), set_line(asked))
    if isinstance(done, Made):
        return done.answer, seen(bytes(done.content))
    return done, None


def test_the_text_comes_in_pages_and_paragraphs_with_its_language():
    found = sandbox.run("text", [tagged()], {"media_type": PDF})
    assert (found["count"], found["language"], found["complete"]) == (2, "cy", True)
    first, second = found["pages"]
    blocks = [" ".join(each.split()) for each in first.split("\n\n")]
    lamps = (
        "The lamps in Mill Lane were mended after three weeks of dark evenings,"
        " and the partnership thanked everybody who had written."
    )
    assert blocks == ["Lighting", lamps, lamps, "A map of the lamps"]
    assert second.split() == ["Costs", "Two", "thousand", "pounds."]


@pytest.mark.parametrize(
    ("second", "apart"),
    [
        ("2.3 The night bus runs on Fridays.", True),
        ("(b) Any other paper of that item.", True),
        ("\u2022 gritting", True),
        ("2.3 per cent of all evenings.", False),
        ("the thirtieth of June.", False),
    ],
)
def test_a_numbered_paragraph_begins_however_close_it_stands(second, apart):
    first = "2.2 Lighting repairs by the canal and by the station are done by"
    lines = f'#set page(width: 420pt)\n#set par(leading: 6pt)\n#"{first}" \\ #"{second}"'
    found = text(memoryview(typst.compile(lines.encode(), format="pdf")), {"media_type": PDF})
    assert len(found["pages"][0].split("\n\n")) == 1 + apart


def test_a_page_is_drawn_as_wide_as_it_is_asked_for():
    answer, shown = drawn(tagged(), 2, width=840)
    assert (answer["pages"], shown.size) == (2, (840, 600))
    assert ink(shown, (0, 0, 840, 300)) > 100


def test_the_mark_stands_below_the_page_and_covers_none_of_it():
    _, plain = drawn(tagged(), 1)
    _, marked = drawn(tagged(), 1, line="Tamsin Okoro · copy 0F3A")
    assert marked.width == plain.width
    assert marked.height > plain.height
    whole = (0, 0, plain.width, plain.height)
    assert marked.crop(whole).tobytes() == plain.tobytes()
    assert ink(marked, (0, plain.height, *marked.size)) > 100


def test_an_image_has_one_page_and_no_text():
    kind = "image/jpeg"
    answer, shown = drawn(image(kind="JPEG"), media_type=kind, width=150)
    assert (answer["pages"], shown.size) == (1, (150, 100))
    assert drawn(image(kind="JPEG"), 2, media_type=kind)[0]["refused"] == "page"
    assert sandbox.run("text", [image()], {"media_type": "image/png"})["pages"] == [""]
    assert sandbox.run("count", [image()], {"media_type": "image/png"}) == {"pages": 1}


@pytest.mark.parametrize("number", [0, 3, -1])
def test_there_is_no_page_beyond_the_last(number):
    assert drawn(tagged(), number) == ({"refused": "page", "pages": 2}, None)


@pytest.mark.parametrize("box", [(0, 0, 4, 14_400), (0, 0, 14_400, 14_400), (0, 0, 0, 0)])
def test_no_page_is_drawn_larger_than_it_may_be(box):
    _, shown = drawn(page_of(b"", box=box), width=100_000)
    assert shown.width * shown.height <= MOST_PIXELS * 1.01


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7\nnothing", b"\x89PNG\r\n\x1a\n" + bytes(99)])
@pytest.mark.parametrize("media_type", [PDF, "image/png", "text/html"])
def test_what_cannot_be_read_is_said_to_be_so(content, media_type):
    assert drawn(content, media_type=media_type) == ({"refused": "unreadable"}, None)


def test_an_image_is_not_unpacked_if_it_is_too_large():
    small = bytearray(image((20, 20)))
    small[16:24] = struct.pack(">II", 20_000, 20_000)
    small[29:33] = struct.pack(">I", zlib.crc32(small[12:29]))
    bomb = bytes(small)
    assert drawn(bomb, media_type="image/png")[0] == {"refused": "unreadable"}


def test_an_image_is_read_by_the_decoder_of_its_kind_alone():
    assert drawn(image(kind="GIF"), media_type="image/png")[0] == {"refused": "unreadable"}


def test_what_takes_too_long_or_gives_too_much_is_ended():
    with pytest.raises(NotInspected) as ended:
        sandbox.make(
            "page",
            [tagged()],
            {"media_type": PDF, "page": 1, "width": 600},
            Limits(answer=2_000, queue="reading"),
        )
    assert ended.value.cause == "answer"


def test_whoever_waits_too_long_for_a_turn_is_told_so():
    held = [sandbox.TURNS["reading"].acquire() for _ in range(2)]
    try:
        with pytest.raises(NotInspected) as busy:
            sandbox.run("measure", [b"x"], limits=Limits(queue="reading", wait=0.01))
        assert sandbox.run("measure", [b"x"])["size"] == 1, "uploads do not wait for readers"
    finally:
        for _ in held:
            sandbox.TURNS["reading"].release()
    assert busy.value.cause == "busy"


def test_a_file_that_was_made_comes_in_base64_to_whoever_wants_json_alone():
    asked = {"media_type": PDF, "page": 1, "width": 100, "mark": None}
    answer = sandbox.run("page", [tagged()], asked)
    assert answer["png"].startswith("iVBORw0KGgo")
