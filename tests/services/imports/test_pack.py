"""Reading an agenda pack: an invented twin of a real one, whole."""

from collections import Counter
from datetime import date, time

import pytest

from portal.errors import Refused
from portal.services.imports.accounting import gaps, says_its_spans, words_of
from portal.services.imports.kinds import (
    ActionState,
    BlockKind,
    Capacity,
    CompartmentKind,
    DoubtKind,
    ItemKind,
)
from portal.services.imports.model import Publication
from portal.services.imports.pack import read_pack
from portal.services.imports.pack_blocks import recommendations_in
from portal.services.imports.source import Source
from tests.services.imports.published import invented

SOURCE = invented("agenda-pack.txt")
CLOSED_WORDS = (
    "Learning", "Prevent Annual", "Weapons and Harm Assessment", "Weapons and Harm Needs",
    "Kelpie Lane", "Northmarsh, and the victim", "News from", "Carrow", "sixty people",
    "The panels meet", "crossing", "Bram Solway",
)  # fmt: skip

AGREE = "agree where lamps are missing."
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


def test_earlier_minutes_say_when_who_came_and_who_wrote_them(found):
    (minutes,) = found.earlier
    assert minutes.for_item == "3"
    assert minutes.day.on == date(2023, 12, 7)
    assert (minutes.hours.starts, minutes.hours.ends) == (time(14), time(16, 30))
    came = [(each.name.text, each.capacity) for each in minutes.attendance.present]
    assert came[0] == ("Councillor Quillfeather", Capacity.CHAIR)
    assert [name for name, _ in came[1:]] == [
        "Councillor Abara", "Benedikt Orme", "Ruaridh Penhallow", "Sunniva Larch", "Laila D'Anvers",
    ]  # fmt: skip
    assert [each.name.text for each in minutes.attendance.apologies] == [
        "Pascoe Dunmore", "Lise Tarn", "Zelda Okonjo",
    ]  # fmt: skip
    assert text(minutes.attendance.minute_taker) == "Wilhelmina Ashdown"


def test_earlier_minutes_have_every_item_and_no_list_is_taken_for_one(found):
    (minutes,) = found.earlier
    assert [each.number.text for each in minutes.items] == [str(n) for n in range(1, 14)]
    listed = [
        each.text.text
        for each in item(minutes.items, "6").minutes.blocks
        if each.kind is BlockKind.NUMBERED
    ]
    assert listed == [
        "Finding out",
        "Building it together \u2013 with everybody",
        "Keeping it going.",
    ]


def test_a_sentence_broken_by_the_end_of_a_page_is_mended(found):
    blocks = item(found.earlier[0].items, "4").minutes.blocks
    assert any("most of them under sixteen, and nearly" in each.text.text for each in blocks)


def test_actions_are_found_in_each_shape_they_are_written_in(found):
    actions = {
        each.number.text: [
            (text(action.owner), action.text.text, action.state) for action in each.actions
        ]
        for each in found.earlier[0].items
        if each.actions
    }
    opened, outstanding = ActionState.OPEN, ActionState.OUTSTANDING
    assert actions == {
        "3": [
            (
                "Benedikt Orme",
                f"Benedikt Orme to walk the harbour path with Lise Tarn and {AGREE}",
                ActionState.COMPLETED,
            ),
            (None, "a note on the shopwatch radio", outstanding),
            (None, "LAMP COLUMNS- Femi Brackenbury was away", outstanding),
        ],
        "4": [("the Board", "Write to the skate club:", opened)],
        "6": [
            (None, "Marking days with two colleges", opened),
            (None, "Shared list of repairers", opened),
            (None, "Joint stall with partners- Wheelhouse, HVA", opened),
        ],
        "9": [(None, "Share the rota", opened), (None, "Invite the bus company", opened)],
    }


def test_an_item_kept_back_is_closed_and_what_may_tell_of_it_with_it(found):
    (minutes,) = found.earlier
    assert item(minutes.items, "10").closed.compartment is CompartmentKind.DHR
    assert [each.number.text for each in minutes.items if each.closed] == ["10"]
    other_business = item(minutes.items, "12").minutes.blocks
    assert {each.closed.compartment for each in other_business} == {CompartmentKind.DHR}
    flagged = doubts(found, DoubtKind.MENTIONS_WITHHELD_MATTER)
    assert [each.where for each in flagged] == ["the earlier minutes, item 12"]


def test_reports_have_their_cover_their_paragraphs_and_their_item(found):
    covers = [
        (
            each.for_item,
            each.day.on,
            [text(author) for author in each.authors],
            text(each.marking_on_cover),
        )
        for each in found.reports
    ]
    on = date(2024, 3, 14)
    assert covers == [
        ("4", on, ["Ruaridh Penhallow"], "UNPROTECTED"),
        ("12(a)", on, ["Lise Tarn, Group Manager, Young Adults"], "UNPROTECTED"),
        ("12(a)", on, ["Femi Brackenbury"], "UNPROTECTED"),
        (
            "12(c)",
            on,
            [
                "Wenna Carrow, Adults' Panel Business Manager",
                "Jory Blight, Children's Panel Business Manager",
            ],
            "PROTECTED",
        ),
    ]
    numbers = [text(each.marker) for each in found.reports[1].blocks]
    assert numbers == ["1.", "1.1", "-", "-", "1.2", "-", "2.", "3.", "4.", "4.1"]
    assert found.reports[2].title.text == (
        "Night-time Economy Working Group Spiking and Safer Journeys"
    )


def test_a_report_says_what_it_recommends(found):
    assert [each.text.text for each in recommendations_in(found.reports[0].blocks)] == [
        "The Safer Places Board is asked to:",
        "Note where the contract stands",
    ]


def test_appendices_that_are_icons_are_named_and_doubted(found):
    appendices = [
        (text(each.name), each.embedded, text(each.file_name))
        for each in found.reports[2].appendices
    ]
    assert appendices == [
        (
            "Appendix 1: Harrowmere late journeys scheme and its venue network",
            True,
            "LATE bus plan Updated Feb 2024.doc",
        ),
        (
            "Appendix 2: What other towns do",
            True,
            "OTHER TOWNS - a short review of late jour",
        ),
    ]
    assert len(doubts(found, DoubtKind.EMBEDDED_APPENDIX)) == 2


def test_a_marking_that_its_footer_denies_closes_the_report(found):
    report = found.reports[3]
    assert report.closed.label == "PROTECTED"
    assert text(report.marking_in_footer) == "[Unprotected]"
    assert len(doubts(found, DoubtKind.MARKING_DISAGREEMENT)) == 1
    rows = [each.text.text for each in report.blocks if each.kind is BlockKind.TABLE_ROW]
    assert "Peer visit Visitors came for three days." in rows


def test_withheld_papers_have_their_ground_and_the_item_that_order_and_pages_give_them(found):
    papers = [
        (each.position, each.for_item, each.may_be_for, each.paragraphs, each.scheme)
        for each in found.withheld
    ]
    assert papers == [
        (3, "9", (), (), ""),
        (4, "", ("9", "10"), (), ""),
        (5, "10", (), ("1",), "Part 1 of Schedule 12A"),
        (9, "12(b)", (), (), ""),
    ]
    assert len(doubts(found, DoubtKind.WITHHELD_WITHOUT_GROUND)) == 3
    assert len(doubts(found, DoubtKind.PAPER_NOT_PLACED)) == 1


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
