"""The clerk's today: what is due first, and the way to everything else."""

from flask import Blueprint, render_template

from portal.services.today import read_today
from portal.web.gate import Audience, door
from portal.web.here import work_here

bp = Blueprint("clerk_home", __name__)


@bp.get("/clerk")
@door(Audience.SIGNED_IN)  # whoever has none of its doors is told that there is nothing here
def today() -> str:
    """Show what is due."""
    return render_template("clerk/today.html", page=read_today(work_here()))
