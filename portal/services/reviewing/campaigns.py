"""The yearly look at everything a body keeps back: opened once, followed, reported, closed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID, uuid4

from sqlalchemy import select

from portal.audit import Verb
from portal.errors import NotFound, NotPermitted, Refused
from portal.records.tables import (
    Body,
    Opinion,
    Restriction,
    RestrictionState,
    Review,
    ReviewCampaign,
    ReviewOutcome,
)
from portal.services.reviewing.deciding import Unanswered
from portal.services.reviewing.opening import open_one_of, open_review
from portal.services.reviewing.subjects import (
    STANDING,
    UNTOLD,
    Told,
    prepares,
    told_of,
    watched_bodies,
    watches,
)
from portal.services.work import Work

AT_LEAST: Final = timedelta(days=28)
"""How long the deciders have, however late in its year a campaign is opened."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignLine:
    """One campaign in the list."""

    id: UUID
    body_name: str
    year: int
    opened_at: datetime
    closed_at: datetime | None
    decided: int
    of: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A body for which the asker may open a campaign."""

    slug: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignList:
    """The campaigns, newest first, and where one may be opened."""

    lines: tuple[CampaignLine, ...]
    choices: tuple[Choice, ...]
    years: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """One review of a campaign."""

    review: UUID
    told: Told
    opinion: Opinion | None
    outcome: ReviewOutcome | None
    ended: RestrictionState | None  # where the restriction ended before it was decided
    next_on: date | None
    next_event: str

    @property
    def settled(self) -> bool:
        """Say whether nothing is left to decide."""
        return self.outcome is not None or self.ended is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignPage:
    """One campaign, with its reviews."""

    line: CampaignLine
    on: date
    looks: tuple[Looked, ...]
    may_close: bool

    @property
    def public(self) -> tuple[Looked, ...]:
        """Those of which the public has been told, for the board's public report."""
        return tuple(each for each in self.looks if each.told.notice is not None)


def read_campaigns(work: Work) -> CampaignList:
    """List the campaigns of the bodies that the asker watches over.

    :raises NotFound: if there is no such body.
    """
    bodies = watched_bodies(work)
    if not bodies:
        raise NotFound
    rows = work.session.execute(
        select(ReviewCampaign, Body.name)
        .join(Body, Body.id == ReviewCampaign.body_id)
        .where(ReviewCampaign.body_id.in_(bodies))
        .order_by(ReviewCampaign.year.desc(), Body.name)
    ).all()
    named = work.session.scalars(select(Body).where(Body.id.in_(bodies)).order_by(Body.name))
    return CampaignList(
        lines=tuple(_line(campaign, name, _reviews(work, campaign)) for campaign, name in rows),
        choices=tuple(
            Choice(slug=each.slug, name=each.name) for each in named if prepares(work, each.id)
        ),
        years=(work.today.year, work.today.year - 1),
    )


def read_campaign(work: Work, campaign_id: UUID) -> CampaignPage:
    """Give one campaign.

    :raises NotFound: if there is none of a body that the asker watches over.
    """
    campaign = _watched(work, campaign_id)
    reviews = _reviews(work, campaign)
    told = told_of(work, {restriction.id for _, restriction in reviews})
    return CampaignPage(
        line=_line(campaign, work.session.get_one(Body, campaign.body_id).name, reviews),
        on=work.today,
        looks=tuple(
            Looked(
                review=review.id,
                told=told.get(restriction.id, UNTOLD),
                opinion=review.opinion,
                outcome=review.outcome,
                ended=_ended(review, restriction),
                next_on=review.next_review_on,
                next_event=restriction.review_event
                if review.outcome is ReviewOutcome.MAINTAINED
                else "",
            )
            for review, restriction in reviews
        ),
        may_close=prepares(work, campaign.body_id) and campaign.closed_at is None,
    )


def open_campaign(work: Work, slug: str, year: int | None) -> UUID:
    """Open a body's campaign of a year: a review of everything it keeps back; commit.

    A review that is open already becomes part of it.

    :raises Unanswered: if there is no such body for the asker, or it is not this year or the last.
    :raises Refused: if there has been one, another is open, or the body keeps nothing back.
    :raises LogUnavailable: if the log cannot be written; then nothing is opened.
    """
    work.begin_writing()
    body = _body_to_open(work, slug, year)
    campaign = ReviewCampaign(
        id=uuid4(),
        body_id=body.id,
        year=year,
        opened_by_id=work.principal.person,
        opened_at=work.clock(),
    )
    kept_back = work.session.scalars(
        select(Restriction)
        .where(Restriction.body_id == body.id, Restriction.state.in_(STANDING))
        .order_by(Restriction.id)
        .with_for_update()
    ).all()
    if not kept_back:
        raise Refused("This board keeps nothing back, so there is nothing to review.")
    work.session.add(campaign)
    work.session.flush()
    due_on = max(date(campaign.year, 12, 31), work.today + AT_LEAST)
    for restriction in kept_back:
        review = open_one_of(work, restriction.id)
        if review is not None:
            review.campaign_id = campaign.id
        else:
            open_review(
                work, restriction.id, because="campaign", due_on=due_on, campaign=campaign.id
            )
    work.session.flush()
    work.journal.note(
        actor=work.actor,
        verb=Verb.CAMPAIGN_OPENED,
        objects=(campaign.id, body.id),
        detail={"year": campaign.year, "count": len(kept_back)},
    )
    work.commit()
    return campaign.id


def close_campaign(work: Work, campaign_id: UUID) -> None:
    """Close a campaign in which everything is decided, and commit.

    :raises NotFound: if there is none of a body that the asker watches over.
    :raises NotPermitted: if the asker watches only.
    :raises Refused: if something is still to be decided, or it has been closed.
    """
    work.begin_writing()
    campaign = _watched(work, campaign_id)
    if not prepares(work, campaign.body_id):
        raise NotPermitted
    if campaign.closed_at is not None:
        raise Refused("This campaign has been closed already.")
    line = _line(campaign, "", _reviews(work, campaign))
    if line.decided < line.of:
        raise Refused(f"Decide every review first: {line.of - line.decided} of {line.of} are left.")
    campaign.closed_at = work.clock()
    work.session.flush()
    work.journal.note(
        actor=work.actor,
        verb=Verb.CAMPAIGN_CLOSED,
        objects=(campaign.id, campaign.body_id),
        detail={"year": campaign.year},
    )
    work.commit()


def _body_to_open(work: Work, slug: str, year: int | None) -> Body:
    body = work.session.scalars(select(Body).where(Body.slug == slug).with_for_update()).first()
    faults = {}
    if body is None or not prepares(work, body.id):
        faults["body"] = "Choose one of your boards."
    if year not in {work.today.year, work.today.year - 1}:
        faults["year"] = "Choose this year or the last."
    if faults or body is None:
        raise Unanswered(faults)
    others = work.session.scalars(
        select(ReviewCampaign).where(ReviewCampaign.body_id == body.id)
    ).all()
    if any(each.year == year for each in others):
        raise Refused(f"The campaign of {year} has been opened already: go on with that one.")
    if running := [each.year for each in others if each.closed_at is None]:
        raise Refused(f"Close the campaign of {running[0]} first.")
    return body


def _watched(work: Work, campaign_id: UUID) -> ReviewCampaign:
    campaign = work.session.get(ReviewCampaign, campaign_id)
    if campaign is None or not watches(work, campaign.body_id):
        raise NotFound
    return campaign


def _reviews(work: Work, campaign: ReviewCampaign) -> Sequence[tuple[Review, Restriction]]:
    rows = work.session.execute(
        select(Review, Restriction)
        .join(Restriction, Restriction.id == Review.restriction_id)
        .where(Review.campaign_id == campaign.id)
        .order_by(Restriction.decided_on, Restriction.id)
    )
    return [(review, restriction) for review, restriction in rows]


def _line(
    campaign: ReviewCampaign, name: str, reviews: Sequence[tuple[Review, Restriction]]
) -> CampaignLine:
    return CampaignLine(
        id=campaign.id,
        body_name=name,
        year=campaign.year,
        opened_at=campaign.opened_at,
        closed_at=campaign.closed_at,
        decided=sum(
            review.outcome is not None or _ended(review, restriction) is not None
            for review, restriction in reviews
        ),
        of=len(reviews),
    )


def _ended(review: Review, restriction: Restriction) -> RestrictionState | None:
    if review.outcome is not None or restriction.state in STANDING:
        return None
    return restriction.state
