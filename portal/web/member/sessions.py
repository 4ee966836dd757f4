"""My sessions: the browsers I am signed in with, and signing out of one, the others or all."""

from typing import Final

from flask import Blueprint, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as Answer

from portal.services.access import sessions
from portal.services.sign_in.settings import SIGNED_OUT
from portal.web.gate import Audience, door
from portal.web.here import work_here
from portal.web.sign_in import leave_this_browser
from portal.web.typed import text

bp = Blueprint("sessions", __name__, url_prefix="/me/sessions")

DONE: Final = {
    "ended": "You are signed out there.",
    "others": "You are signed out everywhere but in this browser.",
}


@bp.get("")
@door(Audience.SIGNED_IN)
def listing() -> str:
    """List them."""
    return render_template(
        "member/sessions.html",
        lines=sessions.my_sessions(work_here()),
        done=DONE.get(request.args.get("done", ""), ""),
    )


@bp.post("/end")
@door(Audience.SIGNED_IN, writes=True)
def end() -> Answer:
    """Sign out in one of them."""
    if sessions.end_mine(work_here(), text("session")):
        return _signed_out()
    return redirect("/me/sessions?done=ended", 303)


@bp.post("/end-others")
@door(Audience.SIGNED_IN, writes=True)
def end_others() -> Answer:
    """Sign out everywhere but here."""
    sessions.end_my_others(work_here())
    return redirect("/me/sessions?done=others", 303)


@bp.post("/end-all")
@door(Audience.SIGNED_IN, writes=True)
def end_all() -> Answer:
    """Sign out everywhere, here too."""
    sessions.end_all_mine(work_here())
    return _signed_out()


def _signed_out() -> Answer:
    response = make_response(redirect(SIGNED_OUT, 303))
    leave_this_browser(response)
    return response
