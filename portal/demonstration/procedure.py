"""What a meeting of the story did with its items: votes, what was put off, what could not wait."""

from collections.abc import Mapping
from typing import Any

from portal.demonstration.sitting import Sitting
from portal.services import minuting
from portal.services.excluding import Choice, draft_exclusion, record_vote
from portal.services.item_courses import (
    Arrival,
    Came,
    ItemOutcome,
    add_item_later,
    record_outcome,
)
from portal.services.votes import ExclusionState, Vote


def tell_procedure(sitting: Sitting, told: Mapping[str, Any]) -> None:
    """Record what became of the motions and items of a meeting, as the story has it."""
    for motion in told.get("motions", ()):
        _vote(sitting, motion)
    for item in told["items"]:
        _outcome(sitting, told, item)
        if "in_public" in item:
            minuting.add_minute(
                sitting.work,
                sitting.cast.items[item["key"]],
                item["in_public"],
                restriction=None,
            )
    for late in told.get("urgent", ()):
        item_id = add_item_later(
            sitting.work,
            sitting.meeting,
            number=late["number"],
            heading=late["heading"],
            came=Came(
                arrival=Arrival.URGENT, because=late["because"], opinion_of=late["opinion_of"]
            ),
        )
        minuting.add_minute(sitting.work, item_id, late["minute"], restriction=None)
        record_outcome(sitting.work, item_id, ItemOutcome.TAKEN_OPEN)


def _outcome(sitting: Sitting, told: Mapping[str, Any], item: Mapping[str, Any]) -> None:
    """Record how an item was taken, at a meeting of which the story tells the motions."""
    votes = {motion["item"]: motion["state"] for motion in told.get("motions", ())}
    vote = votes.get(item.get("key", ""))
    if not votes or vote == ExclusionState.LOST:
        return  # nothing was recorded, or the vote has said it
    outcome = ItemOutcome.DEFERRED if "deferred" in item else ItemOutcome.TAKEN_OPEN
    record_outcome(
        sitting.work,
        sitting.numbered(item["number"]),
        ItemOutcome.TAKEN_CLOSED if vote else outcome,
        because=item.get("deferred", ""),
    )


def _vote(sitting: Sitting, motion: Mapping[str, Any]) -> None:
    choice = Choice(
        item=sitting.cast.items[motion["item"]],
        restriction=sitting.cast.restrictions[motion["item"]],
        paragraphs=tuple(motion.get("paragraphs", ())),
    )
    vote = Vote(
        state=ExclusionState(motion["state"]),
        moved_by=motion["moved_by"],
        seconded_by=motion["seconded_by"],
        votes_for=motion["for"],
        votes_against=motion["against"],
    )
    record_vote(sitting.work, draft_exclusion(sitting.work, sitting.meeting, [choice]), vote)
