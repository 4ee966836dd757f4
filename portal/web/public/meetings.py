"""Meetings and the items of their agendas."""

from uuid import UUID

from flask import Blueprint, render_template

from portal.services import items, meeting_lists, meetings
from portal.web.asked import page_number, slug_asked, year_asked
from portal.web.gate import Audience, door
from portal.web.here import work_here

bp = Blueprint("meetings", __name__)


@bp.get("/meetings")
@door(Audience.PUBLIC, kept=True)
def every_meeting() -> str:
    """List the meetings."""
    body, year = slug_asked("board"), year_asked("year")
    page = meeting_lists.list_meetings(
        work_here(), body=body, year=year.value, page=page_number(), none=bool(year.fault)
    )
    return render_template("public/meetings.html", page=page, body=body, year=year)


@bp.get("/meetings/<uuid:meeting_id>")
@door(Audience.PUBLIC, kept=True)
def meeting(meeting_id: UUID) -> str:
    """Show a meeting."""
    return render_template(
        "public/meeting.html", page=meetings.read_meeting(work_here(), meeting_id)
    )


@bp.get("/meetings/<uuid:meeting_id>/items/<uuid:item_id>")
@door(Audience.PUBLIC, kept=True)
def item(meeting_id: UUID, item_id: UUID) -> str:
    """Show an item of an agenda."""
    page = items.read_item(work_here(), meeting_id, item_id)
    return render_template("public/item.html", page=page)
