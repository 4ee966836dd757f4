"""My access: what I can open and why, until when, and my own lines of the log."""

from flask import Blueprint, render_template

from portal.services.my_access import read_access
from portal.web.gate import Audience, door
from portal.web.here import work_here

bp = Blueprint("access", __name__)


@bp.get("/me/access")
@door(Audience.SIGNED_IN)
def access() -> str:
    """Show my access."""
    return render_template("member/access.html", page=read_access(work_here()))
