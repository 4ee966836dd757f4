"""Restorings: what an operator declared, what was lost, and the second person's confirmation."""

from typing import Final
from uuid import UUID

from flask import Blueprint, render_template, request, url_for

from portal.policy import Permission
from portal.services.rollback import declaring
from portal.web.gate import door
from portal.web.here import work_here
from portal.web.typed import BLANK, Shown, Typed, act_on

bp = Blueprint("restoring", __name__, url_prefix="/ig/restoring")

DONE: Final = {"confirmed": "It is confirmed. Restricted papers open again."}


@bp.get("")
@door(Permission.AUDIT_VERIFY)
def page() -> str:
    """Show how the record and the log stand, and what waits to be confirmed."""
    return _draw(BLANK)


@bp.post("/<uuid:restoring_id>/confirm")
@door(Permission.AUDIT_VERIFY, writes=True)
def confirm(restoring_id: UUID) -> Shown:
    """Confirm a restoring."""

    def confirmed() -> str:
        declaring.confirm(work_here(), restoring_id)
        return url_for("restoring.page", done="confirmed")

    return act_on(confirmed, _draw)


def _draw(typed: Typed) -> str:
    return render_template(
        "governance/restoring.html",
        page=declaring.read_restoring(work_here()),
        form=typed,
        done=DONE.get(request.args.get("done", ""), ""),
    )
