"""The home of whoever watches over access: where their questions begin."""

from flask import Blueprint, render_template

from portal.services.emergency.keys import uses_announced
from portal.services.watching import read_watch
from portal.web.gate import Audience, door
from portal.web.here import work_here

bp = Blueprint("governance_home", __name__)


@bp.get("/ig")
@door(Audience.SIGNED_IN)  # whoever has none of its doors is told that there is nothing here
def home() -> str:
    """Show where to begin."""
    work = work_here()
    page = read_watch(work)
    return render_template(
        "governance/home.html", page=page, key_uses_announced=uses_announced(work)
    )
