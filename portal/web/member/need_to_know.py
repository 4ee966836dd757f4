"""A councillor's need to know: asking with a reason, and what was decided."""

from uuid import UUID

from flask import Blueprint, render_template, url_for

from portal.services.access import needs
from portal.services.access.asking import known_item
from portal.web.gate import Audience, door
from portal.web.here import work_here
from portal.web.typed import BLANK, Shown, Typed, act_on, text

bp = Blueprint("need_to_know", __name__, url_prefix="/me/need-to-know")


@bp.get("")
@door(Audience.SIGNED_IN)
def listing() -> str:
    """List what I asked for."""
    lines = needs.needs_of(work_here())
    return render_template("member/needs.html", lines=lines, route=needs.ROUTE)


@bp.get("/<uuid:item_id>")
@door(Audience.SIGNED_IN)
def ask_page(item_id: UUID) -> str:
    """Ask for the reason."""
    return _draw(item_id, BLANK)


@bp.post("/<uuid:item_id>")
@door(Audience.SIGNED_IN, writes=True)
def ask(item_id: UUID) -> Shown:
    """Send it to the monitoring officer."""
    return act_on(lambda: _asked(item_id), lambda typed: _draw(item_id, typed))


def _asked(item_id: UUID) -> str:
    needs.ask(work_here(), item_id, text("reason"))
    return url_for("need_to_know.listing")


def _draw(item_id: UUID, typed: Typed) -> str:
    place = known_item(work_here(), item_id)
    return render_template("member/need.html", place=place, form=typed)
