"""The author of something closed is asked whether it should stay closed."""

from uuid import UUID

from flask import Blueprint, redirect, render_template, url_for
from werkzeug.wrappers import Response as Answer

from portal.services.reviewing import opinions
from portal.services.reviewing.deciding import Unanswered
from portal.web.clerk.review_forms import BLANK, Typed, opinion_typed, typed
from portal.web.clerk.reviews import UNPROCESSABLE
from portal.web.gate import Audience, door
from portal.web.here import work_here

bp = Blueprint("opinions", __name__, url_prefix="/me/opinions")


@bp.get("")
@door(Audience.SIGNED_IN)
def listing() -> str:
    """List the reviews of what the reader wrote."""
    return render_template("member/opinions.html", page=opinions.asked_of(work_here()))


@bp.get("/<uuid:review_id>")
@door(Audience.SIGNED_IN)
def opinion(review_id: UUID) -> str:
    """Ask the author."""
    return _draw(review_id, BLANK)


@bp.post("/<uuid:review_id>")
@door(Audience.SIGNED_IN, writes=True)
def give(review_id: UUID) -> tuple[str, int] | Answer:
    """Record what the author thinks."""
    try:
        opinions.give_opinion(work_here(), review_id, opinion_typed())
    except Unanswered as unanswered:
        return _draw(review_id, typed(unanswered.faults)), UNPROCESSABLE
    return redirect(url_for("opinions.listing"), 303)


def _draw(review_id: UUID, form: Typed) -> str:
    page = opinions.read_opinion(work_here(), review_id)
    back = url_for("opinions.listing")
    return render_template("clerk/review_opinion.html", page=page, form=form, back=back)
