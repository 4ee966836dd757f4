"""A real meeting page, kept beside the project: what it holds is found, and nothing is lost."""

import pytest

from portal.services.imports.accounting import says_its_spans, words_of
from portal.services.imports.kinds import BlockKind, CompartmentKind, DoubtKind
from portal.services.imports.page import read_page
from portal.services.imports.printing import lines_about
from portal.services.imports.shape import as_json
from portal.services.imports.storing import apply_publication
from tests.services.imports.published import sample


@pytest.fixture(scope="module")
def source():
    return sample("meeting-page-2023-06-28.txt")


@pytest.fixture(scope="module")
def found(source):
    return read_page(source)


def item(found, number):
    return next(each for each in found.walk() if each.number.text == number)


def where(found, kind):
    return [each.where for each in found.doubts if each.kind is kind]


def test_the_head_and_every_row_are_found(found):
    assert (found.day.on.isoformat(), found.hours.starts.hour) == ("2023-06-28", 10)
    assert found.board.text
    assert found.venue.text
    assert found.contact.post.text
    assert [each.number.text for each in found.walk()] == [
        *map(str, range(31, 45)),
        "44a",
        "45",
        "46",
    ]
    allowed = {each.number.text: each.minutes_allowed for each in found.walk()}
    assert {number: minutes for number, minutes in allowed.items() if minutes} == {
        "31": 2, "32": 2, "33": 5, "42": 5, "43": 5, "44a": 5,
    }  # fmt: skip


def test_documents_come_with_their_sizes(found):
    sizes = {each.number.text: each.documents[0].size for each in found.walk() if each.documents}
    assert sizes == {
        "34": "65 KB", "36": "51 KB", "37": "461 KB", "38": "294 KB",
        "42": "62 KB", "44a": "56 KB", "45": "56 KB",
    }  # fmt: skip
    assert where(found, DoubtKind.DOCUMENTS_NOT_NAMED) == ["item 34", "item 37"]


def test_minutes_keep_their_shape(found):
    kinds = [each.kind for each in item(found, "34").minutes.blocks]
    assert kinds.count(BlockKind.BULLET) == 5
    assert kinds.count(BlockKind.DASH) == 12
    assert kinds.count(BlockKind.NUMBERED) == 10
    assert kinds.count(BlockKind.PARAGRAPH) == 2
    assert where(found, DoubtKind.INCOMPLETE_MINUTES) == [
        "item 34", "item 37", "item 39", "item 40",
    ]  # fmt: skip


def test_actions_have_their_owner_due_words_and_state(found):
    actions = {
        number: [
            (bool(each.owner), each.due.printed.text if each.due else None, str(each.state))
            for each in item(found, number).actions
        ]
        for number in ("33", "38", "39")
    }
    assert actions["33"] == [(True, None, "outstanding")] * 2
    assert [due and due.startswith("September") for _, due, _ in actions["38"]] == [None, True]
    assert actions["39"] == [(True, None, "open")] * 2


def test_the_marked_items_are_closed_in_their_compartments(found):
    closed = {each.number.text: each.closed.compartment for each in found.walk() if each.closed}
    assert closed == {
        "39": CompartmentKind.DHR,
        "40": CompartmentKind.DOMESTIC_ABUSE,
        "41": CompartmentKind.PREVENT,
    }
    assert where(found, DoubtKind.LABEL_ONLY_NEEDS_GROUND) == ["item 39", "item 40", "item 41"]
    assert where(found, DoubtKind.RESTRICTED_LINE_INSIDE_ITEM) == ["item 43", "item 43"]


def test_what_is_odd_is_flagged(found):
    assert where(found, DoubtKind.SAME_MINUTES) == ["item 36"]
    assert where(found, DoubtKind.IMPOSSIBLE_WEEKDAY) == ["item 46"]
    assert where(found, DoubtKind.NUMBER_DISAGREEMENT) == ["item 39"]


def test_every_character_is_accounted_for(found, source):
    assert where(found, DoubtKind.UNACCOUNTED_TEXT) == []
    assert all(says_its_spans(words, source.text) for words in words_of(found))


def test_no_closed_line_is_printed_or_in_the_json(found, source):
    printed = "\n".join(lines_about(found, source))
    machine = str(as_json(found, source))
    lines = source.text.splitlines()
    closed = [*lines[274:323], *lines[326:367], *lines[370:393], lines[446], lines[448]]
    long = [each.strip("\u00b7- \u00a0") for each in closed if len(each) > 30]
    assert len(long) > 30
    for each in long:
        # Item 42's own open list names the three items; they are flagged, not hidden.
        assert each not in printed
        assert each not in machine


def test_it_is_stored_once(setting, source):
    for already in (False, True):
        work = setting.work()
        with work.session:
            assert apply_publication(work, "harbour", read_page(source), source).already is already
