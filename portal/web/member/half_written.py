"""What I was writing when I was signed out: to send it now, or to throw it away."""

from uuid import UUID

from flask import Blueprint, make_response, redirect, render_template
from werkzeug.wrappers import Response as Answer

from portal.services.half_written import open_kept
from portal.web import half_written, kept_keys
from portal.web.gate import Audience, door
from portal.web.here import work_here

bp = Blueprint("half_written", __name__)


@bp.get(kept_keys.PAGE)
@door(Audience.SIGNED_IN)
def listing() -> str:
    """Show what I was writing in this browser."""
    kept = open_kept(work_here(), kept_keys.keys_here())
    return render_template("member/half_written.html", kept=kept, row_field=half_written.FIELD)


@bp.post(f"{kept_keys.PAGE}/<uuid:kept_id>/forget")
@door(Audience.SIGNED_IN, writes=True)
def forget(kept_id: UUID) -> Answer:
    """Throw one away."""
    response = make_response(redirect(kept_keys.PAGE, 303))
    half_written.forget(response, kept_id)
    return response
