"""Every line of the corpus is read exactly as a person settled that it should be."""

from collections import Counter
from datetime import date

import pytest

from portal.policy.grounds import SCHEMES
from portal.services.grounds_in_text import Assertion, Nation, Regime, read_ground
from tests.services.grounds_in_text.corpus import LINES, Line, answer

KNOWN = {number for scheme in SCHEMES.values() for number in scheme.paragraphs} | {
    str(each) for each in range(1, 16)
}


def test_every_line_is_read_as_settled():
    other = [(line.text, answer(line.read())) for line in LINES if not line.is_read_as_settled]
    assert other == []


def test_the_corpus_is_wide_enough_to_mean_something():
    assert len(LINES) >= 200
    assert {line.nation for line in LINES} == set(Nation)
    forces = Counter(str(line.expect["assertion"]) for line in LINES)
    assert all(forces[each] >= 8 for each in Assertion)
    assert {line.expect["regime"] for line in LINES} == set(Regime)
    plain = sum(not line.expect["needs_person"] for line in LINES)
    assert plain > len(LINES) * 0.7


def test_a_doubt_is_always_explained_and_nothing_closes_without_a_ground():
    for reading in map(Line.read, LINES):
        check_reading(reading)


def check_reading(reading):
    assert not reading.needs_person or reading.warnings
    assert set(reading.paragraphs) <= KNOWN
    if reading.closes:
        assert reading.paragraphs or reading.regime is Regime.CONFIDENTIAL
    if reading.regime in {Regime.NONE, Regime.CONFIDENTIAL}:
        assert reading.paragraphs == ()


@pytest.mark.parametrize(
    ("nation", "text", "said"),
    [
        ("england", "Exempt under paragraphs 1 and 10", "Paragraph 10 weighs the public interest"),
        ("england", "Exempt: paragraph 17", "Paragraph 17 is not one of the paragraphs"),
        ("wales", "Exempt: paragraph 3", "it is numbered as in England"),
        ("wales", "Exempt: paragraph 14 of Part 1", "Part 4 of the Schedule"),
        ("scotland", "Exempt: Schedule 12A paragraph 3", "Schedule 7A"),
        ("ni", "Exempt: Schedule 12A paragraph 3", "Schedule 6"),
        ("england", "Exempt: paragraph 2 (business affairs)", "what paragraph 3 is about"),
        ("england", "Exempt: paragraphs 1 to 7", "Every paragraph of the Schedule is named"),
        ("england", "Exempt: paragraph l", "misread as the letter l"),
        ("england", "The report is public. Appendix 1: exempt, paragraph 3", "Only a part"),
        ("england", "Confidential: supplied by the Home Office on terms that forbid disclosure",
         "a Government department's terms"),
        ("england", "RESTRICTED", "A label is not a ground"),
    ],
)  # fmt: skip
def test_warnings_say_why_in_plain_english(nation, text, said):
    reading = read_ground(text, Nation(nation), date(2023, 6, 28))
    assert said in " ".join(reading.warnings)
