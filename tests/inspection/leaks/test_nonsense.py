"""Whatever a file or a text holds, a check answers or says that it could not: it never breaks."""

import os
import random
import re
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.inspection import sandbox
from portal.inspection.leaks.checking import CouldNotRead, check
from portal.inspection.leaks.content.markings import Printed, markings_in
from portal.inspection.leaks.content.names import names_in
from portal.inspection.leaks.content.personal import personal_in
from portal.inspection.leaks.content.phrases import hashes_of, phrases_in
from portal.inspection.leaks.model import plain
from portal.inspection.leaks.telling import is_telling
from portal.inspection.leaks.words import Seen
from portal.policy.markings import PRINTED
from tests.inspection.leaks.office_made import links, word
from tests.inspection.leaks.planted import ASKED, KEY, PLANTED
from tests.inspection.leaks.planted_pdfs import PDFS
from tests.inspection.leaks.planted_words import NAMES

MARKS = tuple(Printed(meaning.value, re.compile(words)) for meaning, words in PRINTED)
NUMBERS = st.text("0123456789 +-()NHSABCQ£.,/\n", max_size=60)


@given(st.text() | NUMBERS)
def test_no_text_breaks_a_detector(text):
    places = [
        *((start, end) for _, start, end in personal_in(text)),
        *names_in(text, [*NAMES, text[:20]]),
        *((start, end) for _, start, end in markings_in(text, MARKS)),
        *phrases_in(text, KEY, set(hashes_of(text, KEY))),
    ]
    assert all(0 <= start < end <= len(text) for start, end in places)
    is_telling(text, Seen(text))
    assert "\n" not in plain(text)


@given(st.text())
def test_words_are_known_again_in_any_dress(text):
    assert Seen(text).says(text)
    assert Seen(text.upper()).more_in(text.lower().upper()) == []


def spoilt(content, seed):
    """Change a few bytes of a file, or cut it off."""
    chance = random.Random(seed)  # noqa: S311 -- the same spoiling at each run
    changed = bytearray(content)
    for _ in range(chance.randint(1, 30)):
        changed[chance.randrange(len(changed))] = chance.randrange(256)
    return bytes(changed[: chance.randint(len(changed) // 2, len(changed))])


@pytest.mark.parametrize("seed", range(60))
def test_a_spoilt_file_is_read_or_refused(seed):
    names = sorted(PLANTED)
    content = spoilt(PLANTED[names[seed * 7 % len(names)]][1](), seed)
    with suppress(CouldNotRead):
        assert isinstance(check(memoryview(content), ASKED | {"pictures": False})["complete"], bool)


@pytest.mark.parametrize("head", [b"%PDF-1.7\n", b"PK\x03\x04", b"\x89PNG\r\n\x1a\n", b""])
def test_random_bytes_end_the_child_in_an_answer_or_not_inspected(head):
    with suppress(sandbox.NotInspected):
        answer = sandbox.run("leaks", [head, os.urandom(5000)], ASKED)
        assert not answer["complete"] or not head


def test_a_fault_says_nothing_of_the_file(caplog):
    secret = PDFS["text under a black box"][1]()
    with pytest.raises(sandbox.NotInspected):
        sandbox.run("leaks", [secret], {"markings": [{"mark": "x", "pattern": "(Quillfeather"}]})
    assert "Quillfeather" not in caplog.text


def test_a_decoy_is_not_read_in_place_of_the_document():
    decoy = {"_rels/.rels": links(("rId1", "officeDocument", "elsewhere/real.xml"))}
    answer = check(memoryview(word(parts=decoy)), ASKED)
    assert [each["kind"] for each in answer["findings"]] == ["not_checked"]
    usual = {"_rels/.rels": links(("rId1", "officeDocument", "word/document.xml"))}
    assert check(memoryview(word(parts=usual)), ASKED)["findings"] == []
