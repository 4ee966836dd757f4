"""Identities: accounts said to be a known person's, approved by two officers or refused."""

from typing import Final
from uuid import UUID

from flask import Blueprint, render_template, request, url_for

from portal.policy import Permission
from portal.services.access import identity_links
from portal.services.access.identity_link_lists import read_links
from portal.web.gate import door
from portal.web.here import work_here
from portal.web.typed import BLANK, Shown, Typed, act_on

bp = Blueprint("identity_links", __name__, url_prefix="/ig/identity-links")

DONE: Final = {
    "first": "You approved it first. One more approver is needed.",
    "granted": "It is done: the account is theirs from now on.",
    "refused": "It is refused. Nothing has changed.",
}


@bp.get("")
@door(Permission.PERMISSION_ASK)
def listing() -> str:
    """List what is asked, and what was decided."""
    return _draw(BLANK)


@bp.post("/<uuid:link_id>/approve")
@door(Permission.PERMISSION_APPROVE, writes=True)
def approve(link_id: UUID) -> Shown:
    """Approve one, as the first or the second."""

    def approved() -> str:
        made = identity_links.approve(work_here(), link_id)
        return url_for("identity_links.listing", done="granted" if made else "first")

    return act_on(approved, _draw)


@bp.post("/<uuid:link_id>/refuse")
@door(Permission.PERMISSION_ASK, writes=True)
def refuse(link_id: UUID) -> Shown:
    """Refuse one, or take it back."""

    def refused() -> str:
        identity_links.refuse(work_here(), link_id)
        return url_for("identity_links.listing", done="refused")

    return act_on(refused, _draw)


def _draw(typed: Typed) -> str:
    return render_template(
        "governance/identity_links.html",
        page=read_links(work_here()),
        form=typed,
        done=DONE.get(request.args.get("done", ""), ""),
    )
