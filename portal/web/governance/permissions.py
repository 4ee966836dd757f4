"""Permissions: what runs, what waits for whose approval, asking for one, ending one."""

from typing import Final
from uuid import UUID

from flask import Blueprint, render_template, request, url_for

from portal.policy import Permission
from portal.services.access import permissions
from portal.services.access.permission_lists import read_permissions
from portal.web.gate import Audience, door
from portal.web.here import work_here
from portal.web.typed import BLANK, Shown, Typed, act_on, day, identifier, text

bp = Blueprint("permissions", __name__, url_prefix="/ig/permissions")

DONE: Final = {
    "asked": "The permission is asked for. Two others have to approve it.",
    "first": "You approved it first. One more approver is needed.",
    "granted": "The permission is given.",
    "refused": "The permission is refused.",
    "ended": "The permission has ended.",
}


@bp.get("")
@door(Permission.PERMISSION_ASK)
def listing() -> str:
    """List the permissions."""
    return _draw(BLANK)


@bp.get("/ask")
@door(Permission.PERMISSION_ASK)
def ask_page() -> str:
    """Ask who is to hold what, for what, until when."""
    return _draw_ask(BLANK)


@bp.post("/ask")
@door(Permission.PERMISSION_ASK, writes=True)
def ask() -> Shown:
    """Ask for a permission."""
    return act_on(_asked, _draw_ask)


@bp.post("/<uuid:request_id>/approve")
@door(Permission.PERMISSION_APPROVE, writes=True)
def approve(request_id: UUID) -> Shown:
    """Approve one, as the first or the second."""

    def approved() -> str:
        given = permissions.approve(work_here(), request_id)
        return url_for("permissions.listing", done="granted" if given else "first")

    return act_on(approved, _draw)


@bp.post("/<uuid:request_id>/refuse")
@door(Permission.PERMISSION_APPROVE, writes=True)
def refuse(request_id: UUID) -> Shown:
    """Refuse one."""

    def refused() -> str:
        permissions.refuse(work_here(), request_id, text(f"because-{request_id}"))
        return url_for("permissions.listing", done="refused")

    return act_on(refused, _draw)


@bp.post("/live/<uuid:permission_id>/end")
@door(Audience.SIGNED_IN, writes=True)
def end(permission_id: UUID) -> Shown:
    """End one before its day."""

    def ended() -> str:
        permissions.end(work_here(), permission_id)
        return url_for("access.access" if text("back") == "mine" else "permissions.listing")

    return act_on(ended, _draw)


def _asked() -> str:
    wanted = permissions.Wanted(
        person=identifier("person"),
        compartment=identifier("compartment"),
        purpose=text("purpose"),
        until_on=day("until_on"),
    )
    permissions.ask(work_here(), wanted)
    return url_for("permissions.listing", done="asked")


def _draw(typed: Typed) -> str:
    return render_template(
        "governance/permissions.html",
        page=read_permissions(work_here()),
        form=typed,
        done=DONE.get(request.args.get("done", ""), ""),
    )


def _draw_ask(typed: Typed) -> str:
    page = read_permissions(work_here())
    return render_template("governance/permission_ask.html", page=page, form=typed)
