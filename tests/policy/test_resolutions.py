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


def test_what_is_lacking_is_named_with_its_schedule() -> None:
    (lacking,) = resolution_faults("Item 39 is exempt under Schedule 12A.", [ITEM])
    assert lacking == (
        "State the ground in the resolution: “paragraphs 1 and 2 of Part 1 of Schedule 12A to the"
        " Local Government Act 1972” (100A(5)(b))."
    )
    (one,) = resolution_faults("Item 39: paragraph 2 of Schedule 12A.", [ITEM])
    assert one.startswith("State the ground in the resolution: “paragraph 1 of Part 1 of Schedule")
    unknown = ResolvedItem(number="3", heading="", scheme="none", paragraphs=("1",))
    (bare,) = resolution_faults("Item 3, Schedule 12A.", [unknown])
    assert bare == "State the ground in the resolution: “paragraph 1” (100A(5)(b))."
    unfounded = ResolvedItem(number="3", heading="", scheme="ENG-12A", paragraphs=())
    (none,) = resolution_faults("Item 3, paragraph 1 of Schedule 12A.", [unfounded])
    assert none == "State the ground in the resolution: paragraph and Schedule (100A(5)(b))."


def test_a_schedule_that_is_not_named_is_asked_for() -> None:
    assert resolution_faults("Item 39, paragraphs 1 and 2.", [ITEM]) == (
        "Say of which Schedule the paragraphs are (100A(5)(b)).",
    )


@pytest.mark.parametrize(
    "words",
    [
        "ITEM 39: PARAGRAPHS 1 AND 2 OF SCHEDULE 12A",
        "item 39: paras 1 TO 3 of schedule 12a",
        "Item 39: paragraphs 1 to 2, and paragraph 3, of Sch. 12A",
    ],
)
def test_capitals_do_not_matter(words: str) -> None:
    assert resolution_faults(words, [ITEM]) == ()


@pytest.mark.parametrize(("written", "kept"), [("7a", "7A"), ("7A", "7a"), ("c-1", "C-1")])
def test_a_paragraph_with_a_letter_is_the_same_in_small_letters(written: str, kept: str) -> None:
    item = ResolvedItem(number="39", heading="", scheme="ENG-12A", paragraphs=(kept,))
    found = resolution_faults(f"Item 39, paragraph {written} of Schedule 12A.", [item])
    assert (found == ()) is (kept != "C-1")


@pytest.mark.parametrize(
    ("said", "number", "named"),
    [
        ("items 3 to 6", "2", False),
        ("items 3 to 6", "3", True),
        ("items 3 to 6", "6", True),
        ("items 3 to 6", "7", False),
        ("items 1, 3 to 6 and 9", "1", True),
        ("items 1 to 2, 5 to 6", "2", True),
        ("items 1 to 900", "201", True),
        ("items 1 to 900", "202", False),
        ("items 6 to 3", "4", False),
        ("items 6 to 3", "6", True),
        ("items 1-2-3", "1", True),
        ("items 1-2-3", "2", False),
    ],
)
def test_a_range_names_what_lies_in_it(said, number, named):
    item = ResolvedItem(number=number, heading="", scheme="ENG-12A", paragraphs=("1",))
    faults = resolution_faults(f"{said.capitalize()}: paragraph 1 of Schedule 12A", [item])
    assert faults == (
        () if named else (f"Name the item in the resolution: “item {number}” (100A(5)(a)).",)
    )


def test_signs_and_spaces_in_a_heading_or_a_number_do_not_matter() -> None:
    item = ResolvedItem(number="", heading="A contract: iron", scheme="ENG-12A", paragraphs=("3",))
    assert (
        resolution_faults(f"Excluded for A CONTRACT,\n  iron, by paragraph 3 {GROUND}.", [item])
        == ()
    )
    dotted = ResolvedItem(number="39.", heading="", scheme="ENG-12A", paragraphs=("3",))
    assert resolution_faults(f"Item 39, by paragraph 3 {GROUND}.", [dotted]) == ()
