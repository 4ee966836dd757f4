"""My home: the next meetings, what is new, what is to be done."""

from flask import Blueprint, render_template

from portal.services.access.asking import asker
from portal.services.access.glass_lists import announcements
from portal.services.emergency.keys import uses_announced
from portal.services.half_written import is_kept_for
from portal.services.home import read_home
from portal.web.gate import Audience, door
from portal.web.here import work_here
from portal.web.kept_keys import keys_here

bp = Blueprint("home", __name__)


@bp.get("/me")
@door(Audience.SIGNED_IN)
def home() -> str:
    """Show my home."""
    work = work_here()
    page = read_home(work)
    writing = is_kept_for(work, asker(work), keys_here())
    return render_template(
        "member/home.html",
        page=page,
        announced=announcements(work),
        key_uses_announced=uses_announced(work),
        half_written=writing,
    )
