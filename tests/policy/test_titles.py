"""Titles that everybody reads: what they claim, and whom they give away."""

import pytest

from portal.policy.titles import claims_closure, names_somebody


@pytest.mark.parametrize(
    "title",
    [
        "RESTRICTED: Prevent update",
        "Restricted: Prevent update",
        "Prevent update (restricted)",
        "[Confidential] A tender",
        "NOT FOR PUBLICATION \u2013 a tender",
        "Exempt - a tender",
    ],
)
def test_a_title_that_claims_to_be_closed_is_found(title: str) -> None:
    assert claims_closure(title)


@pytest.mark.parametrize(
    "title",
    [
        "Restricted items of the year",
        "UNRESTRICTED minutes",
        "The restricted byway at Fell End",
        "Exempt supported accommodation",
        "NON-EXEMPT spending",
        "",
    ],
)
def test_a_title_that_only_uses_the_word_is_not(title: str) -> None:
    assert not claims_closure(title)


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("DHR update: Marian Quell", "Marian Quell"),
        ("Domestic Homicide Review of Marian O'Quell", "Marian O'Quell"),
        ("DARDR into the death of Ms Ada Quell-Harte", "Ada Quell-Harte"),
        ("Marian Quell DHR", "Marian Quell"),
        ("Domestic homicide review (Marian Quell)", "Marian Quell"),
        ("dhr \u2013 marian quell", "Marian Quell"),
    ],
)
def test_q19_a_name_beside_a_review_of_a_death_is_found(title: str, name: str) -> None:
    assert names_somebody(title, known=["Rowan Ashdown", "Marian Quell"]) == name


@pytest.mark.parametrize(
    "title",
    [
        "RESTRICTED: Domestic Homicide Review Update",
        "Domestic Homicide Review: Action Plan",
        "DHR \u2013 Lessons Learned",
        "DHR 7 (Adult A)",
        "Domestic homicide reviews in the district",
        "A presentation by Marian Quell",
        "Domestic Homicide Review of the Year",
    ],
)
def test_a_title_without_a_name_or_without_a_review_is_not(title: str) -> None:
    assert names_somebody(title, known=["Marian Quell"]) == ""
