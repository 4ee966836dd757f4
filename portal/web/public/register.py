"""The register of restricted items, and the reason for each."""

from uuid import UUID

from flask import Blueprint, render_template

from portal.services import register
from portal.web.asked import page_number
from portal.web.gate import Audience, door
from portal.web.here import work_here

bp = Blueprint("register", __name__, url_prefix="/restricted")


@bp.get("")
@door(Audience.PUBLIC, kept=True)
def every_notice() -> str:
    """Show what is withheld."""
    page = register.read_register(work_here(), page=page_number())
    return render_template("public/register.html", page=page)


@bp.get("/<uuid:notice_id>")
@door(Audience.PUBLIC, kept=True)
def reason(notice_id: UUID) -> str:
    """Show why something is withheld."""
    return render_template("public/reason.html", page=register.read_reason(work_here(), notice_id))
