"""What the author of something closed thinks should become of it; sealed, and never decisive."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, or_, select

from portal.audit import Verb
from portal.errors import NotFound, Refused
from portal.policy.reviews import bare
from portal.records.tables import Opinion, Paper, PaperVersion, Restriction, Review
from portal.services.reviewing.deciding import Unanswered
from portal.services.reviewing.reasons import OPINION
from portal.services.reviewing.subjects import STANDING, UNTOLD, Told, authors_of, prepares, told_of
from portal.services.work import Work


@dataclass(frozen=True, slots=True, kw_only=True)
class OpinionPage:
    """A review on which somebody's opinion is asked."""

    review: UUID
    told: Told
    opinion: Opinion | None
    own: bool  # the asker is the author; otherwise it is recorded on the author's behalf


def read_opinion(work: Work, review_id: UUID) -> OpinionPage:
    """Give what the page that asks for an opinion says; an opinion given is not shown again.

    :raises NotFound: if there is no open review that is the asker's to have an opinion on.
    """
    review, restriction, own = _asked(work, review_id)
    told = told_of(work, {restriction.id}).get(restriction.id, UNTOLD)
    return OpinionPage(review=review.id, told=told, opinion=review.opinion, own=own)


def asked_of(work: Work) -> tuple[OpinionPage, ...]:
    """List the open reviews of what the asker wrote.

    :raises NotFound: to a stranger.
    """
    if not work.principal.signed_in:
        raise NotFound
    asked = _own(work, select(Review, Restriction)).order_by(Review.due_on, Review.id)
    own = work.session.execute(asked).all()
    told = told_of(work, {restriction.id for _, restriction in own})
    return tuple(
        OpinionPage(
            review=review.id,
            told=told.get(restriction.id, UNTOLD),
            opinion=review.opinion,
            own=True,
        )
        for review, restriction in own
    )


def count_asked(work: Work) -> int:
    """Count them, leaving out those on which the asker has answered."""
    counted = _own(work, select(func.count())).where(Review.opinion.is_(None))
    return work.session.scalar(counted) or 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """An opinion, with its words."""

    opinion: Opinion | None
    words: str = field(repr=False)


def give_opinion(work: Work, review_id: UUID, given: Given) -> None:
    """Record the author's opinion: by the author, or by a clerk on their behalf; commit.

    It may be given again until the review is decided; the last one stands.

    :raises NotFound: if there is no open review that is the asker's to have an opinion on.
    :raises Unanswered: if something is missing.
    :raises Refused: if the review has been decided.
    :raises LogUnavailable, KeysUnavailable: if it cannot be kept.
    """
    work.begin_writing()
    review, restriction, _ = _asked(work, review_id)
    faults: dict[str, str] = {}
    if given.opinion is None:
        faults["opinion"] = "Choose what the author thinks: keep, release, or release in part."
    if not bare(given.words):
        faults["words"] = "Say why, in the author's words. They are kept sealed."
    if faults or given.opinion is None:
        raise Unanswered(faults)
    review.opinion = given.opinion
    review.opinion_by_id = work.principal.person
    review.sealed_opinion = work.seal(
        restriction.compartment_id, OPINION, review.id, {"opinion": given.words.strip()}
    )
    work.session.flush()
    work.journal.note(
        actor=work.actor,
        verb=Verb.OPINION_GIVEN,
        objects=(review.id, restriction.id),
        detail={"opinion": given.opinion.value},
    )
    work.commit()


def _own(work: Work, statement: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    """Narrow to the open reviews of what the asker wrote, as :func:`authors_of` has it."""
    sent = (
        select(PaperVersion.id)
        .join(Paper, Paper.id == PaperVersion.paper_id)
        .where(
            Paper.restriction_id == Restriction.id,
            PaperVersion.created_by == work.principal.person,
        )
    )
    return (
        statement.select_from(Review)
        .join(Restriction, Restriction.id == Review.restriction_id)
        .where(
            Review.outcome.is_(None),
            Restriction.state.in_(STANDING),
            or_(Restriction.proposed_by_id == work.principal.person, sent.exists()),
        )
    )


def _asked(work: Work, review_id: UUID) -> tuple[Review, Restriction, bool]:
    review = work.session.get(Review, review_id)
    person = work.principal.person
    if review is None or person is None:
        raise NotFound
    restriction = work.session.get_one(Restriction, review.restriction_id)
    own = person in authors_of(work, restriction)
    if not own and not prepares(work, restriction.body_id):
        raise NotFound
    if review.outcome is not None or restriction.state not in STANDING:
        raise Refused("This review is over: an opinion can no longer be given.")
    return review, restriction, own
