"""Who is signed in, for officers: signing somebody out everywhere, and suspending an account."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final
from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for

from portal.errors import NotFound
from portal.policy import Permission
from portal.services.access import sessions, suspending
from portal.services.work import Work
from portal.web.gate import door
from portal.web.here import work_here
from portal.web.typed import BLANK, Shown, Typed, act_on

bp = Blueprint("officers_sessions", __name__, url_prefix="/ig/sessions")

ACTS: Final[Mapping[str, Callable[[Work, UUID], object]]] = MappingProxyType(
    {
        "sign-out": sessions.sign_out_everywhere,
        "suspend": suspending.suspend,
        "restore": suspending.restore,
    }
)
DONE: Final = {
    "sign-out": "They are signed out everywhere.",
    "suspend": "The account is suspended, and signed out everywhere.",
    "restore": "The suspension is lifted.",
}


@bp.get("")
@door(Permission.SESSION_END)
def listing() -> str:
    """List who is signed in."""
    return render_template("governance/sessions.html", page=sessions.signed_in(work_here()))


@bp.get("/person")
@door(Permission.SESSION_END)
def choose() -> Shown:
    """Go to the person who was chosen; back, if nobody was."""
    try:
        chosen = UUID(request.args.get("person", ""))
    except ValueError:
        return redirect(url_for("officers_sessions.listing"), 303)
    return redirect(url_for("officers_sessions.one", person_id=chosen), 303)


@bp.get("/<uuid:person_id>")
@door(Permission.SESSION_END)
def one(person_id: UUID) -> str:
    """Show one account."""
    return render_template(
        "governance/account.html",
        account=suspending.read_account(work_here(), person_id),
        done=DONE.get(request.args.get("done", ""), ""),
    )


@bp.get("/<uuid:person_id>/<act>")
@door(Permission.SESSION_END)
def ask(person_id: UUID, act: str) -> str:
    """Ask once more before it is done."""
    return _draw(person_id, act, BLANK)


@bp.post("/<uuid:person_id>/<act>")
@door(Permission.SESSION_END, writes=True)
def do(person_id: UUID, act: str) -> Shown:
    """Do it."""

    def done() -> str:
        ACTS[_known(act)](work_here(), person_id)
        return url_for("officers_sessions.one", person_id=person_id, done=act)

    return act_on(done, lambda typed: _draw(person_id, act, typed))


def _known(act: str) -> str:
    if act not in ACTS:
        raise NotFound
    return act


def _draw(person_id: UUID, act: str, typed: Typed) -> str:
    return render_template(
        "governance/account_act.html",
        account=suspending.read_account(work_here(), person_id),
        act=_known(act),
        form=typed,
    )
