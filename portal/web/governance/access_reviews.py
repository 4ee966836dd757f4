"""Access reviews: everybody who may read, kept or ended one by one."""

from uuid import UUID

from flask import Blueprint, render_template, url_for

from portal.policy import Permission
from portal.services.access import reviews
from portal.services.access.asking import Unfit
from portal.services.access.review_pages import read_review, read_reviews
from portal.web.gate import door
from portal.web.here import work_here
from portal.web.typed import BLANK, Shown, Typed, act_on, identifier, text

bp = Blueprint("access_reviews", __name__, url_prefix="/ig/access-reviews")


@bp.get("")
@door(Permission.ACCESS_REVIEW)
def listing() -> str:
    """List the reviews."""
    return _draw(BLANK)


@bp.post("")
@door(Permission.ACCESS_REVIEW, writes=True)
def begin() -> Shown:
    """Begin one."""

    def begun() -> str:
        body = identifier("body")
        if body is None:
            raise Unfit({"body": "Choose a board."})
        opened = reviews.open_review(work_here(), body)
        return url_for("access_reviews.one", review_id=opened)

    return act_on(begun, _draw)


@bp.get("/<uuid:review_id>")
@door(Permission.ACCESS_REVIEW)
def one(review_id: UUID) -> str:
    """Show one review."""
    return _draw_one(review_id, BLANK)


@bp.post("/<uuid:review_id>/lines/<uuid:line_id>")
@door(Permission.ACCESS_REVIEW, writes=True)
def decide(review_id: UUID, line_id: UUID) -> Shown:
    """Keep what somebody holds, or end it."""

    def decided() -> str:
        found = reviews.decide(work_here(), line_id, text(f"decision-{line_id}"))
        return url_for("access_reviews.one", review_id=found) + f"#line-{line_id}"

    return act_on(decided, lambda typed: _draw_one(review_id, typed))


@bp.post("/<uuid:review_id>/close")
@door(Permission.ACCESS_REVIEW, writes=True)
def close(review_id: UUID) -> Shown:
    """Close a review."""

    def closed() -> str:
        reviews.close(work_here(), review_id)
        return url_for("access_reviews.one", review_id=review_id)

    return act_on(closed, lambda typed: _draw_one(review_id, typed))


def _draw(typed: Typed) -> str:
    page = read_reviews(work_here())
    return render_template("governance/access_reviews.html", page=page, form=typed)


def _draw_one(review_id: UUID, typed: Typed) -> str:
    page = read_review(work_here(), review_id)
    return render_template("governance/access_review.html", page=page, form=typed)
