"""Dates, times, sizes and plain text, as pages say them."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.web.prose import blocks
from portal.web.wording import count, day, hours, short_day, size, time_of_day


@pytest.mark.parametrize(
    ("moment", "said"),
    [
        (datetime(2023, 1, 9, 10, 30, tzinfo=UTC), "10:30am"),
        (datetime(2023, 1, 9, 10, 0, tzinfo=UTC), "10am"),
        (datetime(2023, 7, 9, 9, 0, tzinfo=UTC), "10am"),  # summer time
        (datetime(2023, 1, 9, 12, 0, tzinfo=UTC), "midday"),
        (datetime(2023, 1, 9, 0, 0, tzinfo=UTC), "midnight"),
        (datetime(2023, 1, 9, 12, 5, tzinfo=UTC), "12:05pm"),
        (datetime(2023, 1, 9, 0, 5, tzinfo=UTC), "12:05am"),
        (datetime(2023, 1, 9, 23, 59, tzinfo=UTC), "11:59pm"),
    ],
)
def test_times(moment, said):
    assert time_of_day(moment) == said


def test_dates():
    assert day(date(2023, 6, 28)) == "Wednesday 28 June 2023"
    assert short_day(date(2023, 6, 8)) == "8 June 2023"
    assert day(datetime(2023, 6, 28, 23, 30, tzinfo=UTC)) == "Thursday 29 June 2023"


def test_hours():
    class Sitting:
        starts_at = datetime(2023, 1, 9, 10, 0, tzinfo=UTC)
        ends_at = datetime(2023, 1, 9, 13, 0, tzinfo=UTC)

    assert hours(Sitting) == "10am to 1pm"
    Sitting.ends_at = None
    assert hours(Sitting) == "10am"


@pytest.mark.parametrize(
    ("octets", "said"),
    [
        (0, "0 bytes"),
        (1, "1 byte"),
        (65_000, "65 KB"),
        (1_000_000, "1 MB"),
        (1_440_000, "1.4 MB"),
        (10_500_000, "10.5 MB"),
    ],
)
def test_sizes(octets, said):
    assert size(octets) == said


def test_counts():
    assert count(1, "paper") == "1 paper"
    assert count(1234, "paper") == "1,234 papers"
    assert count(2, "body", "bodies") == "2 bodies"


def test_a_text_is_parted_into_its_blocks():
    found = blocks(
        "## Summary\n\nFirst line\nand its second.\n\n1.1 Cited.\n1.1 Cited again.\n\n"
        "• one\n  goes on\no under\n• two\nAfter"
    )
    assert [each.kind for each in found] == ["heading", "paragraph", "paragraph", "list"]
    assert found[1].text == "First line and its second."
    assert found[2].number == "1.1"
    assert found[2].anchor == "paragraph-1-1"
    assert [(each.text, each.under) for each in found[3].bullets] == [
        ("one goes on", ["under"]),
        ("two After", []),
    ]


def test_no_anchor_is_given_twice():
    found = blocks("1. One\n\n1. One again\n\n2.1 Two")
    assert [each.anchor for each in found] == ["paragraph-1", "", "paragraph-2-1"]


@given(st.text())
def test_no_word_is_lost(text):
    said = []
    for block in blocks(text):
        said += [block.number, block.text]
        for bullet in block.bullets:
            said += [bullet.text, *bullet.under]
    kept = "".join("".join(said).split())
    for letter in set(filter(str.isalnum, text)):
        assert kept.count(letter) >= text.count(letter) - text.count(
            "o " if letter == "o" else "\0"
        )
