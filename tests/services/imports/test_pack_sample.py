"""Reading a real agenda pack, where one is kept beside the project."""

from collections import Counter
from datetime import date, time

import pytest

from portal.services.imports.accounting import gaps, says_its_spans, words_of
from portal.services.imports.kinds import (
    ActionState,
    BlockKind,
    Capacity,
    CompartmentKind,
    DoubtKind,
    ItemKind,
)
from portal.services.imports.pack import read_pack
from tests.services.imports.published import sample


@pytest.fixture(scope="module")
def source():
    return sample("agenda-pack-2023-12-06.txt")


@pytest.fixture(scope="module")
def found(source):
    return read_pack(source)


def text(words):
    return words.text if words else None


def test_the_front_sheet_is_read(found, source):
    assert found.board.text == next(line.text for line in source.lines if not line.blank)
    assert found.day.on == date(2023, 12, 6)
    assert (found.hours.starts, found.hours.ends) == (time(10), time(13))
    assert found.venue is not None
    assert found.contact.telephone is not None
    assert found.contact.email is not None
    assert (found.next_meeting.day.on, found.next_meeting.hours.starts) == (None, time(10))
    assert found.next_meeting.place is not None
    assert found.next_meeting.chair is not None


def test_thirteen_items_and_their_sub_items_are_read(found):
    assert [each.number.text for each in found.items] == [str(n) for n in range(1, 14)]
    assert [(text(each.number), len(each.items)) for each in found.items[11].items] == [
        ("(a)", 2), ("(b)", 0), ("(c)", 0),
    ]  # fmt: skip
    rows = [(text(each.number), each.minutes_allowed, text(each.pages)) for each in found.walk()]
    assert rows == [
        ("1", 2, None), ("2", 2, None), ("3", 5, "1 - 5"), ("4", 10, "7 - 8"), ("5", 15, None),
        ("6", 15, None), ("7", 10, None), ("8", 15, None), ("9", 5, "9 - 11"),
        ("10", 60, "13 - 184"), ("11", 5, "185"), ("12", 5, None), ("(a)", None, None),
        (None, None, None), (None, None, None), ("(b)", 5, "199 - 201"),
        ("(c)", None, "203 - 205"), ("13", 2, None),
    ]  # fmt: skip
    states = {each.number.text: each.kind for each in found.items if each.kind_printed}
    assert states == {
        "5": ItemKind.VERBAL,
        "6": ItemKind.TO_FOLLOW,
        "7": ItemKind.TO_FOLLOW,
        "8": ItemKind.VERBAL,
        "9": ItemKind.TO_NOTE,
    }
    assert sum(each.presenter is not None for each in found.items) == 12


def test_the_membership_is_read(found):
    assert Counter(each.capacities for each in found.seats) == {
        (Capacity.CHAIR,): 1,
        (Capacity.EX_OFFICIO,): 1,
        (Capacity.MEMBER,): 16,
        (Capacity.ADVISER,): 2,
        (Capacity.ADVISER, Capacity.OBSERVER): 2,
    }
    assert sum(each.vacant for each in found.seats) == 1
    resolved = [each for each in found.seats if each.organisation_name != each.organisation.text]
    assert len(resolved) == 9
    assert len({each.organisation_name for each in resolved}) == 1


def test_the_earlier_minutes_are_read(found):
    (minutes,) = found.earlier
    assert (minutes.for_item, minutes.day.on) == ("3", date(2023, 9, 27))
    assert (len(minutes.attendance.present), len(minutes.attendance.apologies)) == (15, 3)
    assert minutes.attendance.minute_taker is not None
    assert [each.number.text for each in minutes.items] == [str(n) for n in range(1, 14)]
    assert all(each.minutes.blocks for each in minutes.items)
    actions = {each.number.text: len(each.actions) for each in minutes.items if each.actions}
    assert actions == {"3": 3, "4": 1, "6": 4, "9": 2}
    states = Counter(action.state for each in minutes.items for action in each.actions)
    assert states == {
        ActionState.COMPLETED: 1,
        ActionState.OUTSTANDING: 2,
        ActionState.OPEN: 7,
    }


def test_a_withheld_matter_and_what_speaks_of_it_come_in_closed(found):
    (minutes,) = found.earlier
    closed = [each for each in minutes.items if each.closed]
    assert [(each.number.text, each.closed.compartment) for each in closed] == [
        ("10", CompartmentKind.DHR)
    ]
    telling = {
        each.number.text
        for each in minutes.items
        if not each.closed and any(block.closed for block in each.minutes.blocks)
    }
    assert telling == {"12"}
    assert all(block.closed for block in minutes.items[11].minutes.blocks)


def test_the_reports_are_read(found):
    assert [(each.for_item, each.day.on, len(each.authors)) for each in found.reports] == [
        ("4", date(2023, 12, 6), 1),
        ("12(a)", date(2023, 12, 6), 1),
        ("12(a)", date(2023, 12, 6), 1),
        ("12(a)", date(2023, 12, 6), 1),
        ("12(c)", date(2023, 12, 6), 2),
    ]
    assert [bool(each.closed) for each in found.reports] == [False, False, False, False, True]
    assert found.reports[4].marking_in_footer is not None
    numbered = [
        sum(block.kind is BlockKind.NUMBERED for block in each.blocks) for each in found.reports
    ]
    assert numbered == [10, 4, 10, 26, 2]
    assert [len(each.appendices) for each in found.reports] == [0, 0, 0, 2, 0]
    assert all(each.embedded for each in found.reports[3].appendices)


def test_four_papers_are_withheld_and_one_names_its_ground(found):
    assert [(each.for_item, each.may_be_for, each.paragraphs) for each in found.withheld] == [
        ("9", (), ()),
        ("", ("9", "10"), ()),
        ("10", (), ("1",)),
        ("12(b)", (), ()),
    ]


def test_the_plan_of_five_meetings_is_read_and_compared(found):
    assert [(each.day.on, len(each.rows)) for each in found.plan] == [
        (date(2023, 12, 6), 12),
        (date(2024, 3, 27), 12),
        (date(2024, 6, 26), 10),
        (date(2024, 9, 25), 9),
        (date(2024, 12, 4), 9),
    ]
    marked = [sum(row.closed is not None for row in each.rows) for each in found.plan]
    assert marked == [3, 1, 1, 1, 1]
    for row in (row for meeting in found.plan for row in meeting.rows):
        assert None not in (row.presenter, row.minutes_allowed, row.item_number)
    assert [each.number.text for each in found.items if each.closed] == ["8", "9", "10"]


def test_every_doubt_is_put_down(found):
    assert Counter(each.kind for each in found.doubts) == {
        DoubtKind.PLAN_DISAGREEMENT: 15,
        DoubtKind.LABEL_ONLY_NEEDS_GROUND: 11,
        DoubtKind.ACTION_WITHOUT_DATE: 10,
        DoubtKind.ACTION_WITHOUT_OWNER: 8,
        DoubtKind.WITHHELD_WITHOUT_GROUND: 3,
        DoubtKind.GROUND_CITED: 1,
        DoubtKind.PAPER_NOT_PLACED: 3,
        DoubtKind.MENTIONS_WITHHELD_MATTER: 2,
        DoubtKind.EMBEDDED_APPENDIX: 2,
        DoubtKind.DATE_MISSING: 1,
        DoubtKind.CHAIR_DISAGREEMENT: 1,
        DoubtKind.DUPLICATE_NUMBER: 1,
        DoubtKind.MARKING_DISAGREEMENT: 1,
    }


def test_nothing_marked_is_among_the_open_texts(found):
    said = "\n".join(found.open_text())
    closed = [row.title.text for each in found.plan for row in each.rows if row.closed]
    closed += [each.heading.text for each in found.items if each.closed]
    closed += [found.reports[4].title.text, *(each.text.text for each in found.reports[4].blocks)]
    closed += [
        block.text.text for n in (9, 11) for block in found.earlier[0].items[n].minutes.blocks
    ]
    assert not [each for each in closed if len(each) > 20 and each in said]


def test_every_character_is_accounted_for(found, source):
    assert gaps(found, source) == ()
    assert all(says_its_spans(each, source.text) for each in words_of(found))
    blank = [each for each in found.furniture if each.text.startswith("This page is intention")]
    assert len(blank) == 11
