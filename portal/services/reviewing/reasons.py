"""The private reasons of a restriction and its reviews: opening them, and knowing a copy."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import select

from portal.audit import Verb
from portal.errors import NotPermitted
from portal.policy.reviews import bare, is_copy
from portal.records.tables import Person, Restriction, Review, ReviewOutcome
from portal.services.reviewing.subjects import closed, thing_of, watched_review
from portal.services.work import Closed, Work

KIND: Final = "review"
OPINION: Final = "review-opinion"
"""What the envelopes of a review are labelled: the reason's does not open as the opinion."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PrivateReason:
    """Why a restriction was kept or ended, in the words that the public does not read."""

    outcome: ReviewOutcome
    decided_at: datetime | None
    decided_by: str
    reason: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class PrivateReasons:
    """Everything private about a review."""

    review: UUID
    balance: tuple[tuple[str, str], ...] = field(repr=False)
    earlier: tuple[PrivateReason, ...] = field(repr=False)
    opinion: str = field(repr=False)


def may_open(work: Work, restriction: Restriction) -> bool:
    """Say whether the policy lets the asker read what is private about a restriction."""
    return work.scope.admits(thing_of(work, restriction))


def open_reasons(work: Work, review_id: UUID) -> PrivateReasons:
    """Open how the interest was weighed, every earlier reason and the author's opinion.

    :raises NotFound: if there is no such review for the asker.
    :raises NotPermitted: having noted the denial, if the policy does not admit the asker.
    :raises LogUnavailable: if the log cannot be written; then nothing is opened.
    """
    review, restriction = watched_review(work, review_id)
    _demand(work, restriction)
    decided = _decided(work, restriction)
    deciders = select(Person.id, Person.name).where(
        Person.id.in_({each.decided_by_id for each in decided})
    )
    names = {row.id: row.name for row in work.session.execute(deciders)}
    words = work.open_rows(Verb.REASON_OPENED, _rows(work, restriction, decided))
    opinion = _opinion(work, restriction, review)
    balance = words.get(restriction.id, {})
    return PrivateReasons(
        review=review_id,
        balance=tuple(
            (name, balance[key])
            for key, name in (
                ("for_publishing", "For publishing"),
                ("against_publishing", "Against publishing"),
                ("conclusion", "Conclusion"),
            )
            if balance.get(key)
        ),
        earlier=tuple(
            PrivateReason(
                outcome=each.outcome,
                decided_at=each.decided_at,
                decided_by=names.get(each.decided_by_id, "") if each.decided_by_id else "",
                reason=words[each.id]["reason"],
            )
            for each in decided
            if each.outcome is not None
        ),
        opinion=opinion,
    )


def print_of(work: Work, reason: str) -> str:
    """Give the keyed digest by which a reason is known again, however it is dressed."""
    return work.fingerprint(b"review-reason/" + bare(reason).encode())


def is_copied(work: Work, restriction: Restriction, reason: str) -> bool:
    """Say whether a reason is one that was given for this restriction before.

    Every earlier reason is known by its digest.  Whoever may read the earlier ones has them
    opened too, which is told to the log, so that a copy with a few words changed is known.

    :raises LogUnavailable: if the log cannot be written.
    """
    decided = _decided(work, restriction)
    if print_of(work, reason) in {each.reason_print for each in decided}:
        return True
    if not may_open(work, restriction):
        return False
    words = work.open_rows(Verb.REASON_OPENED, _rows(work, restriction, decided))
    earlier = [words[each.id]["reason"] for each in decided]
    return is_copy(reason, [*earlier, words.get(restriction.id, {}).get("conclusion", "")])


def _opinion(work: Work, restriction: Restriction, review: Review) -> str:
    if review.sealed_opinion is None:
        return ""
    row = closed(work, restriction, OPINION, review.id, review.sealed_opinion)
    return work.open_row(Verb.REASON_OPENED, row)[0]["opinion"]


def _demand(work: Work, restriction: Restriction) -> None:
    thing = thing_of(work, restriction)
    verdict = work.scope.verdict_on(thing)
    if not verdict.allowed:
        work.deny("restriction", restriction.id, verdict)
        raise NotPermitted


def _decided(work: Work, restriction: Restriction) -> Sequence[Review]:
    return work.session.scalars(
        select(Review)
        .where(Review.restriction_id == restriction.id, Review.outcome.is_not(None))
        .order_by(Review.decided_at, Review.id)
    ).all()


def _rows(work: Work, restriction: Restriction, decided: Sequence[Review]) -> list[Closed]:
    """Name what is sealed; confidential information needs no balance, and may have none."""
    found = [("restriction", restriction.id, restriction.sealed_balance)]
    found += [(KIND, each.id, each.sealed_reason) for each in decided if each.sealed_reason]
    return [closed(work, restriction, *each) for each in found if each[2]]
