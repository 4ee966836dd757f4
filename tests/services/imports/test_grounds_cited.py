"""A ground stated in what is read in becomes a doubt, and changes nothing of what is closed."""

import pytest

from portal.services.imports.kinds import DoubtKind
from portal.services.imports.pack import read_pack
from portal.services.imports.page import read_page
from portal.services.imports.source import Source
from tests.services.imports.published import invented

PAGE = """Agenda and minutes

Harbour Safety Partnership
Wednesday, 12 June 2024 10:00 am

Venue: Town Hall

Items
No. Item

1.

RESTRICTED: Review

Minutes:

{text}

2.

Forward plan

Minutes:

{open}
"""


def cited(text: str, *, aloud: str = "The plan was noted.") -> list[str]:
    found = read_page(Source(PAGE.format(text=text, open=aloud)))
    assert found.items[0].closed is not None
    return [each.sentence for each in found.doubts if each.kind is DoubtKind.GROUND_CITED]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("Exempt under paragraph 1 of Schedule 12A.", "The text cites paragraph 1 of Schedule 12A"),
        ("Exempt: paragraphs 1, 2 and 7", "The text cites paragraphs 1, 2 and 7 of Schedule 12A"),
        ("Exempt: paragraph 14, Part 4", "The text cites paragraph 14 of Part 4 of Schedule 12A"),
        ("Exempt: Schedule 7A paragraph 6", "The text cites paragraph 6 of Schedule 7A"),
        ("Exempt: paragraph 44 of Schedule 12A", "a ground that cannot be read with certainty"),
        ("Confidential: section 100A(3)", "says that it is confidential information"),
    ],
)
def test_a_statement_is_doubted_by_its_numbers_alone(text, sentence):
    (said,) = cited(text)
    assert sentence in said
    assert said.endswith("record the ground before it is published.")
    assert "comes in open" not in said


@pytest.mark.parametrize(
    "text",
    [
        "The review continues.",
        "Paragraph 3.2 of the report was noted.",
        "This report is not exempt under paragraph 3.",
        "The report is no longer exempt under paragraph 3 and has been published.",
        "The public may be excluded whenever exempt information is likely to be disclosed.",
    ],
)
def test_what_states_no_ground_is_not_doubted_and_opens_nothing(text):
    assert cited(text) == []


def test_a_ground_in_an_item_that_comes_in_open_is_doubted_as_such():
    (said,) = cited("Noted.", aloud="Exempt under paragraph 3 of Schedule 12A.")
    assert "it comes in open" in said


def test_the_ground_of_a_paper_kept_back_is_doubted():
    found = read_pack(invented("agenda-pack.txt"))
    grounds = [each.sentence for each in found.doubts if each.kind is DoubtKind.GROUND_CITED]
    assert grounds == [
        "The text cites paragraph 1 of Schedule 12A: record the ground before it is published."
    ]
