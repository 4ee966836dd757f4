"""What the forms of the meeting desk ask, and how they are read."""

import re
from datetime import datetime, time
from typing import Final
from uuid import UUID

from flask import request

from portal.errors import Refused
from portal.services.excluding import Choice
from portal.services.item_courses import Arrival, Came, ItemOutcome
from portal.services.votes import ExclusionState, Vote
from portal.services.work import LOCAL

_TIME: Final = re.compile(r"([01]?[0-9]|2[0-3])[:.]([0-5][0-9])", re.ASCII)
_UNCHOSEN: Final = "Choose one of the answers."


def word(name: str) -> str:
    """Give what was typed into a field, without margins."""
    return request.form.get(name, "").strip()


def identifier(name: str) -> UUID | None:
    """Give the identifier chosen in a field; ``None`` for none, or what is none."""
    try:
        return UUID(word(name))
    except ValueError:
        return None


def choices_typed() -> list[Choice]:
    """Read which restrictions of which items a motion is to be about."""
    found = []
    for typed in request.form.getlist("choices"):
        item, _, restriction = typed.partition(":")
        try:
            chosen = UUID(item), UUID(restriction)
        except ValueError:
            continue  # of no row: nothing is chosen by it
        found.append(
            Choice(item=chosen[0], restriction=chosen[1], part=word(f"part-{restriction}"))
        )
    return found


def vote_typed(meeting_at: datetime) -> Vote:
    """Read what became of a motion; times are of the meeting's day.

    :raises Refused: if a number or a time is none, or nothing was chosen.
    """
    state = word("state")
    if state not in list(ExclusionState):
        raise Refused("Say whether the motion was carried, lost or not put.")
    then = word("then") or ItemOutcome.TAKEN_OPEN.value
    if then not in list(ItemOutcome):
        raise Refused(_UNCHOSEN)
    return Vote(
        state=ExclusionState(state),
        moved_by=word("moved_by"),
        seconded_by=word("seconded_by"),
        votes_for=_number("votes_for"),
        votes_against=_number("votes_against"),
        abstentions=_number("abstentions"),
        closed_from_at=_moment("closed_from", meeting_at),
        closed_until_at=_moment("closed_until", meeting_at),
        then=ItemOutcome(then),
        because=word("because"),
    )


def came_typed() -> Came:
    """Read how an item came onto its agenda.

    :raises Refused: if nothing was chosen.
    """
    arrival = word("arrival")
    if arrival not in list(Arrival):
        raise Refused("Say how the item came onto the agenda.")
    return Came(arrival=Arrival(arrival), because=word("because"), opinion_of=word("opinion_of"))


def outcome_typed() -> ItemOutcome:
    """Read what the meeting did with an item.

    :raises Refused: if nothing was chosen.
    """
    outcome = word("outcome")
    if outcome not in list(ItemOutcome):
        raise Refused("Say what the meeting did with the item.")
    return ItemOutcome(outcome)


def _number(name: str) -> int | None:
    typed = word(name)
    if not typed:
        return None
    if not re.fullmatch(r"[0-9]{1,4}", typed, re.ASCII):
        raise Refused("Give the votes as numbers, or leave them empty where they were not counted.")
    return int(typed)


def _moment(name: str, meeting_at: datetime) -> datetime | None:
    typed = word(name)
    if not typed:
        return None
    found = _TIME.fullmatch(typed)
    if found is None:
        raise Refused("Give a time as hours and minutes, such as 11:40, or leave it empty.")
    day = meeting_at.astimezone(LOCAL).date()
    return datetime.combine(day, time(int(found[1]), int(found[2])), LOCAL)
