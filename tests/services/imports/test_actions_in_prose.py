"""Actions typed in prose, in the shapes people type them."""

from datetime import date

import pytest

from portal.services.imports.actions import actions_in, begins_action
from portal.services.imports.kinds import ActionState
from portal.services.imports.source import Source

NEAR = date(2024, 5, 14)


def read(text):
    source = Source(text)
    (line,) = source.lines
    return actions_in(line.words(), source, NEAR)


@pytest.mark.parametrize(
    ("text", "task", "owner"),
    [
        ("ACTION \u2013 Ann Lee to ask the vicar.", "Ann Lee to ask the vicar.", "Ann Lee"),
        ("Action: Ann Lee to ask the vicar", "Ann Lee to ask the vicar", "Ann Lee"),
        ("ACTIONS - All board members need to read it", None, "All board members"),
        (
            "**ACTION** \u2013 Cllr Brandreth will write",
            "Cllr Brandreth will write",
            "Cllr Brandreth",
        ),
        ("Action for Harbour Board: mend the gate", "mend the gate", "Harbour Board"),
        ("ACTION Ann and Bob to meet", "Ann and Bob to meet", "Ann and Bob"),
        ("Action Joint patrol with the wardens", "Joint patrol with the wardens", None),
        ("ACTION 3: Wardens & Rangers to meet", "Wardens & Rangers to meet", "Wardens & Rangers"),
        ("ACTION: update on the gate", "update on the gate", None),
        ("ACTION: Update to be brought to the board", None, None),
        ("ACTION: Report to come back", None, None),
        ("ACTION: Provide links to members", None, None),
    ],
)
def test_who_is_to_do_it(text, task, owner):
    (action,) = read(text)
    assert task in {None, action.text.text}
    assert (action.owner.text if action.owner else None) == owner


@pytest.mark.parametrize(
    ("words", "due", "on"),
    [
        ("by 31st July", "31st July", date(2024, 7, 31)),
        ("by Friday 5 July 2024", "Friday 5 July 2024", date(2024, 7, 5)),
        ("by 3/1", None, None),
        ("by the end of July", "the end of July", date(2024, 7, 31)),
        ("by end of February", "end of February", date(2025, 2, 28)),
        ("to September's Board", "September's Board", None),
        ("to the next meeting", "the next meeting", None),
        ("before the next board meeting", "the next board meeting", None),
        ("ASAP", "ASAP", None),
        ("with care", None, None),
    ],
)
def test_when_it_is_due(words, due, on):
    (action,) = read(f"ACTION \u2013 Ann Lee to bring the map {words}.")
    assert (action.due.printed.text if action.due else None) == due
    assert (action.due.on if action.due else None) == on


@pytest.mark.parametrize(
    ("ending", "state"),
    [
        ("", ActionState.OPEN),
        (" (Outstanding)", ActionState.OUTSTANDING),
        (" [ongoing]", ActionState.OUTSTANDING),
        (" (Completed)", ActionState.COMPLETED),
        (" (closed).", ActionState.COMPLETED),
        (" (see the map)", ActionState.OPEN),
    ],
)
def test_what_has_become_of_it(ending, state):
    (action,) = read(f"ACTION \u2013 Ann Lee to bring the map{ending}")
    assert action.state is state
    assert action.text.text.startswith("Ann Lee to bring the map")
    assert bool(action.state_printed) == (state is not ActionState.OPEN)


@pytest.mark.parametrize(
    "text",
    [
        "Action plan has been agreed",
        "Action Plan Update",
        "Actions were noted.",
        "An action: none",
        "Reaction \u2013 mixed",
        "",
    ],
)
def test_prose_about_actions_is_none(text):
    assert not begins_action(text)


def test_a_bare_label_holds_no_action():
    assert begins_action("ACTIONS:")
    assert read("ACTIONS:") == ()


def test_each_person_named_has_an_action():
    found = read(
        "ACTION \u2013 Ann to write to Bob. Bob to answer by 3 June 2024. The gate is green."
    )
    assert [(each.owner.text, bool(each.due)) for each in found] == [("Ann", False), ("Bob", True)]
    assert found[1].text.text.endswith("The gate is green.")
