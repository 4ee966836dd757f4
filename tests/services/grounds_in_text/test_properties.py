"""What holds of every text, however it is written."""

import time
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.policy.grounds import SCHEMES
from portal.services.grounds_in_text import Assertion, Nation, Regime, read_ground
from portal.services.grounds_in_text.law import old_numbers
from tests.services.grounds_in_text.corpus import LINES, answer

ON = date(2023, 6, 28)
NATIONS = st.sampled_from(Nation)
DAYS = st.one_of(st.none(), st.dates())
LINE = st.sampled_from(LINES)
PLAIN = st.sampled_from([each for each in LINES if each.text.isascii()])
FIRM = st.sampled_from(
    [
        each
        for each in LINES
        if each.expect["assertion"] == Assertion.ASSERTED and not each.expect["needs_person"]
    ]
)
DENIED = st.sampled_from(
    [
        each
        for each in LINES
        if each.expect["assertion"] == Assertion.NEGATED and not each.expect["needs_person"]
    ]
)
WORDS = st.sampled_from(sorted({word for line in LINES for word in line.text.split()}))
KNOWN = {number for each in SCHEMES.values() for number in each.paragraphs} | set(old_numbers())


@given(text=st.text(), nation=NATIONS, on=DAYS)
def test_no_text_is_too_odd_to_read(text, nation, on):
    reading = read_ground(text, nation, on)
    assert reading.needs_person <= bool(reading.warnings)


@given(words=st.lists(WORDS, max_size=60), nation=NATIONS, on=DAYS)
def test_whatever_closes_has_paragraphs_of_the_law_or_is_confidential(words, nation, on):
    reading = read_ground(" ".join(words), nation, on)
    assert set(reading.paragraphs) <= KNOWN
    assert reading.regime in {nation.value, Regime.CONFIDENTIAL, Regime.NONE}
    if reading.closes:
        assert reading.paragraphs or reading.regime is Regime.CONFIDENTIAL


@given(line=PLAIN, data=st.data())
def test_characters_that_are_not_seen_change_nothing(line, data):
    at = data.draw(st.integers(0, len(line.text)))
    unseen = data.draw(st.sampled_from("\u200b\u200c\u200d\u2060\ufeff\u00ad"))
    assert line.read(line.text[:at] + unseen + line.text[at:]) == line.read()


@given(line=PLAIN, space=st.sampled_from(["\u00a0", "  ", "\t", "\u2003", " \u00a0 "]))
def test_the_width_of_a_space_changes_nothing(line, space):
    assert line.read(line.text.replace(" ", space)) == line.read()


@given(line=PLAIN, dash=st.sampled_from("\u2010\u2011\u2012\u2013\u2014\u2212"))
def test_the_length_of_a_dash_changes_nothing(line, dash):
    assert line.read(line.text.replace("-", dash)) == line.read()


@given(line=LINE)
def test_quotation_marks_are_marks_however_they_curl(line):
    assert line.read(line.text.replace("'", "\u2019")) == line.read()


def test_capitals_change_nothing():
    for line in LINES:
        if "\n" in line.text:  # a capital may begin a sentence
            continue
        shouted = line.read(line.text.upper())
        # A small l for a 1 is seen only in small letters, and a capital may end a sentence.
        if line.read() != shouted:
            assert line.read().needs_person or shouted.needs_person, line.text


@given(line=FIRM, number=st.integers(1, 400), word=st.sampled_from(["Item", "Agenda Item", ""]))
def test_the_number_of_an_item_in_front_changes_nothing(line, number, word):
    front = f"{word} {number}. ".lstrip()
    assert answer(line.read(front + line.text)) == line.expect


@given(line=DENIED, word=st.sampled_from(["not", "no", "never", "nid"]), data=st.data())
def test_one_more_negation_never_makes_a_denial_close_anything(line, word, data):
    words = line.text.split()
    at = data.draw(st.integers(0, len(words)))
    assert not line.read(" ".join([*words[:at], word, *words[at:]])).closes


@given(line=DENIED)
def test_wording_of_a_front_sheet_never_makes_a_denial_close_anything(line):
    sheet = "The public may be excluded whenever confidential or exempt information is likely."
    assert not line.read(f"{sheet} {line.text}").closes
    assert not line.read(f"{line.text}\n\n{sheet}").closes


@given(
    nation=NATIONS,
    numbers=st.lists(st.integers(0, 99).map(str), min_size=1, max_size=5),
    on=st.dates(min_value=date(1990, 1, 1)),
)
def test_a_number_outside_the_law_always_calls_a_person(nation, numbers, on):
    reading = read_ground(f"Exempt: paragraphs {', '.join(numbers)}", nation, on)
    outside = [
        each
        for each in numbers
        if each not in reading.paragraphs
        and f"Paragraph {each} " not in " ".join(w for w in reading.warnings if "left out" in w)
    ]
    assert not outside or reading.needs_person


@given(numbers=st.sets(st.integers(1, 7), min_size=1, max_size=6))
def test_every_choice_of_english_paragraphs_is_read_whole_and_in_order(numbers):
    listed = [str(each) for each in sorted(numbers, reverse=True)]
    for joined in (", ".join(listed), " and ".join(listed), " & ".join(listed)):
        reading = read_ground(f"Exempt under paragraphs {joined}", Nation.ENGLAND, ON)
        assert reading.closes
        assert list(reading.paragraphs) == sorted(listed)


@pytest.mark.parametrize(
    "piece",
    ["1", "paragraph ", "paragraph 1, ", "((", "exempt ", "not exempt ", "1,", "Schedule 12A(",
     "if ", "a.b.", ".", "\n\n", "para 1 to 60 ", "\u00a8", "\ufdfa", "&amp;", "of the ", "1.1",
     "I ", "paragragg ", "public press if ", "Appendix A ", "no longer ", "100A(2) ", "'a",
     "paragraph 1 of Part 1 of "],
)  # fmt: skip
def test_a_long_text_takes_no_longer_than_its_length(piece):
    began = time.perf_counter()
    reading = read_ground(piece * (60_000 // len(piece)), Nation.ENGLAND, ON)
    assert time.perf_counter() - began < 3  # seconds; a text of this length takes a quarter of one
    assert not reading.closes
