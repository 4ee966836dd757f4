"""The yearly review of everything a board keeps back: opening it, following it, its report."""

from uuid import UUID

from flask import Blueprint, redirect, render_template, url_for
from werkzeug.wrappers import Response as Answer

from portal.errors import Refused
from portal.policy import Permission
from portal.services.reviewing import campaigns
from portal.services.reviewing.deciding import Unanswered
from portal.web.clerk.review_forms import BLANK, Typed, body_typed, typed, year_typed
from portal.web.clerk.reviews import UNPROCESSABLE
from portal.web.gate import door
from portal.web.here import work_here

bp = Blueprint("campaigns", __name__, url_prefix="/clerk/campaigns")


@bp.get("")
@door(Permission.REVIEW_READ)
def listing() -> str:
    """List the campaigns, with the form that opens one."""
    return _draw_list(BLANK)


@bp.post("")
@door(Permission.REVIEW_READ, writes=True)
def begin() -> tuple[str, int] | Answer:
    """Open a campaign."""
    try:
        opened = campaigns.open_campaign(work_here(), body_typed(), year_typed())
    except Unanswered as unanswered:
        return _draw_list(typed(unanswered.faults)), UNPROCESSABLE
    except Refused as refused:
        return _draw_list(typed({"year": str(refused)})), UNPROCESSABLE
    return redirect(url_for("campaigns.campaign", campaign_id=opened), 303)


@bp.get("/<uuid:campaign_id>")
@door(Permission.REVIEW_READ)
def campaign(campaign_id: UUID) -> str:
    """Show one campaign, and how far it has come."""
    return _draw(campaign_id, "")


@bp.get("/<uuid:campaign_id>/report")
@door(Permission.REVIEW_READ)
def report(campaign_id: UUID) -> str:
    """Give a campaign as a page for the board's public report."""
    page = campaigns.read_campaign(work_here(), campaign_id)
    return render_template("clerk/campaign_report.html", page=page)


@bp.post("/<uuid:campaign_id>/close")
@door(Permission.REVIEW_READ, writes=True)
def close(campaign_id: UUID) -> tuple[str, int] | Answer:
    """Close a campaign in which everything is decided."""
    try:
        campaigns.close_campaign(work_here(), campaign_id)
    except Refused as refused:
        return _draw(campaign_id, str(refused)), UNPROCESSABLE
    return redirect(url_for("campaigns.campaign", campaign_id=campaign_id), 303)


def _draw_list(form: Typed) -> str:
    page = campaigns.read_campaigns(work_here())
    return render_template("clerk/campaigns.html", page=page, form=form)


def _draw(campaign_id: UUID, fault: str) -> str:
    page = campaigns.read_campaign(work_here(), campaign_id)
    return render_template("clerk/campaign.html", page=page, fault=fault)
