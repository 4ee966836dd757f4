"""What is reviewed: restrictions that stand, who minds them, what the public was told of them."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import select

from portal.errors import NotFound
from portal.policy import (
    BodyId,
    CompartmentId,
    DocType,
    ItemId,
    MeetingId,
    Permission,
    Stage,
    Thing,
)
from portal.records.tables import (
    AgendaItem,
    Body,
    BodyRegime,
    Compartment,
    Meeting,
    Paper,
    PaperVersion,
    Restriction,
    RestrictionState,
    Review,
    WithheldNotice,
)
from portal.services.legal_words import legal_words
from portal.services.work import Closed, Work

STANDING: Final = frozenset(
    {RestrictionState.RESOLVED, RestrictionState.MAINTAINED, RestrictionState.PART_RELEASED}
)
"""States in which a restriction closes something, and somebody must look at it again."""

NO_NOTICE: Final = "An item of which the public was told nothing"
"""Stands for a heading where there is no notice: the item's own may be sealed."""

PREPARES: Final = (Permission.RESTRICTION_PROPOSE, Permission.RESTRICTION_DECIDE)
"""Either of these lets somebody record events and opinions, and open a campaign."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What the public was told: a notice, or nothing."""

    notice: UUID | None = None
    heading: str = NO_NOTICE
    number: str = ""
    meeting: UUID | None = None
    meeting_at: datetime | None = None
    ground: str = ""
    reason: str = ""
    balance: str = field(default="", repr=False)


UNTOLD: Final = Told()


def watched_bodies(work: Work) -> frozenset[UUID]:
    """Give the bodies whose reviews the asker watches over."""
    return frozenset(body for body in work.session.scalars(select(Body.id)) if watches(work, body))


def watches(work: Work, body: UUID) -> bool:
    """Say whether the asker may read a body's reviews."""
    return work.principal.may(Permission.REVIEW_READ, BodyId(body))


def decides(work: Work, body: UUID) -> bool:
    """Say whether the asker may decide a body's reviews."""
    return work.principal.may(Permission.RESTRICTION_DECIDE, BodyId(body))


def prepares(work: Work, body: UUID) -> bool:
    """Say whether the asker may record what a body's reviews need: events, opinions, campaigns."""
    return any(work.principal.may(each, BodyId(body)) for each in PREPARES)


def watched_review(
    work: Work, review_id: UUID, *, lock: bool = False
) -> tuple[Review, Restriction]:
    """Find a review that the asker may read, with its restriction.

    :raises NotFound: if there is none.
    """
    review = work.session.get(Review, review_id, with_for_update=lock, populate_existing=lock)
    if review is None:
        raise NotFound
    restriction = work.session.get_one(
        Restriction, review.restriction_id, with_for_update=lock, populate_existing=lock
    )
    if not watches(work, restriction.body_id):
        raise NotFound
    return review, restriction


def watched_restriction(work: Work, restriction_id: UUID, *, lock: bool = False) -> Restriction:
    """Find a restriction that stands, of a body whose reviews the asker may read.

    :raises NotFound: if there is none.
    """
    restriction = work.session.get(
        Restriction, restriction_id, with_for_update=lock, populate_existing=lock
    )
    if restriction is None or not watches(work, restriction.body_id):
        raise NotFound
    return restriction


def told_of(work: Work, restrictions: Collection[UUID]) -> Mapping[UUID, Told]:
    """Give what the public was told of each restriction; the first notice, if there are several."""
    rows = work.session.execute(
        select(WithheldNotice, Meeting.starts_at, Meeting.regime)
        .join(Meeting, Meeting.id == WithheldNotice.meeting_id)
        .where(
            WithheldNotice.restriction_id.in_(restrictions),
            WithheldNotice.published_at.is_not(None),
            Meeting.published_at.is_not(None),
        )
        .order_by(WithheldNotice.published_at.desc(), WithheldNotice.id.desc())
    )
    told: dict[UUID | None, Told] = {}
    for notice, starts_at, regime in rows:
        told[notice.restriction_id] = Told(
            notice=notice.id,
            heading=notice.heading,
            number=notice.number,
            meeting=notice.meeting_id,
            meeting_at=starts_at,
            ground=legal_words(
                classification=notice.classification,
                scheme=notice.scheme,
                paragraphs=notice.paragraphs.split(","),
                regime=regime,
            ).ground,
            reason=notice.reason,
            balance=notice.balance,
        )
    return {key: each for key, each in told.items() if key is not None}


def notices_of(work: Work, restriction_id: UUID) -> Iterable[WithheldNotice]:
    """Give the notices of a restriction, to be changed."""
    return work.session.scalars(
        select(WithheldNotice).where(WithheldNotice.restriction_id == restriction_id)
    )


def thing_of(work: Work, restriction: Restriction) -> Thing:
    """Say what a restriction's private reasons are to the policy: as what it closes."""
    compartment = work.session.get_one(Compartment, restriction.compartment_id)
    item = work.session.get(AgendaItem, restriction.item_id) if restriction.item_id else None
    meeting = work.session.get_one(Meeting, item.meeting_id) if item else None
    rules = (
        meeting
        or work.session.scalars(
            select(BodyRegime)
            .where(BodyRegime.body_id == restriction.body_id, BodyRegime.from_on <= work.today)
            .order_by(BodyRegime.from_on.desc())
        ).first()
    )
    if rules is None:
        raise NotFound
    return Thing(
        body=BodyId(restriction.body_id),
        meeting=MeetingId(meeting.id) if meeting else None,
        item=ItemId(item.id) if item else None,
        regime=rules.regime,
        jurisdiction=rules.jurisdiction,
        classification=restriction.classification,
        # Taken in public or lapsed, a thing opens by law; the private reasons for it do not.
        stage=Stage.ISSUED_PRE,
        doc_type=DocType.REPORT,
        originator_ok=restriction.originator_ok,
        depersonalised=restriction.depersonalised,
        prejudicial=restriction.prejudicial,
        compartment=CompartmentId(compartment.id),
        sensitive=compartment.sensitive,
    )


def closed(work: Work, restriction: Restriction, kind: str, row: UUID, sealed: bytes) -> Closed:
    """Name something private about a restriction, to be opened."""
    return Closed(
        id=row,
        kind=kind,
        compartment=restriction.compartment_id,
        sealed=sealed,
        thing=thing_of(work, restriction),
    )


def authors_of(work: Work, restriction: Restriction) -> frozenset[UUID]:
    """Give who wrote what is closed: whoever proposed it, and whoever sent in its papers."""
    senders = work.session.scalars(
        select(PaperVersion.created_by)
        .join(Paper, Paper.id == PaperVersion.paper_id)
        .where(Paper.restriction_id == restriction.id)
    )
    return frozenset(each for each in (restriction.proposed_by_id, *senders) if each is not None)
