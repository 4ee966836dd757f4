"""Suspending a guest of one's own boards, for those who keep the membership."""

from typing import Final
from uuid import UUID

from flask import Blueprint, render_template, url_for

from portal.policy import Permission
from portal.services.access import suspending
from portal.web.gate import door
from portal.web.here import work_here
from portal.web.typed import BLANK, Shown, Typed, act_on

bp = Blueprint("suspending", __name__, url_prefix="/clerk/membership/people")

SUSPEND: Final = "/<uuid:person_id>/suspend"


@bp.get(SUSPEND)
@door(Permission.SEAT_FILL)
def ask(person_id: UUID) -> str:
    """Ask once more before it is done."""
    return _draw(person_id, BLANK)


@bp.post(SUSPEND)
@door(Permission.SEAT_FILL, writes=True)
def suspend(person_id: UUID) -> Shown:
    """Suspend the account."""

    def suspended() -> str:
        suspending.suspend(work_here(), person_id)
        return url_for("membership.home", done="suspended")

    return act_on(suspended, lambda typed: _draw(person_id, typed))


def _draw(person_id: UUID, typed: Typed) -> str:
    account = suspending.read_account(work_here(), person_id)
    return render_template("clerk/suspend.html", account=account, form=typed)
