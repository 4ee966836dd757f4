"""``docs/import-format.md`` describes the machine shape: every key of it, and no other."""

import re
from dataclasses import fields, is_dataclass

import pytest

from portal.services.imports import model
from portal.services.imports.kinds import Capacity, DoubtKind
from portal.services.imports.pack import read_pack
from portal.services.imports.page import read_page
from portal.services.imports.reading import LARGEST, MOST_LINES
from portal.services.imports.shape import VERSION, as_json
from tests.services.imports.published import invented
from tests.support.tree import ROOT

PAGE = (ROOT / "docs/import-format.md").read_text(encoding="utf-8")
KEY = re.compile(r"^\| `([a-z_]+)` \|", re.MULTILINE)
SECTIONS = {
    section.split("\n", 1)[0]: section for section in re.split(r"^##+ ", PAGE, flags=re.MULTILINE)
}
CLASSES = {
    name: getattr(model, name)
    for name in model.__all__
    if is_dataclass(getattr(model, name)) and name != "Span"
}
BESIDES = {"Publication": {"version", "applied"}, "Doubt": {"lines"}, "WithheldPaper": {"spans"}}
LEFT_OUT = {"WithheldPaper": {"printed", "ground_printed"}}


def keys_of(section):
    return set(KEY.findall(SECTIONS[section]))


@pytest.mark.parametrize("name", CLASSES)
def test_every_key_of_an_object_is_described_and_no_other(name):
    own = {each.name for each in fields(CLASSES[name])}
    assert keys_of(name) == (own | BESIDES.get(name, set())) - LEFT_OUT.get(name, set())


def test_every_kind_of_doubt_is_described():
    assert keys_of("Kinds of doubt") == {str(each) for each in DoubtKind}


def test_every_value_of_the_small_words_is_described():
    named = set(re.findall(r"`([a-z_]+)`", PAGE))
    words = [getattr(model, name) for name in model.__all__]
    for kind in (each for each in words if not is_dataclass(each)):
        assert {str(each) for each in kind} <= named
    assert {str(each) for each in Capacity} <= named


def test_the_limits_are_as_described():
    assert f"most {LARGEST // 1_000_000} MB and {MOST_LINES:,} lines" in PAGE
    assert f"as long as `version` is {VERSION}" in PAGE


def objects(found):
    if isinstance(found, dict):
        yield frozenset(found)
        for each in found.values():
            yield from objects(each)
    elif isinstance(found, list):
        for each in found:
            yield from objects(each)


@pytest.mark.parametrize(
    ("name", "reader"), [("meeting-page.txt", read_page), ("agenda-pack.txt", read_pack)]
)
def test_every_object_printed_is_one_of_those_described(name, reader):
    source = invented(name)
    described = {frozenset(keys_of(each)) for each in (*CLASSES, "Closed")}
    shape = {**as_json(reader(source), source), "applied": None}
    assert frozenset(keys_of("Closed")) in set(objects(shape))
    assert set(objects(shape)) <= described
