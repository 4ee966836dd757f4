"""Hints from grounds to exemptions: for every paragraph, of the right law, and never an answer."""

import pytest

from portal.policy import Jurisdiction
from portal.policy.freedom_hints import (
    _WRITTEN,
    LAWS,
    ONLY_A_HINT,
    InformationLaw,
    _laws,
    hints,
)
from portal.policy.grounds import SCHEMES

EVERY = [
    (scheme.id, number, nation)
    for scheme in SCHEMES.values()
    for number in scheme.paragraphs
    for nation in scheme.jurisdictions
]


def sections(told: tuple[str, ...]) -> list[str]:
    return [each.partition(":")[0] for each in told]


@pytest.mark.parametrize(
    ("number", "first", "also"),
    [
        ("1", ["40"], ["38", "41"]),
        ("2", ["40"], ["38", "41"]),
        ("3", ["43"], ["41"]),
        ("4", ["36", "43"], []),
        ("5", ["42"], []),
        ("6", ["31"], []),
        ("7", ["30", "31"], []),
    ],
)
def test_englands_paragraphs_lead_where_the_reference_has_them(number, first, also):
    (hint,) = hints("ENG-12A", [number], Jurisdiction.ENG)
    assert (sections(hint.first), sections(hint.also)) == (first, also)


@pytest.mark.parametrize(("scheme", "number", "nation"), EVERY)
def test_every_paragraph_of_every_scheme_has_a_hint_in_the_nations_own_law(scheme, number, nation):
    (hint,) = hints(scheme, [number], nation)
    assert hint.paragraph == number
    assert hint.first
    assert all(": " in each for each in (*hint.first, *hint.also))


def test_scotland_has_an_act_and_a_commissioner_of_its_own():
    assert LAWS[Jurisdiction.SCO].commissioner == "Scottish Information Commissioner"
    assert {LAWS[each].short for each in Jurisdiction} == {"FOIA", "FOISA"}
    (personal,) = hints("SCO-7A", ["1"], Jurisdiction.SCO)
    assert personal.first == ("38: personal information",)


def test_each_nation_has_the_law_that_is_written_for_it():
    read = _laws(_WRITTEN)
    assert read == LAWS
    assert set(read) == set(Jurisdiction)
    england = read[Jurisdiction.ENG]
    assert england == InformationLaw(id=england.id, **_WRITTEN["laws"][england.id])


def test_what_no_scheme_knows_has_no_hint():
    assert hints("ENG-12A", ["99"], Jurisdiction.ENG) == ()
    assert hints("nothing", ["1"], Jurisdiction.ENG) == ()


def test_it_says_that_it_is_no_decision():
    assert "not a decision" in ONLY_A_HINT
    assert "argued again" in ONLY_A_HINT
