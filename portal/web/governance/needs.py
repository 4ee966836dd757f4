"""Councillors' needs to know: what was asked, with the reason opened, and deciding it."""

from uuid import UUID

from flask import Blueprint, render_template, url_for

from portal.policy import Permission
from portal.services.access import needs
from portal.web.gate import door
from portal.web.here import work_here
from portal.web.typed import BLANK, Shown, Typed, act_on, day, text

bp = Blueprint("officers_needs", __name__, url_prefix="/ig/need-to-know")


@bp.get("")
@door(Permission.NEED_TO_KNOW_DECIDE)
def listing() -> str:
    """List what was asked."""
    lines = needs.needs_to_decide(work_here())
    return render_template("governance/needs.html", lines=lines)


@bp.get("/<uuid:need_id>")
@door(Permission.NEED_TO_KNOW_DECIDE)
def one(need_id: UUID) -> str:
    """Open one, which the log is told of."""
    return _draw(need_id, BLANK)


@bp.post("/<uuid:need_id>/grant")
@door(Permission.NEED_TO_KNOW_DECIDE, writes=True)
def grant(need_id: UUID) -> Shown:
    """Grant it until a day."""

    def granted() -> str:
        needs.grant(work_here(), need_id, day("until_on"))
        return url_for("officers_needs.listing")

    return act_on(granted, lambda typed: _draw(need_id, typed))


@bp.post("/<uuid:need_id>/refuse")
@door(Permission.NEED_TO_KNOW_DECIDE, writes=True)
def refuse(need_id: UUID) -> Shown:
    """Refuse it, with a reason."""

    def refused() -> str:
        needs.refuse(work_here(), need_id, text("because"))
        return url_for("officers_needs.listing")

    return act_on(refused, lambda typed: _draw(need_id, typed))


@bp.post("/<uuid:need_id>/end")
@door(Permission.NEED_TO_KNOW_DECIDE, writes=True)
def end(need_id: UUID) -> Shown:
    """End it before its day."""

    def ended() -> str:
        needs.end(work_here(), need_id)
        return url_for("officers_needs.listing")

    return act_on(ended, lambda typed: _draw(need_id, typed))


def _draw(need_id: UUID, typed: Typed) -> str:
    line = needs.open_need(work_here(), need_id)
    return render_template("governance/need.html", need=line, form=typed, route=needs.ROUTE)
