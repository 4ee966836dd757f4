"""Every planted leak is found, and nothing is cried over in clean files: the counts are held to."""

from collections import Counter

import pytest

from portal.inspection import sandbox
from portal.inspection.leaks.checking import check
from portal.inspection.leaks.content.phrases import hashes_of
from portal.inspection.leaks.model import Kind
from tests.inspection.leaks.clean import CLEAN
from tests.inspection.leaks.planted import ASKED, KEY, PLANTED
from tests.inspection.leaks.planted_words import CLOSED
from tests.inspection.leaks.samples import samples

FALSE_ALARMS = 0
"""In all the clean files together."""


def found_in(content, **asked):
    answer = check(memoryview(content), ASKED | {"pictures": False} | asked)
    assert answer["complete"], answer
    return [each["kind"] for each in answer["findings"]]


def test_the_corpus_is_as_large_as_was_promised():
    assert len(PLANTED) >= 60
    assert len(CLEAN) >= 20
    assert {kind for kind, _ in PLANTED.values()} == {each.value for each in Kind} - {"not_checked"}


@pytest.mark.parametrize("name", PLANTED)
def test_a_planted_leak_is_found(name):
    kind, made = PLANTED[name]
    assert kind in found_in(made())


def test_clean_files_raise_no_more_alarms_than_is_stated():
    alarms = {name: found for name, made in CLEAN.items() if (found := found_in(made()))}
    assert sum(map(len, alarms.values())) == FALSE_ALARMS, alarms


@pytest.mark.parametrize("name", ["text under a black box", "a scan with a black box"])
def test_a_finding_on_a_page_has_a_picture_and_a_box(name):
    _, made = PLANTED[name]
    (first, *_) = check(memoryview(made()), ASKED)["findings"]
    assert first["page"] == 1
    assert first["box"][0] < first["box"][2]
    assert first["picture"].startswith("iVBORw0KGgo")


def test_words_whose_ends_show_are_told_whole_and_once():
    _, made = PLANTED["words under a box too low for the ends of some letters"]
    found = check(memoryview(made()), ASKED | {"pictures": False})["findings"]
    assert [each["words"] for each in found] == ["Sandpiper Ammerose"]


def test_a_restricted_file_is_asked_for_its_markings_alone():
    outside = [each for each in ASKED["markings"] if each["mark"] == "outside"]
    secret = PLANTED["marking: SECRET"][1]()
    assert found_in(secret, access="restricted", markings=outside) == ["marking"]
    for name in ("text under a black box", "a watched name", "marking: RESTRICTED"):
        assert found_in(PLANTED[name][1](), access="restricted", markings=outside) == []


def test_what_the_body_makes_public_itself_is_no_leak():
    made = PLANTED["a telephone number at home"][1]()
    assert found_in(made) == ["telephone"]
    assert found_in(made, known=["01632 960417"]) == []


@pytest.mark.parametrize(
    "name", ["text under a black box", "word: hidden text", "picture: where it was taken"]
)
def test_the_task_does_the_same_where_it_is_locked_in(name):
    kind, made = PLANTED[name]
    answer = sandbox.run("leaks", [made()], ASKED)
    assert answer["complete"]
    assert kind in [each["kind"] for each in answer["findings"]]


def test_phrases_are_hashed_where_the_words_stay():
    told = {"phrases": {"key": KEY.hex()}}
    answer = sandbox.run("phrases", [CLOSED.encode()], told)
    assert answer["hashes"] == [each.hex() for each in hashes_of(CLOSED, KEY)]
    assert hashes_of(CLOSED, b"another key") != hashes_of(CLOSED, KEY)


@samples
def test_published_papers_are_read_without_a_fault(sample):
    counted = Counter(found_in(sample.read_bytes()))
    print(sample.name, dict(counted))  # noqa: T201 -- counted for whoever runs it by hand
