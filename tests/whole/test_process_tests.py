"""The page of process tests names every one once, and a test that exists or the room to come."""

import re

import pytest

from tests.support.tree import ROOT

PAGE = ROOT / "docs/process-tests.md"
ROW = re.compile(r"^\| (Q\d\d) \| ([^|]+) \| ([^|]+) \|$", re.MULTILINE)
ROWS = ROW.findall(PAGE.read_text(encoding="utf-8"))
LATER = re.compile(r"Later, [a-z' ]+: [^.]+\.")
TESTS = {
    name
    for path in (ROOT / "tests").rglob("test_*.py")
    for name in re.findall(r"^def (test_\w+)\(", path.read_text(encoding="utf-8"), re.MULTILINE)
}
IDS = [name for name in TESTS if re.match(r"test_q\d\d_", name)]


def test_every_process_test_stands_there_once_and_in_order():
    assert [row[0] for row in ROWS] == [f"Q{number:02}" for number in range(1, 56)]


@pytest.mark.parametrize(("row", "words", "shown"), ROWS, ids=[row[0] for row in ROWS])
def test_it_is_shown_by_tests_that_exist_or_by_a_room_to_come(row, words, shown):
    assert words.strip()
    named = re.findall(r"`(test_\w+)`", shown)
    if not named:
        assert LATER.fullmatch(shown), f"{row} names neither a test nor a room"
    for name in named:
        assert name in TESTS, f"{row} names {name}, which is not there"
        assert f"_{row.lower()}_" in name, f"{name} is not a test of {row}"


@pytest.mark.parametrize("name", sorted(IDS))
def test_every_test_of_a_process_is_on_the_page(name):
    page = {row: shown for row, _, shown in ROWS}
    for number in re.findall(r"_q(\d\d)(?=_)", f"{name}_"):
        assert f"`{name}`" in page[f"Q{number}"], f"docs/process-tests.md leaves out {name}"
