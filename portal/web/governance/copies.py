"""Copies: what readers of a board's restricted PDFs get, and whose a copy with a number is."""

from typing import Final
from uuid import UUID

from flask import Blueprint, render_template, request, url_for

from portal.errors import Refused
from portal.policy import Permission
from portal.services.reading import copies
from portal.web.gate import door
from portal.web.here import work_here
from portal.web.typed import BLANK, Shown, Typed, act_on, text

bp = Blueprint("copies", __name__, url_prefix="/ig")

UNPROCESSABLE: Final = 422


@bp.get("/copies")
@door(Permission.RESTRICTION_DECIDE)
def listing() -> str:
    """List the boards, and what each gives."""
    return _draw(BLANK)


@bp.post("/copies/<uuid:body_id>")
@door(Permission.RESTRICTION_DECIDE, writes=True)
def settle(body_id: UUID) -> Shown:
    """Say what a board gives."""

    def settled() -> str:
        copies.settle(work_here(), body_id, text("copies"))
        return url_for("copies.listing", done="settled")

    return act_on(settled, _draw)


@bp.get("/copy")
@door(Permission.LOG_READ)
def ask() -> str:
    """Ask for the number that stands on a copy."""
    return render_template("governance/copy.html", facts=None, form=BLANK)


@bp.post("/copy")
@door(Permission.LOG_READ, writes=True)
def find() -> Shown:
    """Say whose the copy is; by a form that is sent, so that no number stands in an address."""
    typed = Typed(words=request.form.to_dict())
    try:
        facts = copies.look_up(work_here(), text("number"))
    except Refused as refused:
        faulty = Typed(words=typed.words, faults={"number": str(refused)})
        page = render_template("governance/copy.html", facts=None, form=faulty)
        return page, UNPROCESSABLE
    return render_template("governance/copy.html", facts=facts, form=typed)


def _draw(typed: Typed) -> str:
    done = "It is settled." if request.args.get("done") == "settled" else ""
    return render_template(
        "governance/copies.html", lines=copies.rules(work_here()), form=typed, done=done
    )
