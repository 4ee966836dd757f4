"""A resolution to exclude the public names its items and states their grounds."""

import pytest

from portal.policy.resolutions import ResolvedItem, resolution_faults

ITEM = ResolvedItem(
    number="39", heading="A statutory review", scheme="ENG-12A", paragraphs=("1", "2")
)
OTHER = ResolvedItem(number="40", heading="A contract", scheme="ENG-12A", paragraphs=("3",))
WALES = ResolvedItem(number="7", heading="Advice", scheme="WAL-12A", paragraphs=("16",))
GROUND = "of Part 1 of Schedule 12A to the Local Government Act 1972"


@pytest.mark.parametrize(
    ("words", "items"),
    [
        (f"That the public be excluded from item 39 under paragraphs 1 and 2 {GROUND}.", [ITEM]),
        (f"Items 39 and 40 be taken in private: paragraphs 1, 2 and 3 {GROUND}.", [ITEM, OTHER]),
        (f"Agenda items 38 to 41 are closed by paras 1-3 {GROUND}.", [ITEM, OTHER]),
        (f"Excluded for “A Statutory Review” by virtue of paragraphs 1 & 2 {GROUND}.", [ITEM]),
        ("Item 7 is closed by paragraph 16 of Part 4 of Schedule 12A.", [WALES]),
        ("Item no. 39: paragraph 1 and paragraph 2 of Schedule 12A.", [ITEM]),
    ],
)
def test_a_resolution_that_says_what_and_why_is_good(words: str, items: list[ResolvedItem]) -> None:
    assert resolution_faults(words, items) == ()


@pytest.mark.parametrize(
    "words",
    [
        "That the public be excluded from item 39.",
        "That the public be excluded from item 39 as it is exempt under Schedule 12A.",
        f"That the public be excluded from item 39 under paragraph 1 {GROUND}.",
        f"That the public be excluded from items 1, 2 and 39 of the agenda {GROUND}.",
        "That the public be excluded from item 39 under paragraphs 1 and 2.",
    ],
)
def test_q09_a_resolution_that_lacks_its_paragraphs_is_refused(words: str) -> None:
    faults = resolution_faults(words, [ITEM])
    assert len(faults) == 1
    assert "100A(5)(b)" in faults[0]


@pytest.mark.parametrize(
    "words",
    [
        f"That the public be excluded under paragraphs 1 and 2 {GROUND}.",
        f"That the public be excluded from item 3 under paragraphs 1 and 2 {GROUND}.",
        f"That the public be excluded from item 390 under paragraphs 1, 2 and 39 {GROUND}.",
    ],
)
def test_q10_a_resolution_that_lacks_the_item_is_refused(words: str) -> None:
    assert resolution_faults(words, [ITEM]) == (
        "Name the item in the resolution: “item 39” (100A(5)(a)).",
    )


def test_an_item_without_a_number_is_named_by_its_heading() -> None:
    plain = ResolvedItem(number="", heading="A contract", scheme="ENG-12A", paragraphs=("3",))
    assert "“A contract”" in resolution_faults(f"Excluded by paragraph 3 {GROUND}.", [plain])[0]


def test_nothing_is_resolved_in_no_words_or_about_nothing() -> None:
    assert resolution_faults(" ", [ITEM])[0].startswith("Write the resolution")
    assert resolution_faults("Item 39, paragraph 1 of Schedule 12A.", [])[0].startswith("Choose")
