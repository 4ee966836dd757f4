"""When a review is due, whom it is put before, and which reason is only a copy."""

from datetime import date, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from portal.policy.reviews import (
    ESCALATES_AFTER,
    IN_SIGHT,
    Due,
    bare,
    can_be_next,
    days_overdue,
    due_state,
    escalates,
    is_copy,
    latest_next,
    words_of,
)

TODAY = date(2026, 3, 12)
REASON = (
    "The trial of the person accused has not ended, and what the review says of the family could"
    " still influence a witness whom the court has yet to hear."
)
days = st.dates(date(2000, 1, 1), date(2100, 1, 1))
word = st.text("abcdefghijklmnop", min_size=1, max_size=8)
words = st.lists(word, min_size=1, max_size=60)
long = st.lists(word, min_size=11, max_size=60)


@pytest.mark.parametrize(
    ("due_on", "state"),
    [
        (None, Due.EVENT),
        (TODAY - timedelta(days=1), Due.OVERDUE),
        (TODAY, Due.DUE),
        (TODAY + timedelta(days=1), Due.UPCOMING),
        (TODAY + IN_SIGHT, Due.UPCOMING),
        (TODAY + IN_SIGHT + timedelta(days=1), Due.LATER),
    ],
    ids=str,
)
def test_a_review_stands_somewhere_on_every_day(due_on, state):
    assert due_state(due_on, TODAY) is state


@given(due_on=days, today=days)
def test_what_is_overdue_has_days_and_nothing_else_has(due_on, today):
    assert (due_state(due_on, today) is Due.OVERDUE) is (days_overdue(due_on, today) > 0)


@pytest.mark.parametrize(("late", "told", "put"), [(29, False, False), (30, False, True)])
def test_thirty_days_overdue_is_put_before_the_monitoring_officer(late, told, put):
    assert escalates(TODAY - timedelta(days=late), TODAY, told=told) is put


@given(due_on=st.none() | days, today=days)
def test_nothing_is_put_before_anybody_twice_or_before_its_time(due_on, today):
    assert not escalates(due_on, today, told=True)
    if escalates(due_on, today, told=False):
        assert due_on is not None
        assert today - due_on >= ESCALATES_AFTER
        assert due_state(due_on, today) is Due.OVERDUE


@given(due_on=days, today=days, later=st.integers(0, 400))
def test_what_was_to_be_escalated_stays_so_until_it_is(due_on, today, later):
    if escalates(due_on, today, told=False):
        assert escalates(due_on, today + timedelta(days=later), told=False)


@given(today=days)
@example(today=date(2024, 2, 29))
def test_the_next_review_is_within_a_year(today):
    last = latest_next(today)
    assert can_be_next(last, today)
    assert not can_be_next(last + timedelta(days=1), today)
    assert not can_be_next(today, today)
    assert 365 <= (last - today).days <= 366


@pytest.mark.parametrize(
    "copy",
    [
        REASON,
        REASON.upper(),
        REASON.replace(" ", "\u00a0\n "),
        REASON.replace(",", " - ").replace(".", "!!"),
        REASON.replace("influence", "in\u00adflu\u200bence"),
        REASON.replace("fi", "\ufb01").replace("e", "e\u0301"),
        REASON.replace("yet to hear", "yet to see"),
        REASON.replace("The trial", "This year the trial"),
        " ".join(REASON),
    ],
)
def test_a_copy_is_known_whatever_it_wears(copy):
    assert is_copy(copy, ["Something else entirely.", REASON])


@pytest.mark.parametrize(
    "fresh",
    [
        "The trial ended in May, but sentence is passed in September and an appeal is announced.",
        "The family has asked that nothing be said before the anniversary.",
        "",
    ],
)
def test_a_fresh_reason_is_no_copy(fresh):
    assert not is_copy(fresh, [REASON])
    assert not is_copy(REASON, [])


@given(text=st.text())
def test_every_text_that_says_something_is_a_copy_of_itself(text):
    assert is_copy(text, [text])
    assert bare(text) == "".join(words_of(text))


@given(text=st.text(max_size=200))
def test_folding_again_changes_nothing(text):
    assert words_of(" ".join(words_of(text))) == words_of(text)


@given(said=words, mark=st.sampled_from([" ", "\n", ", ", " \u2013 ", "...\t"]))
def test_spaces_and_punctuation_make_no_reason_fresh(said, mark):
    assert bare(mark.join(said)) == bare(" ".join(said))
    assert is_copy(mark.join(said).title(), [" ".join(said)])


@given(said=long, at=st.integers(0, 59))
def test_one_word_changed_in_a_long_reason_is_still_a_copy(said, at):
    changed = [*said]
    changed[at % len(said)] = "zzz"
    assert is_copy(" ".join(changed), [" ".join(said)])
    assert is_copy(" ".join(said), [" ".join(changed)])


@given(said=words, other=words)
def test_being_a_copy_goes_both_ways(said, other):
    assert is_copy(" ".join(said), [" ".join(other)]) is is_copy(" ".join(other), [" ".join(said)])


LONG = (
    "abbbababaababaaababbabaabbbabbbaaaababbaaabaaababaaababbbbababbaababaaabbabaabbb"
    "bbbaaaababaaaabaabbaaababbaaababbaaabaaaaabaaababaaaaaaabbaaaabaabbbbbaabaabbabb"
    "abaaaaaaababababbaabbbbabaabbabbaaaaababaaaaab"
)
TURNED = (
    "abbbababaababaaababbabaabbbabbbaaaababbaaabaaababaaababbbababbbaaabbaaababbaabbb"
    "babbaaababaaaabaabbaaaabbbaaababbaaabaaaaabaaababaaaaaaabbaaaabaabbbbbaababababa"
    "babaaaaaababababbaabbbbabbabaabbaaaaababaaaaab"
)
"""Words, each a letter, that come to a copy in one direction alone, and few of them different."""


def test_long_reasons_are_compared_both_ways_with_every_word_however_common():
    assert is_copy(" ".join(LONG), [" ".join(TURNED)])
    assert is_copy(" ".join(TURNED), [" ".join(LONG)])


def test_what_waits_for_an_event_is_no_day_late():
    assert days_overdue(None, TODAY) == 0
    assert days_overdue(TODAY + timedelta(days=3), TODAY) == 0
    assert days_overdue(TODAY - timedelta(days=3), TODAY) == 3


def test_the_words_of_a_text_are_bare_of_all_that_is_not_letters():
    text = "Caf\u00e9s_STRASSE, in\u00adflu\u200bence \u2013 a\u20ddb o\u0338ne \ufb01ve_6"
    assert words_of(text) == ["cafes", "strasse", "influence", "ab", "one", "five", "6"]


def test_nine_words_in_ten_are_not_yet_a_copy_and_ten_in_eleven_are():
    ten = [f"word{each}" for each in range(10)]
    assert not is_copy(" ".join(ten), [" ".join([*ten[:9], "other"])])
    assert is_copy(" ".join([*ten, "more"]), [" ".join([*ten, "other"])])
