"""The papers of an agenda pack: earlier minutes, reports, withheld pages."""

from datetime import date, time

import pytest

from portal.services.imports.kinds import (
    ActionState,
    BlockKind,
    Capacity,
    CompartmentKind,
    DoubtKind,
)
from portal.services.imports.model import Publication
from portal.services.imports.pack import read_pack
from portal.services.imports.pack_blocks import recommendations_in
from tests.services.imports.published import invented

AGREE = "agree where lamps are missing."
SOURCE = invented("agenda-pack.txt")


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
