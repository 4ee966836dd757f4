"""Reviews of restrictions: what is due, one review, what is private about it, and deciding it."""

from typing import Final
from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from portal.errors import NotFound, Refused
from portal.policy import Permission
from portal.services.reviewing import (
    ReviewOutcome,
    deciding,
    lists,
    one,
    opening,
    opinions,
    reasons,
)
from portal.services.reviewing.deciding import Unanswered
from portal.web.clerk.review_forms import (
    BLANK,
    Typed,
    decision_typed,
    event_typed,
    opinion_typed,
    typed,
)
from portal.web.gate import door
from portal.web.here import work_here

bp = Blueprint("reviews", __name__, url_prefix="/clerk/reviews")

UNPROCESSABLE: Final = 422
NOT_CHOSEN: Final = "Choose what is to become of the restriction."

Shown = str | tuple[str, int] | Answer


@bp.get("")
@door(Permission.REVIEW_READ)
def listing() -> str:
    """List what is due, overdue, waiting and in sight."""
    return render_template("clerk/reviews.html", page=lists.read_list(work_here()))


@bp.get("/<uuid:review_id>")
@door(Permission.REVIEW_READ)
def review(review_id: UUID) -> str:
    """Show one review; nothing sealed is opened for it."""
    return render_template("clerk/review.html", page=one.read_review(work_here(), review_id))


@bp.get("/<uuid:review_id>/reasons")
@door(Permission.REVIEW_READ)
def private(review_id: UUID) -> str:
    """Open what is private about a review, which the log is told of."""
    page = one.read_review(work_here(), review_id)
    opened = reasons.open_reasons(work_here(), review_id)
    return render_template("clerk/review_reasons.html", page=page, opened=opened)


@bp.get("/<uuid:review_id>/decide")
@door(Permission.RESTRICTION_DECIDE)
def choose(review_id: UUID) -> Shown:
    """Ask what is to become of the restriction; each answer has a page of its own."""
    page = _to_decide(review_id)
    chosen = request.args.get("outcome")
    if chosen in list(ReviewOutcome):
        address = url_for("reviews.deciding_page", review_id=review_id, outcome=chosen)
        return redirect(address, 303)
    fault = NOT_CHOSEN if chosen is not None else ""
    drawn = render_template("clerk/review_decide.html", page=page, fault=fault)
    return (drawn, UNPROCESSABLE) if fault else drawn


@bp.get("/<uuid:review_id>/decide/<outcome>")
@door(Permission.RESTRICTION_DECIDE)
def deciding_page(review_id: UUID, outcome: str) -> str:
    """Ask what one decision needs."""
    return _draw_decision(review_id, _outcome(outcome), BLANK)


@bp.post("/<uuid:review_id>/decide/<outcome>")
@door(Permission.RESTRICTION_DECIDE, writes=True)
def decide(review_id: UUID, outcome: str) -> Shown:
    """Decide a review."""
    chosen = _outcome(outcome)
    try:
        deciding.decide(work_here(), review_id, decision_typed(chosen))
    except Unanswered as unanswered:
        return _draw_decision(review_id, chosen, typed(unanswered.faults)), UNPROCESSABLE
    except Refused as refused:
        return _draw_decision(review_id, chosen, typed({"": str(refused)})), UNPROCESSABLE
    return redirect(url_for("reviews.review", review_id=review_id), 303)


@bp.get("/<uuid:review_id>/opinion")
@door(Permission.REVIEW_READ)
def opinion_page(review_id: UUID) -> str:
    """Ask for the author's opinion, which a clerk records."""
    return _draw_opinion(review_id, BLANK)


@bp.post("/<uuid:review_id>/opinion")
@door(Permission.REVIEW_READ, writes=True)
def give_opinion(review_id: UUID) -> Shown:
    """Record the author's opinion on the author's behalf."""
    try:
        opinions.give_opinion(work_here(), review_id, opinion_typed())
    except Unanswered as unanswered:
        return _draw_opinion(review_id, typed(unanswered.faults)), UNPROCESSABLE
    return redirect(url_for("reviews.review", review_id=review_id), 303)


@bp.post("/restrictions/<uuid:restriction_id>")
@door(Permission.REVIEW_READ, writes=True)
def begin(restriction_id: UUID) -> Answer:
    """Open the review of a restriction whose date has come."""
    opened = opening.open_now(work_here(), restriction_id)
    return redirect(url_for("reviews.review", review_id=opened), 303)


@bp.get("/restrictions/<uuid:restriction_id>/event")
@door(Permission.REVIEW_READ)
def event_page(restriction_id: UUID) -> str:
    """Ask what happened."""
    return _draw_event(restriction_id, BLANK)


@bp.post("/restrictions/<uuid:restriction_id>/event")
@door(Permission.REVIEW_READ, writes=True)
def record_event(restriction_id: UUID) -> Shown:
    """Record what happened, which opens a review."""
    try:
        opened = opening.record_event(work_here(), restriction_id, event_typed())
    except Refused as refused:
        return _draw_event(restriction_id, typed({"event": str(refused)})), UNPROCESSABLE
    return redirect(url_for("reviews.review", review_id=opened), 303)


def _to_decide(review_id: UUID) -> one.ReviewPage:
    page = one.read_review(work_here(), review_id)
    if not page.may_decide:
        raise NotFound
    return page


def _outcome(word: str) -> ReviewOutcome:
    try:
        return ReviewOutcome(word)
    except ValueError:
        raise NotFound from None


def _draw_decision(review_id: UUID, outcome: ReviewOutcome, form: Typed) -> str:
    page = _to_decide(review_id)
    return render_template("clerk/review_outcome.html", page=page, outcome=outcome, form=form)


def _draw_opinion(review_id: UUID, form: Typed) -> str:
    page = opinions.read_opinion(work_here(), review_id)
    back = url_for("reviews.review", review_id=review_id)
    return render_template("clerk/review_opinion.html", page=page, form=form, back=back)


def _draw_event(restriction_id: UUID, form: Typed) -> str:
    page = opening.read_event_page(work_here(), restriction_id)
    return render_template("clerk/review_event.html", page=page, form=form)
