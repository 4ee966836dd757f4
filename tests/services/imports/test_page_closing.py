"""Where a marking reaches on a page: further, where it can be read both ways."""

import pytest

from portal.services.imports.kinds import DoubtKind
from portal.services.imports.page import read_page
from portal.services.imports.source import Source

HEAD = "Agenda and minutes\n\nMarsh Board\nMonday, 3 June 2024 2:00 pm\n\nItems\n\n"
SECRET = "The heron nests behind the old brickworks, as two neighbours have told the warden."


def read(body):
    return read_page(Source(HEAD + body))


def closed(found):
    return [each.number.text for each in found.walk() if each.closed]


def is_kept(found):
    return "heron" not in "\n".join(found.open_text())


@pytest.mark.parametrize(
    "body",
    [
        f"31.\n\nNests\n\nRESTRICTED\n\nMinutes:\n\n{SECRET}\n",
        f"31.\n\nNests\n\nThis item is exempt:\n\nEXEMPT\n\nMinutes:\n\n{SECRET}\n",
        f"30.\n\nOne\n\nMinutes:\n\nNoted.\n\nRestricted\n\n31.\n\nNests\n\nMinutes:\n\n{SECRET}\n",
        f"30.\n\nOne\n\nEXEMPT ITEMS\n\n31.\n\nTwo\n\n32.\n\nNests\n\nMinutes:\n\n{SECRET}\n",
        f"31.\n\nRESTRICTED: Groups\n\n31a\n\nNests\n\nMinutes:\n\n{SECRET}\n",
        f"31.\n\nNests\n\nMinutes:\n\nRESTRICTED: what was said\n\nOpen?\n\n{SECRET}\n",
        f"31.\n\nNests\n\nMinutes:\n\n\u00b7  RESTRICTED: nests\n\n- {SECRET}\n",
        f"31.\n\nNests\n\nMinutes:\n\n- RESTRICTED: nests\n\nACTION \u2013 {SECRET}\n",
        f"31.\n\nNests\n\nMinutes:\n\n4. RESTRICTED: nests\n\n{SECRET}\n",
        f"31.\n\nNests\n\nMinutes:\n\nOne.\x0cRESTRICTED: nests\n\n{SECRET}\n",
        f"31.\n\nNests\n\nMinutes:\n\nOne.\u2028RESTRICTED: {SECRET}\n",
        f"31.\n\nRESTRICTED: Nests\n\nMinutes:\n\n45.\n\n{SECRET}\n",
        f"31.\n\nRESTRICTED: Nests\n\nMinutes:\n\n32.\n\n{SECRET}\n\n32.\n\nNext\n",
        "31.\n\nNests\n\nRESTRICTED: the heron map  pdf icon PDF 20 KB\n\nMinutes:\n\nNoted.\n",
    ],
)
def test_nothing_marked_comes_out_open(body):
    found = read(body)
    assert is_kept(found)
    labels = {DoubtKind.LABEL_ONLY_NEEDS_GROUND, DoubtKind.RESTRICTED_LINE_INSIDE_ITEM}
    assert labels & {each.kind for each in found.doubts}
    assert DoubtKind.UNACCOUNTED_TEXT not in {each.kind for each in found.doubts}


def test_a_mark_beside_one_row_leaves_the_row_after_it_open():
    found = read("30.\n\nOne\n\nMinutes:\n\nA\n\nRESTRICTED\n\n31.\n\nNests\n\n32.\n\nThree\n")
    assert closed(found) == ["31"]


def test_what_stands_under_a_marked_row_is_closed_itself():
    assert closed(read("31.\n\nRESTRICTED: Groups\n\n31a\n\nNests\n\n32.\n\nTwo\n")) == [
        "31",
        "31a",
    ]


def test_a_mark_between_two_headings_closes_both():
    assert closed(read("30.\n\nOne\n\nRESTRICTED\n\n31.\n\nTwo\n\n32.\n\nThree\n")) == ["30", "31"]


def test_a_mark_above_the_first_row_closes_it_and_is_reported():
    found = read(f"RESTRICTED\n\n31.\n\nNests\n\nMinutes:\n\n{SECRET}\n\n32.\n\nTwo\n")
    assert closed(found) == ["31"]
    assert is_kept(found)
    assert DoubtKind.UNACCOUNTED_TEXT in {each.kind for each in found.doubts}


def test_a_heading_over_marked_items_closes_all_that_follow():
    found = read("30.\n\nOne\n\nMinutes:\n\nA\n\nEXEMPT ITEMS\n\n31.\n\nTwo\n\n32.\n\nThree\n")
    assert closed(found) == ["31", "32"]


def test_what_a_closed_item_says_is_closed_where_it_is_repeated():
    found = read(
        f"31.\n\nRESTRICTED: Nests\n\nMinutes:\n\n{SECRET}\n\n"
        f"32.\n\nWeather\n\nMinutes:\n\nIt rained.\n\n{SECRET}\n"
    )
    assert is_kept(found)
    assert "It rained." in found.open_text()
    repeated = [each for each in found.doubts if each.kind is DoubtKind.SAME_MINUTES]
    assert {each.where for each in repeated} == {"item 32"}


def test_an_action_repeated_from_a_closed_item_is_closed_too():
    action = "ACTION \u2013 Ann Lee to move the heron's camera from the brickworks by 3 July 2024."
    found = read(
        f"31.\n\nRESTRICTED: Nests\n\nMinutes:\n\n{action}\n\n"
        f"32.\n\nWeather\n\nMinutes:\n\n{action}\n"
    )
    assert is_kept(found)
    (repeated,) = next(each for each in found.walk() if each.number.text == "32").actions
    assert repeated.closed


def test_a_number_that_does_not_follow_is_text_and_is_flagged():
    found = read("31.\n\nOne\n\nMinutes:\n\n7.\n\nseven\n\n32.\n\nTwo\n")
    assert [each.number.text for each in found.walk()] == ["31", "32"]
    assert [each.where for each in found.doubts if each.kind is DoubtKind.NUMBER_DISAGREEMENT] == [
        "line 14"
    ]


def test_a_missing_number_is_flagged():
    found = read("31.\n\nOne\n\n33.\n\nThree\n")
    assert [each.number.text for each in found.walk()] == ["31", "33"]
    assert [each.where for each in found.doubts if each.kind is DoubtKind.NUMBER_DISAGREEMENT] == [
        "item 33"
    ]


def test_a_row_without_a_heading_is_flagged():
    found = read("31.\n\nMinutes:\n\nNoted.\n\n32.\n\nTwo\n")
    assert [each.where for each in found.doubts if each.kind is DoubtKind.HEADING_MISSING] == [
        "item 31"
    ]


def test_an_agenda_that_begins_at_one_has_no_running_numbers():
    found = read("1.\n\nOne\n\n2.\n\nTwo\n")
    assert [each.minute_number for each in found.items] == [None, None]


def test_a_decision_is_told():
    found = read("31.\n\nOne\n\nDecision:\n\nThat the path be closed to carts.\n")
    assert found.items[0].kind == "decision"
    assert found.items[0].minutes.blocks[0].text.text.startswith("That the path")


def test_additional_documents_are_named():
    found = read(
        "31.\n\nOne pdf icon PDF 20 KB\n\nAdditional documents:\n\n"
        "Map of the marsh pdf icon PDF 3 MB\n\nList of birds\n\nMinutes:\n\nNoted.\n"
    )
    names = [(each.name.text, each.format, each.size) for each in found.items[0].documents]
    assert names == [
        ("One", "PDF", "20 KB"),
        ("Map of the marsh", "PDF", "3 MB"),
        ("List of birds", "", ""),
    ]
    assert DoubtKind.DOCUMENTS_NOT_NAMED not in {each.kind for each in found.doubts}


def test_the_day_of_the_meeting_is_held_to_its_weekday():
    found = read_page(Source("Marsh Board\nMonday, 4 June 2024 2:00 pm\n\n1.\n\nOne\n"))
    (wrong,) = [each for each in found.doubts if each.kind is DoubtKind.IMPOSSIBLE_WEEKDAY]
    assert wrong.where == "the day of the meeting"


def test_a_date_still_to_be_confirmed_is_flagged():
    found = read_page(Source("Marsh Board\nDATE TBC 2:00 pm\n\n1.\n\nOne\n"))
    assert found.day.on is None
    assert DoubtKind.DATE_MISSING in {each.kind for each in found.doubts}


def test_a_contact_with_telephone_and_address_is_divided():
    line = "Contact: Ann Lee, Clerk  Tel: 01632 960 001  Email: a@b.example"
    text = f"Marsh Board\nMonday, 3 June 2024\n\n{line}\n\n1.\n\nOne\n"
    contact = read_page(Source(text)).contact
    assert (contact.name.text, contact.post.text) == ("Ann Lee", "Clerk")
    assert (contact.telephone.text, contact.email.text) == ("01632 960 001", "a@b.example")
