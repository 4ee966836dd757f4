"""Reading a meeting page: an invented twin of a real one, whole."""

from datetime import date, time

import pytest

from portal.services.imports.accounting import says_its_spans, words_of
from portal.services.imports.kinds import ActionState, BlockKind, CompartmentKind, DoubtKind
from portal.services.imports.model import Publication
from portal.services.imports.page import read_page
from portal.services.imports.source import Source
from tests.services.imports.published import invented

SOURCE = invented("meeting-page.txt")
TEXT = SOURCE.text
CANARIES = ("Heronsgate", "Kestrelmoor", "Ospreycote", "Ravenhythe", "chronologies")


@pytest.fixture(scope="module")
def found() -> Publication:
    return read_page(SOURCE)


def item(found, number):
    return next(each for each in found.walk() if each.number and each.number.text == number)


def doubts(found, kind, where=None):
    return [each for each in found.doubts if each.kind is kind and where in {None, each.where}]


def test_the_head_says_who_met_when_and_where(found):
    assert found.board.text == "Harbour and Fells Safety Board"
    assert found.day.on == date(2024, 5, 14)
    assert (found.hours.starts, found.hours.ends) == (time(14), None)
    assert found.venue.text == "Council Chamber, Old Customs House, Wrenport"
    assert found.contact.name.text == "Odalys Fenwick"
    assert found.contact.post.text == "Partnership Support Officer"


def test_every_row_is_an_item_with_its_number(found):
    assert [each.number.text for each in found.walk()] == [
        *map(str, range(61, 74)), "73a", "74",
    ]  # fmt: skip
    assert [each.minute_number for each in found.items] == list(range(61, 75))


def test_a_lettered_row_stands_under_its_number(found):
    assert [each.number.text for each in item(found, "73").items] == ["73a"]
    assert item(found, "73a").minutes_allowed == 2


def test_time_allowed_belongs_to_the_row_below_it(found):
    allowed = {each.number.text: each.minutes_allowed for each in found.walk()}
    assert {number for number, minutes in allowed.items() if minutes} == {
        "61", "62", "63", "71", "72", "73a",
    }  # fmt: skip
    assert allowed["63"] == 10


def test_headings_name_their_documents_and_sizes(found):
    papers = {
        each.number.text: (each.heading.text, each.documents[0].format, each.documents[0].size)
        for each in found.walk()
        if each.documents
    }
    assert papers["66"] == ("Harbour Watch Update", "PDF", "1.2 MB")
    assert set(papers) == {"64", "66", "67", "71", "73a"}
    assert doubts(found, DoubtKind.DOCUMENTS_NOT_NAMED, "item 64")


def test_text_before_the_minutes_is_the_agendas(found):
    assert item(found, "62").agenda_text[0].text.text.startswith("Anyone with an interest")
    assert item(found, "62").minutes is None


def test_minutes_keep_bullets_dashes_numbers_and_paragraphs(found):
    blocks = item(found, "64").minutes.blocks
    shapes = [(each.kind, each.level, each.marker.text if each.marker else "") for each in blocks]
    assert shapes == [
        (BlockKind.BULLET, 0, "·"),
        (BlockKind.BULLET, 0, "·"),
        (BlockKind.DASH, 1, "-"),
        (BlockKind.DASH, 1, "-"),
        (BlockKind.DASH, 1, "-"),
        (BlockKind.BULLET, 0, "·"),
        (BlockKind.NUMBERED, 1, "1."),
        (BlockKind.NUMBERED, 1, "2."),
        (BlockKind.NUMBERED, 1, "10."),
        (BlockKind.PARAGRAPH, 0, ""),
    ]


def test_minutes_that_break_off_are_incomplete(found):
    minutes = item(found, "64").minutes
    assert not minutes.complete
    assert minutes.cut_off_by.text == "... view the full minutes text for item 64."
    assert minutes.blocks[-1].text.text.endswith("go to")
    assert {each.where for each in doubts(found, DoubtKind.INCOMPLETE_MINUTES)} == {
        "item 64", "item 68",
    }  # fmt: skip


def test_actions_say_who_by_when_and_how_far(found):
    actions = [
        (
            each.owner.text if each.owner else None,
            each.due.printed.text if each.due else None,
            each.due.on if each.due else None,
            each.state,
        )
        for number in ("63", "67")
        for each in item(found, number).actions
    ]
    assert actions == [
        ("All board partners", None, None, ActionState.OUTSTANDING),
        ("Petra Lindqvist", None, None, ActionState.COMPLETED),
        ("Ruari Oduya", "31st July", date(2024, 7, 31), ActionState.OPEN),
        ("Tomos Hale", "September\u2019s HFSB", None, ActionState.OPEN),
        (None, None, None, ActionState.OPEN),
    ]
    assert len(doubts(found, DoubtKind.ACTION_WITHOUT_OWNER)) == 1
    assert len(doubts(found, DoubtKind.ACTION_WITHOUT_DATE, "item 67")) == 2


def test_two_people_with_something_to_do_are_two_actions(found):
    assert [each.owner.text for each in item(found, "68").actions] == ["Sunniva", "Odalys"]


@pytest.mark.parametrize(
    ("number", "compartment"),
    [
        ("68", CompartmentKind.DHR),
        ("69", CompartmentKind.DOMESTIC_ABUSE),
        ("70", CompartmentKind.PREVENT),
    ],
)
def test_a_marked_item_comes_in_closed_in_its_compartment(found, number, compartment):
    closed = item(found, number).closed
    assert (closed.compartment, closed.label) == (compartment, "RESTRICTED")
    assert len(doubts(found, DoubtKind.LABEL_ONLY_NEEDS_GROUND, f"item {number}")) == 1


def test_nothing_closed_is_among_the_open_text(found):
    said = "\n".join(found.open_text())
    assert "Night-Time Economy Survey" in said
    assert [each for each in CANARIES if each in said] == []


def test_marked_lines_inside_an_open_item_are_closed_and_flagged(found):
    blocks = item(found, "72").minutes.blocks
    assert [bool(each.closed) for each in blocks] == [False, True, True, False]
    flagged = doubts(found, DoubtKind.RESTRICTED_LINE_INSIDE_ITEM, "item 72")
    lines = TEXT.splitlines()
    assert [lines[SOURCE.line_number(each.spans[0].start) - 1][:13] for each in flagged] == [
        "- RESTRICTED:",
        "- RESTRICTED:",
    ]


def test_open_lines_that_name_a_marked_matter_are_flagged(found):
    assert [each.where for each in doubts(found, DoubtKind.MENTIONS_WITHHELD_MATTER)] == ["item 71"]
    assert [each.where for each in doubts(found, DoubtKind.MARKING_DISAGREEMENT)] == ["item 73a"]


def test_the_same_minutes_under_two_items_are_flagged(found):
    (same,) = doubts(found, DoubtKind.SAME_MINUTES)
    assert "item 65 and item 66" in same.sentence


def test_a_weekday_that_cannot_be_is_flagged(found):
    (wrong,) = doubts(found, DoubtKind.IMPOSSIBLE_WEEKDAY)
    assert wrong.where == "item 74"
    assert "in 2024 that day is a Tuesday" in wrong.sentence


def test_a_number_of_another_run_is_flagged(found):
    (odd,) = doubts(found, DoubtKind.NUMBER_DISAGREEMENT)
    assert odd.where == "item 68"


def test_every_character_is_accounted_for(found):
    assert doubts(found, DoubtKind.UNACCOUNTED_TEXT) == []
    assert all(says_its_spans(words, TEXT) for words in words_of(found))


def test_doubts_never_quote_what_is_closed(found):
    for each in found.doubts:
        assert not any(canary in each.sentence + each.where for canary in CANARIES)


def test_what_cannot_be_placed_is_reported_by_line_and_length():
    odd = TEXT.replace("Items\n", "Items\n\nA stray line\n", 1)
    (doubt,) = doubts(read_page(Source(odd)), DoubtKind.UNACCOUNTED_TEXT)
    assert doubt.where == "line 12"
    assert "10 characters" in doubt.sentence
    assert "stray" not in doubt.sentence
