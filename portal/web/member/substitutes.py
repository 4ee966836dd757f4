"""My substitutes: naming somebody for one meeting, and what became of it."""

from flask import Blueprint, render_template, url_for

from portal.services.access import substitutes
from portal.web.gate import Audience, door
from portal.web.here import work_here
from portal.web.typed import BLANK, Shown, Typed, act_on, identifier

bp = Blueprint("substitutes", __name__, url_prefix="/me/substitutes")


@bp.get("")
@door(Audience.SIGNED_IN)
def listing() -> str:
    """List whom I named, and ask for another."""
    return _draw(BLANK)


@bp.post("")
@door(Audience.SIGNED_IN, writes=True)
def name() -> Shown:
    """Name somebody."""
    return act_on(_named, _draw)


def _named() -> str:
    substitutes.name_substitute(work_here(), identifier("meeting"), identifier("person"))
    return url_for("substitutes.listing")


def _draw(typed: Typed) -> str:
    page = substitutes.read_substitutes(work_here())
    return render_template("member/substitutes.html", page=page, form=typed)
