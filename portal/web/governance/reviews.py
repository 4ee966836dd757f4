"""Reviews that are overdue, for whoever watches over access."""

from flask import Blueprint, render_template

from portal.policy import Permission
from portal.services.reviewing import lists
from portal.web.gate import door
from portal.web.here import work_here

bp = Blueprint("overdue_reviews", __name__, url_prefix="/ig/reviews")


@bp.get("")
@door(Permission.ACCESS_EXPLAIN)
def listing() -> str:
    """List what is overdue."""
    return render_template("governance/reviews.html", page=lists.read_overdue(work_here()))
