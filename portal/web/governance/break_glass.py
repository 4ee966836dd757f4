"""Breaking glass: asking, two approvals, and the review that has to follow."""

import re
from typing import Final
from uuid import UUID

from flask import Blueprint, render_template, request, url_for

from portal.errors import NotFound
from portal.policy import Permission
from portal.services.access import break_glass
from portal.services.access.asking import Unfit
from portal.services.access.glass_lists import open_glass, read_glass
from portal.web.gate import Audience, door
from portal.web.here import work_here
from portal.web.typed import BLANK, Shown, Typed, act_on, text

bp = Blueprint("break_glass", __name__, url_prefix="/ig/break-glass")

DONE: Final = {
    "asked": "The emergency opening is asked for. Two officers have to approve it.",
    "first": "You approved it first. One more approver is needed.",
    "opened": "The item is open to the administrator for 60 minutes.",
    "refused": "The emergency opening is refused.",
    "reviewed": "The review is closed, and the banner is gone.",
}
ITEM: Final = re.compile(r"items/([0-9a-f-]{36})\b|\A([0-9a-f-]{36})\Z")
NO_ITEM: Final = "Paste the address of the item’s page."  # noqa: RUF001 -- an apostrophe


@bp.get("")
@door(Audience.SIGNED_IN)
def listing() -> str:
    """List emergency openings, for whoever asks for, approves or reviews them."""
    return _draw(BLANK)


@bp.post("")
@door(Permission.BREAK_GLASS_ASK, writes=True)
def ask() -> Shown:
    """Ask for one item to be opened."""
    return act_on(_asked, _draw)


@bp.get("/<uuid:glass_id>")
@door(Permission.BREAK_GLASS_APPROVE)
def one(glass_id: UUID) -> str:
    """Open the reason of one, which the log is told of."""
    return _draw_one(glass_id, BLANK)


@bp.post("/<uuid:glass_id>/approve")
@door(Permission.BREAK_GLASS_APPROVE, writes=True)
def approve(glass_id: UUID) -> Shown:
    """Approve one, as the first or the second."""

    def approved() -> str:
        opened = break_glass.approve(work_here(), glass_id)
        return url_for("break_glass.listing", done="opened" if opened else "first")

    return act_on(approved, _draw)


@bp.post("/<uuid:glass_id>/refuse")
@door(Permission.BREAK_GLASS_APPROVE, writes=True)
def refuse(glass_id: UUID) -> Shown:
    """Refuse one."""

    def refused() -> str:
        break_glass.refuse(work_here(), glass_id)
        return url_for("break_glass.listing", done="refused")

    return act_on(refused, _draw)


@bp.post("/<uuid:glass_id>/review")
@door(Permission.BREAK_GLASS_APPROVE, writes=True)
def review(glass_id: UUID) -> Shown:
    """Close one with its review."""

    def reviewed() -> str:
        break_glass.review(work_here(), glass_id, text("findings"))
        return url_for("break_glass.listing", done="reviewed")

    return act_on(reviewed, lambda typed: _draw_one(glass_id, typed))


def _asked() -> str:
    found = ITEM.search(text("item").lower())
    try:
        item = UUID(found.group(1) or found.group(2)) if found else None
    except ValueError:
        item = None
    if item is None:
        raise Unfit({"item": NO_ITEM})
    try:
        break_glass.ask(work_here(), item, text("reason"))
    except NotFound:
        raise Unfit({"item": NO_ITEM}) from None
    return url_for("break_glass.listing", done="asked")


def _draw(typed: Typed) -> str:
    work = work_here()
    return render_template(
        "governance/break_glass.html",
        lines=read_glass(work),
        may_ask=work.principal.may_somewhere(Permission.BREAK_GLASS_ASK),
        form=typed,
        done=DONE.get(request.args.get("done", ""), ""),
    )


def _draw_one(glass_id: UUID, typed: Typed) -> str:
    line = open_glass(work_here(), glass_id)
    return render_template("governance/glass.html", glass=line, form=typed)
