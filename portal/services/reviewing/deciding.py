"""Deciding a review: kept for a fresh reason, released, lapsed, or closed on another ground."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final
from uuid import UUID

from sqlalchemy import select

from portal.audit import Verb
from portal.errors import NotPermitted, Refused
from portal.policy import Classification
from portal.policy.reviews import bare, can_be_next, latest_next
from portal.records.tables import (
    ReleaseCause,
    Restriction,
    RestrictionState,
    Review,
    ReviewOutcome,
)
from portal.services.releasing import ask_release
from portal.services.restriction_steps import ENDED, step
from portal.services.reviewing.reasons import KIND, is_copied, print_of
from portal.services.reviewing.subjects import STANDING, decides, notices_of, watched_review
from portal.services.work import Work

_RELEASES: Final = frozenset(
    {ReviewOutcome.RELEASE, ReviewOutcome.RELEASE_PART, ReviewOutcome.LAPSED}
)
_STAYS: Final = frozenset({ReviewOutcome.MAINTAINED, ReviewOutcome.RELEASE_PART})
"""After these something stays closed, and must be looked at again."""


class Unanswered(Refused):
    """Questions of a form were not answered, or not so that it can be accepted.

    ``faults`` names each by its question.
    """

    def __init__(self, faults: Mapping[str, str]) -> None:
        super().__init__(" ".join(faults.values()))
        self.faults = faults


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What somebody decides about a restriction, and why."""

    outcome: ReviewOutcome
    reason: str = field(repr=False)  # private: sealed
    words: str = ""  # for the public
    next_on: date | None = None
    next_event: str = ""
    parts: frozenset[tuple[str, UUID]] = frozenset()


def decide(work: Work, review_id: UUID, decision: Decision) -> None:
    """Decide a review, and commit.

    Nothing opens by it: a release is asked for, and waits for another person.

    :raises NotFound: if there is no such review for the asker.
    :raises NotPermitted: if the asker watches, but does not decide, for the body.
    :raises Unanswered: if an answer is missing or cannot be accepted: a reason that was given
        before, a next review that is not within twelve months.
    :raises Refused: if the review was decided or the restriction has ended.
    :raises LogUnavailable, KeysUnavailable: if it cannot be written down; nothing is decided.
    """
    work.begin_writing()
    review, restriction = watched_review(work, review_id, lock=True)
    if not decides(work, restriction.body_id):
        raise NotPermitted
    if review.outcome is not None:
        raise Refused("This review has been decided already: nothing was changed.")
    _still_stands(restriction, decision.outcome)
    _demand_answers(work, restriction, decision)
    if is_copied(work, restriction, decision.reason):
        raise Unanswered(
            {
                "reason": "Give a fresh reason: this one is a copy of a reason given before."
                " Say what you looked at today, and why it still matters."
            }
        )
    at = work.clock()
    _carry_out(work, restriction, decision)
    _write_down(work, review, restriction, decision, at)
    work.commit()


def successor_of(work: Work, restriction_id: UUID) -> UUID | None:
    """Find the restriction that stands in a restriction's place."""
    return work.session.scalar(
        select(Restriction.id).where(
            Restriction.supersedes_id == restriction_id, Restriction.state.in_(STANDING)
        )
    )


def _still_stands(restriction: Restriction, outcome: ReviewOutcome) -> None:
    if restriction.state in STANDING:
        return
    lapsed = restriction.state is RestrictionState.LAPSED
    superseded = restriction.state is RestrictionState.SUPERSEDED
    if lapsed or (superseded and outcome is ReviewOutcome.SUPERSEDED):
        return
    raise Refused("This restriction has ended: there is nothing to decide.")


def _demand_answers(work: Work, restriction: Restriction, decision: Decision) -> None:
    """Refuse what is missing, naming every fault.

    :raises Unanswered: naming them.
    """
    faults: dict[str, str] = {}
    if not bare(decision.reason):
        faults["reason"] = "Give the reason for this decision."
    outcome = decision.outcome
    if outcome is not ReviewOutcome.SUPERSEDED and not decision.words.strip():
        faults["words"] = "Say what the public will be told."
    if outcome is ReviewOutcome.LAPSED and restriction.classification is Classification.PART:
        faults["words"] = (
            "Only an exemption lapses: what else is closed stays until it is released."
        )
    if outcome in _STAYS:
        faults |= _of_next(work, decision)
    if outcome is ReviewOutcome.RELEASE_PART and not decision.parts:
        faults["parts"] = "Choose what is to be released."
    if outcome is ReviewOutcome.SUPERSEDED and successor_of(work, restriction.id) is None:
        faults["successor"] = "Record the new restriction first: until it stands, this one does."
    if faults:
        raise Unanswered(faults)


def _of_next(work: Work, decision: Decision) -> dict[str, str]:
    if decision.next_on is None and not decision.next_event.strip():
        return {"next_on": "Give the date of the next review, or the event it waits for."}
    if decision.next_on is not None and not can_be_next(decision.next_on, work.today):
        last = latest_next(work.today)
        return {
            "next_on": "The next review must be after today and within 12 months:"
            f" on or before {last.day} {last:%B %Y}."
        }
    return {}


def _carry_out(work: Work, restriction: Restriction, decision: Decision) -> None:
    _CARRY_OUT[decision.outcome](work, restriction, decision)


def _keep(work: Work, restriction: Restriction, decision: Decision) -> None:
    _put_off(work, restriction, decision)
    restriction.ended_on = None
    step(work, restriction, RestrictionState.MAINTAINED, words=decision.words.strip())
    for notice in notices_of(work, restriction.id):
        notice.ended_on, notice.ended_because = None, ""


def _release(work: Work, restriction: Restriction, decision: Decision) -> None:
    ask_release(
        work, restriction.id, cause=ReleaseCause.DECISION, announcement=decision.words.strip()
    )


def _release_part(work: Work, restriction: Restriction, decision: Decision) -> None:
    ask_release(
        work,
        restriction.id,
        cause=ReleaseCause.DECISION,
        announcement=decision.words.strip(),
        parts=decision.parts,
    )
    _put_off(work, restriction, decision)


def _lapse(work: Work, restriction: Restriction, decision: Decision) -> None:
    words = decision.words.strip()
    ask_release(work, restriction.id, cause=ReleaseCause.LAPSE, announcement=words)
    step(work, restriction, RestrictionState.LAPSED, words=words)


def _supersede(work: Work, restriction: Restriction, decision: Decision) -> None:
    if restriction.state not in ENDED:
        step(work, restriction, RestrictionState.SUPERSEDED, words=decision.words.strip())


_CARRY_OUT: Final[Mapping[ReviewOutcome, Callable[[Work, Restriction, Decision], None]]] = {
    ReviewOutcome.MAINTAINED: _keep,
    ReviewOutcome.RELEASE: _release,
    ReviewOutcome.RELEASE_PART: _release_part,
    ReviewOutcome.LAPSED: _lapse,
    ReviewOutcome.SUPERSEDED: _supersede,
}


def _put_off(work: Work, restriction: Restriction, decision: Decision) -> None:
    """Set when the restriction is looked at next, on it and on what the public is told."""
    event = decision.next_event.strip()
    restriction.review_on, restriction.review_event = decision.next_on, event
    for notice in notices_of(work, restriction.id):
        notice.review_on, notice.review_event = decision.next_on, event


def _write_down(
    work: Work, review: Review, restriction: Restriction, decision: Decision, at: datetime
) -> None:
    review.sealed_reason = work.seal(
        restriction.compartment_id, KIND, review.id, {"reason": decision.reason.strip()}
    )
    review.outcome = decision.outcome
    review.decided_by_id = work.principal.person
    review.decided_at = at
    review.reason_print = print_of(work, decision.reason)
    review.next_review_on = decision.next_on if decision.outcome in _STAYS else None
    work.session.flush()
    work.journal.note(
        actor=work.actor,
        verb=Verb.REVIEW_DECIDED,
        objects=(review.id, restriction.id),
        detail={"outcome": decision.outcome.value},
    )
