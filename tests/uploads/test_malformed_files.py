"""Thousands of malformed files (TEST-11): each is refused by a rule, or harms nobody."""

import base64
from collections import Counter

import pytest

from portal.inspection import sandbox
from portal.inspection.kinds import ALLOWED
from portal.inspection.rules import RULES
from portal.inspection.structure import structure
from tests.support.memory import forget_the_most, most_resident, resident
from tests.uploads.acting_files import protected_pdf
from tests.uploads.forging import forged
from tests.uploads.good_files import ENDINGS, good

SEED = 20_261_128
ALL = 8_400
SOME = 300
MOST_GROWTH = 150_000_000


def examine(ending, content):
    return structure(memoryview(content), {"ending": ending})


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_good_file_is_taken(ending):
    answer = examine(ending, good(ending))
    assert answer["refusals"] == []
    assert answer["media_type"] == ALLOWED[ending].media_type


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_good_file_is_taken_by_a_process_that_can_load_nothing_more(ending):
    asked = {"ending": ending}
    assert sandbox.run("structure", (good(ending),), asked) == examine(ending, good(ending))


def test_a_protected_pdf_is_not_taken_for_a_damaged_one_by_such_a_process():
    asked = {"ending": ".pdf"}
    answer = sandbox.run("structure", (protected_pdf(),), asked)
    assert [each["rule"] for each in answer["refusals"]] == ["pdf.encrypted"]


@pytest.mark.parametrize("ending", [".png", ".jpg"])
def test_a_picture_keeps_nothing_of_its_camera(ending):
    assert b"invented camera" in good(ending)
    cleaned = base64.b64decode(examine(ending, good(ending))["cleaned"])
    assert b"camera" not in cleaned
    assert ALLOWED[ending].begins(memoryview(cleaned))


def hold(seed, count):
    """Examine so many forged files; say how often each rule was broken."""
    broken = Counter()
    for ending, content, rule in forged(seed, count):
        answer = examine(ending, content)
        found = {each["rule"] for each in answer["refusals"]}
        assert found <= RULES.keys()
        assert all(each["words"] == RULES[each["rule"]] for each in answer["refusals"])
        if rule is not None:
            assert rule in found, (ending, rule, found, content[:200])
        broken.update(found or {"taken"})
    return broken


def test_malformed_files_are_refused_by_their_rules():
    broken = hold(SEED + 1, SOME)
    assert len(broken) > 15


@pytest.mark.slow
def test_thousands_of_malformed_files_are_refused_and_take_no_memory():
    hold(SEED + 2, 50)
    forget_the_most()
    before = resident()
    broken = hold(SEED, ALL)
    assert most_resident() - before < MOST_GROWTH
    missing = RULES.keys() - broken.keys()
    assert missing <= {"file.demanding", "file.empty", "image.moving", "image.size"}
