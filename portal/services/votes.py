"""A vote on excluding the public, and whether it adds up."""

from dataclasses import dataclass
from datetime import datetime

from portal.errors import Refused
from portal.records.tables import ExclusionState, ItemOutcome

__all__ = ["ExclusionState", "ItemOutcome", "Vote", "refuse_what_does_not_add_up"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Vote:
    """What became of a motion."""

    state: ExclusionState
    moved_by: str = ""
    seconded_by: str = ""
    votes_for: int | None = None
    votes_against: int | None = None
    abstentions: int | None = None
    closed_from_at: datetime | None = None
    closed_until_at: datetime | None = None
    then: ItemOutcome = ItemOutcome.TAKEN_OPEN  # of a motion that was not carried
    because: str = ""  # why an item was then deferred or withdrawn


def refuse_what_does_not_add_up(vote: Vote) -> None:
    """Hold a vote against itself.

    :raises Refused: if it says nothing, nobody moved it, or its numbers say something else.
    """
    if vote.state is ExclusionState.DRAFTED:
        raise Refused("Say whether the motion was carried, lost or not put.")
    if vote.state is not ExclusionState.NOT_PUT and not (
        vote.moved_by.strip() and vote.seconded_by.strip()
    ):
        raise Refused("Say who moved the motion and who seconded it.")
    if vote.state is not ExclusionState.CARRIED and vote.then is ItemOutcome.TAKEN_CLOSED:
        raise Refused("Without the resolution the item cannot have been taken in private.")
    given = (vote.votes_for, vote.votes_against, vote.abstentions)
    if any(each is not None and each < 0 for each in given):
        raise Refused("Give the votes as numbers, none of them less than nothing.")
    if vote.votes_for is None or vote.votes_against is None:
        return
    if vote.state is ExclusionState.CARRIED and vote.votes_for < vote.votes_against:
        raise Refused("With more votes against it than for it the motion was lost.")
    if vote.state is ExclusionState.LOST and vote.votes_for > vote.votes_against:
        raise Refused("With more votes for it than against it the motion was carried.")
