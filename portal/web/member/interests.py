"""My interests: declared with what they close shown first, and listed with what they closed."""

from typing import Final
from uuid import UUID

from flask import Blueprint, render_template, request, url_for

from portal.services.access import interest_effects, interests
from portal.services.access.asking import asker
from portal.web.gate import Audience, door
from portal.web.here import work_here
from portal.web.typed import BLANK, Shown, Typed, act_on, text, yes_or_no

bp = Blueprint("interests", __name__, url_prefix="/me/interests")

DONE: Final = {"declared": "Your interest is recorded, and what it closes is closed to you."}


@bp.get("")
@door(Audience.SIGNED_IN)
def listing() -> str:
    """List my interests."""
    work = work_here()
    return render_template(
        "member/interests.html",
        lines=interests.interests_of(work, asker(work)),
        done=DONE.get(request.args.get("done", ""), ""),
    )


@bp.get("/declare/<uuid:item_id>")
@door(Audience.SIGNED_IN)
def declare_page(item_id: UUID) -> str:
    """Ask what the interest is."""
    return _draw(item_id, BLANK)


@bp.post("/declare/<uuid:item_id>")
@door(Audience.SIGNED_IN, writes=True)
def declare(item_id: UUID) -> Shown:
    """Show what the interest would close; once that is confirmed, record it."""
    if text("confirmed") != "yes":
        return _draw(item_id, Typed(words=request.form.to_dict()), checking=True)
    return act_on(lambda: _declared(item_id), lambda typed: _draw(item_id, typed))


def _declared(item_id: UUID) -> str:
    interests.declare(
        work_here(),
        item_id,
        text("kind"),
        text("nature"),
        will_leave=yes_or_no("will_leave"),
    )
    return url_for("interests.listing", done="declared")


def _draw(item_id: UUID, typed: Typed, *, checking: bool = False) -> str:
    effect = interest_effects.effect_of(work_here(), item_id)
    return render_template("member/declare.html", effect=effect, form=typed, checking=checking)
