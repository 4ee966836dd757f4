"""Why can I see this: the rule, what it rests on, and until when, for whoever can."""

from uuid import UUID

from flask import Blueprint, render_template

from portal.services.explaining.why import read_why
from portal.web.gate import Audience, door
from portal.web.here import work_here

bp = Blueprint("why", __name__)


@bp.get("/papers/<uuid:paper_id>/why")
@door(Audience.SIGNED_IN)
def why(paper_id: UUID) -> str:
    """Show why the reader can read a restricted paper."""
    return render_template("member/why.html", page=read_why(work_here(), paper_id))
