"""Reading an agenda pack: an invented twin of a real one, whole."""

from collections import Counter
from datetime import date, time

import pytest

from portal.errors import Refused
from portal.services.imports.accounting import gaps, says_its_spans, words_of
from portal.services.imports.kinds import (
    Capacity,
    CompartmentKind,
    DoubtKind,
    ItemKind,
)
from portal.services.imports.model import Publication
from portal.services.imports.pack import read_pack
from portal.services.imports.source import Source
from tests.services.imports.published import invented

SOURCE = invented("agenda-pack.txt")
CLOSED_WORDS = (
    "Learning", "Prevent Annual", "Weapons and Harm Assessment", "Weapons and Harm Needs",
    "Kelpie Lane", "Northmarsh, and the victim", "News from", "Carrow", "sixty people",
    "The panels meet", "crossing", "Bram Solway",
)  # fmt: skip

DRIFT = """
Item 4 is given 10 minutes, but 15 in the forward plan.
Item 5 is given 15 minutes, but 10 in the forward plan.
Item 6 comes in another way according to the forward plan.
The forward plan marks item 8 RESTRICTED, the front sheet prints it open: {closed}
Item 8 is item 9 in the forward plan.
Item 8 is given 15 minutes, but 10 in the forward plan.
The forward plan marks item 9 RESTRICTED, the front sheet prints it open: {closed}
Item 9 is item 10 in the forward plan.
Item 9 is given 5 minutes, but 10 in the forward plan.
The forward plan marks item 10 RESTRICTED, the front sheet prints it open: {closed}
Item 10 is item 8 in the forward plan.
Item 12 has 4 parts in the forward plan, but 3 on the front sheet.
The front sheet has item 13, the forward plan does not.
The forward plan puts the next meeting on Thursday 13 June 2024; the front sheet does not.
""".replace("{closed}", "it comes in closed, with its papers, until the clerk decides.")


@pytest.fixture(scope="module")
def found() -> Publication:
    return read_pack(SOURCE)


def text(words):
    return words.text if words else None


def item(items, number):
    walked = (each for top in items for each in top.walk())
    return next(each for each in walked if each.number and each.number.text == number)


def doubts(found, kind):
    return [each for each in found.doubts if each.kind is kind]


def test_the_front_sheet_says_who_meets_when_and_where(found):
    assert found.board.text == "Harrowmere Safer Places Board"
    assert found.day.on == date(2024, 3, 14)
    assert (found.hours.starts, found.hours.ends) == (time(14), time(16, 30))
    assert found.venue.text == "To be held virtually over Larkcall"
    assert text(found.contact.name) == "Wilhelmina Ashdown"
    assert text(found.contact.telephone) == "01632 960 114"
    assert text(found.contact.email) == "board@harrowmere.example"


def test_every_row_of_the_agenda_has_its_presenter_time_and_pages_or_state(found):
    rows = {
        each.number.text: (text(each.presenter), each.minutes_allowed, text(each.pages), each.kind)
        for each in found.walk()
        if each.number
    }
    unstated, report = ItemKind.UNSTATED, ItemKind.REPORT
    assert rows == {
        "1": ("Chair", 2, None, unstated),
        "2": ("Chair", 3, None, unstated),
        "3": ("Chair", 5, "1 - 4", report),
        "4": ("R Penhallow", 10, "5 - 6", report),
        "5": ("Z Okonjo", 15, None, ItemKind.VERBAL),
        "6": ("Z Okonjo", 10, None, ItemKind.TO_FOLLOW),
        "7": ("L D'Anvers", 10, None, ItemKind.TO_FOLLOW),
        "8": ("Z Okonjo", 15, None, ItemKind.VERBAL),
        "9": (None, 5, "7 - 9", ItemKind.TO_NOTE),
        "10": ("O Marchetti", 40, "11 - 96", report),
        "11": ("Chair", 5, "97", report),
        "12": ("Chair", 5, None, unstated),
        "(a)": (None, None, None, unstated),
        "(b)": (None, 5, "109 - 112", report),
        "(c)": (None, None, "113 - 118", report),
        "13": ("Chair", 2, None, unstated),
    }


def test_sub_items_stand_under_their_item_and_rows_without_a_number_under_theirs(found):
    other_business = item(found.items, "12")
    assert [each.heading.text for each in other_business.items] == [
        "Working Group Reports",
        "Harbourside Forum Update",
        "Safeguarding Panels Update Report",
    ]
    assert [(each.number, each.heading.text) for each in other_business.items[0].items] == [
        (None, "Young Adults and Transitions"),
        (None, "Night-time Economy Working Group"),
    ]


def test_a_sentence_below_a_row_is_its_text(found):
    (block,) = item(found.items, "2").agenda_text
    assert block.text.text.startswith("Anybody seated at the table")


def test_the_next_meeting_has_a_place_and_a_chair_but_no_date_yet(found):
    coming = found.next_meeting
    assert text(coming.board) == "Harrowmere Safer Places Board Meeting"
    assert (coming.day.on, text(coming.day.printed)) == (None, "DATE TBC")
    assert (coming.hours.starts, coming.hours.ends) == (time(14), time(16, 30))
    assert (text(coming.place), text(coming.chair)) == (
        "Assembly Room 4",
        "Councillor Quillfeather",
    )
    assert len(doubts(found, DoubtKind.DATE_MISSING)) == 1


def test_seats_have_their_organisation_in_full_where_the_table_says_what_is_short_for_it(found):
    council = {
        text(each.name)
        for each in found.seats
        if each.organisation_name == "Harrowmere City Council"
    }
    assert council == {
        "Morwenna Tagg", "Councillor Ida Quillfeather", "Ruaridh Penhallow", "Pascoe Dunmore",
        "Lise Tarn", "Tomasz Ivell",
    }  # fmt: skip
    assert item_of_seat(found, "Morwenna Tagg").organisation.text == "Harrowmere City Council (HCC)"


def item_of_seat(found, name):
    return next(each for each in found.seats if text(each.name) == name)


def test_seats_have_their_capacity_their_table_and_their_vacancy(found):
    assert Counter(each.capacities for each in found.seats) == {
        (Capacity.CHAIR,): 1,
        (Capacity.MEMBER,): 5,
        (Capacity.EX_OFFICIO,): 1,
        (Capacity.ADVISER,): 1,
        (Capacity.ADVISER, Capacity.OBSERVER): 2,
    }
    (vacant,) = [each for each in found.seats if each.vacant]
    assert (vacant.name, vacant.post, vacant.organisation.text) == (
        None,
        None,
        "Northmarsh Tribunals Service",
    )
    assert text(item_of_seat(found, "Thandeka Moss").group) == "Non-HCC Advisers"


def test_the_plan_has_its_meetings_and_rows_however_its_columns_have_shifted(found):
    assert [(each.day.on, len(each.rows)) for each in found.plan] == [
        (date(2024, 3, 14), 12),
        (date(2024, 6, 13), 8),
        (date(2024, 9, 12), 7),
        (date(2024, 12, 12), 7),
        (date(2025, 3, 13), 7),
    ]
    for meeting in found.plan:
        assert all(each.presenter and each.minutes_allowed for each in meeting.rows)
        assert [text(each.item_number) for each in meeting.rows][
            -1
        ] == f"Item {meeting.rows and (12 if len(meeting.rows) == 12 else 7)}"
        assert meeting.rows[-1].status.text.startswith("Odile Marchetti a - ")
    assert Counter(bool(each.closed) for meeting in found.plan for each in meeting.rows)[True] == 7
    assert text(found.plan[0].rows[4].status) == "Verbal"


def test_two_rows_with_one_number_are_doubted(found):
    (doubt,) = doubts(found, DoubtKind.DUPLICATE_NUMBER)
    assert doubt.where == "the forward plan, Thursday 13 June 2024, item 4"


def test_what_the_plan_marks_and_the_front_sheet_does_not_comes_in_closed(found):
    closed = {each.number.text: each.closed.compartment for each in found.items if each.closed}
    assert closed == {
        "8": CompartmentKind.DHR,
        "9": CompartmentKind.PREVENT,
        "10": CompartmentKind.GENERAL,
    }


def test_plan_and_front_sheet_are_compared_row_by_row(found):
    said = [each.sentence for each in doubts(found, DoubtKind.PLAN_DISAGREEMENT)]
    assert said == DRIFT.strip().splitlines()


def test_two_names_for_the_chair_are_doubted(found):
    assert len(doubts(found, DoubtKind.CHAIR_DISAGREEMENT)) == 1


def test_nothing_closed_is_among_the_open_texts(found):
    said = "\n".join(found.open_text())
    for words in CLOSED_WORDS:
        assert words in SOURCE.text
        assert words not in said
    assert "Harbour Lighting Review" in said


def test_every_character_is_accounted_for(found):
    assert gaps(found, SOURCE) == ()
    assert all(says_its_spans(each, SOURCE.text) for each in words_of(found))
    blank = [each for each in found.furniture if each.text.startswith("This page is intention")]
    assert len(blank) == 10


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ("", "not the text of an agenda pack"),
        ("1. Milk\n2. Eggs\n", "not the text of an agenda pack"),
        ("Dear all,\n\nPlease find below nothing at all.\n", "not the text of an agenda pack"),
        (
            "Agenda and minutes\n\nNote No. Item\n\n31.\n\nBins",
            "meeting page",
        ),
    ],
)
def test_a_text_of_another_kind_is_refused_in_one_sentence(given, says):
    with pytest.raises(Refused, match=says):
        read_pack(Source(given))
