"""Figures of closed papers: known again however they are written, and by nobody without the key."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.inspection.leaks.checking import check, hash_phrases
from portal.inspection.leaks.content.figures import MOST, figure_hashes_of, figures_in
from portal.inspection.leaks.content.phrases import SIZE
from tests.inspection.leaks.planted import ASKED, KEY, MEETING
from tests.inspection.leaks.planted_figures import FIGURES, REPEATED, UNLIKE, UNLIKE_BY_LINES

OTHER = "ee" * 16
FIGURES_IN_A_PAPER = 200
PAPERS = 40
CHANCE = 0.01
"""The share of figures that stand out, of two papers about other things, that meet by chance."""


def told(text, *, key=KEY, meeting=MEETING):
    known = set(figure_hashes_of(FIGURES, KEY, MEETING))
    return [text[start:end] for start, end in figures_in(text, key, meeting, known)]


@pytest.mark.parametrize(
    ("closed", "same"),
    [
        ("£187,450", ("187,450", "187450", "£187450", "£ 187,450.00", "187.45k", "GBP 187,450")),
        ("£1.2345m", ("£1,234,500", "1234500", "1.2345 million pounds", "£1,234.5 thousand")),
        ("37.42%", ("37.42 %", "37.42 per cent", "37.420%", "37.42 percentage points")),
        ("4,317 visits", ("4,317", "£4,317", "£4.317k")),
    ],
)
def test_a_figure_is_the_same_however_it_is_written(closed, same):
    known = set(figure_hashes_of(closed, KEY, MEETING))
    assert len(known) == 1
    for each in same:
        said = f"It came to {each}, as was said."
        assert list(figures_in(said, KEY, MEETING, known)), each


@pytest.mark.parametrize(
    "text",
    [
        *UNLIKE_BY_LINES,
        "Ring 01632 960 417, 07700 900123 or 020 7946 0958.",
        "Minutes of 3.12.2026, 2026-12-03 and 24/06/2026; 1,2,3; 1.2.3.4; 10:45; v18745.2",
        "In 1972, 1999, 2026 and 2030; pages 1017 to 2031; FN1 2AB; item 4317; 12.5%; 33.3%",
        "£200,000, £25,000, £2m, £1.5 million, 10,000 people, 9%, 50.0%, £999.99, £12.50",
    ],
)
def test_what_any_two_papers_share_is_not_kept_at_all(text):
    assert figure_hashes_of(text, KEY, MEETING) == []


def test_what_is_found_is_the_figure_alone():
    assert told("It is £187,450, or 37.42 %, of 4,317.") == ["£187,450", "37.42 %", "4,317"]
    assert told("It is £187,451, or 37.43 %, of 4,318, or 1,187,450, or 187,450,000.") == []
    assert told(UNLIKE) == []


def test_columns_parted_by_commas_are_told_from_groups_of_digits():
    assert told("Oxlode,187450,4317,x") == ["187450"]  # four digits alone are a year
    assert told("2026,412806\n5,37.42%,y") == ["412806"]
    assert told("12345,678.91 and 1,187,450 and 9,412806,001") == []


def test_another_meeting_or_another_key_knows_nothing_of_it():
    said = "It is £187,450."
    assert told(said)
    assert not told(said, meeting=OTHER)
    assert not told(said, key=b"another key")
    assert not set(figure_hashes_of(FIGURES, KEY, OTHER)) & set(
        figure_hashes_of(FIGURES, KEY, MEETING)
    )


def test_what_is_kept_is_keyed_and_short_and_not_without_end():
    kept = figure_hashes_of(FIGURES, KEY, MEETING)
    assert {len(each) for each in kept} == {SIZE}
    assert len(set(kept)) == len(kept) == 8
    many = " ".join(f"£{number},001" for number in range(1, MOST + 500) if number < 1000)
    assert len(figure_hashes_of(many, KEY, MEETING)) <= MOST


def test_without_a_meeting_none_is_kept_and_none_is_looked_for():
    paper = memoryview(FIGURES.encode())
    for meeting, more in ((MEETING, 8), ("", 0)):
        asked = {"phrases": {"key": KEY.hex(), "meeting": meeting}}
        few = {"phrases": {"key": KEY.hex()}}
        kept = hash_phrases(paper, asked)["hashes"]
        assert len(kept) - len(hash_phrases(paper, few)["hashes"]) == more
    _, made = REPEATED["a figure of a closed paper: a sum"]
    for meeting, found in ((MEETING, ["closed_figure"]), (OTHER, []), ("", [])):
        phrases = ASKED["phrases"] | {"meeting": meeting}
        answer = check(memoryview(made()), ASKED | {"phrases": phrases, "pictures": False})
        assert [each["kind"] for each in answer["findings"]] == found


def test_a_figure_within_a_phrase_that_was_found_is_told_once():
    said = (
        "In private it heard that the third bidder will not go below £187,450 in any year at all."
    )
    phrases = {"key": KEY.hex(), "meeting": MEETING}
    phrases["hashes"] = hash_phrases(memoryview(said.encode()), {"phrases": phrases})["hashes"]
    answer = check(memoryview(said.encode()), ASKED | {"phrases": phrases})
    assert [each["kind"] for each in answer["findings"]] == ["closed_phrase"]


@given(st.text(alphabet="0123456789.,%£ km-/:\u00a0", max_size=60))
def test_whatever_is_written_nothing_breaks_and_each_figure_lies_in_the_text(text):
    known = set(figure_hashes_of(text, KEY, MEETING))
    for start, end in figures_in(text, KEY, MEETING, known):
        assert 0 <= start < end <= len(text)


def test_two_papers_of_a_meeting_that_tell_of_other_things_seldom_meet():
    """Figures as papers have them, in every order of size; what meets is chance."""
    drawn = random.Random(21)  # noqa: S311 -- nothing secret

    def paper():
        return " and ".join(
            drawn.choice(
                (
                    f"£{int(10 ** drawn.uniform(3, 6.5)):,}",
                    f"{int(10 ** drawn.uniform(3, 6)):,}",
                    f"{drawn.uniform(1, 100):.1f}%",
                    f"{drawn.uniform(1, 100):.2f}%",
                    f"{drawn.uniform(100, 3000):.1f}",
                )
            )
            for _ in range(FIGURES_IN_A_PAPER)
        )

    met = tried = 0
    for _ in range(PAPERS):
        known = set(figure_hashes_of(paper(), KEY, MEETING))
        said = paper()
        met += len(list(figures_in(said, KEY, MEETING, known)))
        tried += len(figure_hashes_of(said, KEY, MEETING))
    assert tried > PAPERS * FIGURES_IN_A_PAPER // 2
    assert met / tried <= CHANCE, f"{met} of {tried}"
