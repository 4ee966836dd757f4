"""Interests for officers and the chair: imposing one, lifting one, granting a dispensation."""

from typing import Final
from uuid import UUID

from flask import Blueprint, render_template, request, url_for

from portal.policy import Permission
from portal.services.access import dispensations, interests
from portal.services.access.asking import item_place, people
from portal.web.gate import Audience, door
from portal.web.here import work_here
from portal.web.typed import BLANK, Shown, Typed, act_on, day, identifier, text

bp = Blueprint("officers_interests", __name__, url_prefix="/ig/interests")

DONE: Final = {
    "imposed": "The interest is recorded; the item is closed to that person.",
    "lifted": "The interest is lifted.",
    "granted": "The dispensation is granted.",
    "ended": "The dispensation has ended.",
}


@bp.get("")
@door(Permission.INTEREST_RECORD)
def listing() -> str:
    """List the interests recorded on the officer's boards."""
    return _draw(BLANK)


@bp.get("/impose/<uuid:item_id>")
@door(Audience.SIGNED_IN)  # the chair, who holds no office, may too
def impose_page(item_id: UUID) -> str:
    """Ask whose interest it is."""
    return _draw_impose(item_id, BLANK)


@bp.post("/impose/<uuid:item_id>")
@door(Audience.SIGNED_IN, writes=True)
def impose(item_id: UUID) -> Shown:
    """Record an interest that somebody has not declared."""

    def imposed() -> str:
        work = work_here()
        interests.impose(work, item_id, identifier("person"), text("nature"))
        place = item_place(work, item_id)
        return url_for("meetings.item", meeting_id=place.meeting, item_id=item_id)

    return act_on(imposed, lambda typed: _draw_impose(item_id, typed))


@bp.get("/<uuid:declaration_id>")
@door(Permission.INTEREST_RECORD)
def one(declaration_id: UUID) -> str:
    """Open what one interest is, which the log is told of."""
    return _draw_one(declaration_id, BLANK)


@bp.post("/<uuid:declaration_id>/lift")
@door(Permission.DISPENSATION_GRANT, writes=True)
def lift(declaration_id: UUID) -> Shown:
    """Lift one."""

    def lifted() -> str:
        interests.lift(work_here(), declaration_id)
        return url_for("officers_interests.listing", done="lifted")

    return act_on(lifted, lambda typed: _draw_one(declaration_id, typed))


@bp.post("/<uuid:declaration_id>/dispensation")
@door(Permission.DISPENSATION_GRANT, writes=True)
def grant(declaration_id: UUID) -> Shown:
    """Grant a dispensation."""

    def granted() -> str:
        work = work_here()
        dispensations.grant(work, declaration_id, text("reason"), day("from_on"), day("until_on"))
        return url_for("officers_interests.listing", done="granted")

    return act_on(granted, lambda typed: _draw_one(declaration_id, typed))


@bp.post("/<uuid:declaration_id>/dispensation/end")
@door(Permission.DISPENSATION_GRANT, writes=True)
def end(declaration_id: UUID) -> Shown:
    """End the dispensation."""

    def ended() -> str:
        dispensations.end(work_here(), declaration_id)
        return url_for("officers_interests.listing", done="ended")

    return act_on(ended, lambda typed: _draw_one(declaration_id, typed))


def _draw(typed: Typed) -> str:
    return render_template(
        "governance/interests.html",
        lines=interests.all_interests(work_here()),
        form=typed,
        done=DONE.get(request.args.get("done", ""), ""),
    )


def _draw_impose(item_id: UUID, typed: Typed) -> str:
    place = interests.place_to_impose(work_here(), item_id)
    return render_template(
        "governance/interest_impose.html", place=place, people=people(work_here()), form=typed
    )


def _draw_one(declaration_id: UUID, typed: Typed) -> str:
    work = work_here()
    return render_template(
        "governance/interest.html",
        interest=interests.one_interest(work, declaration_id),
        nature=interests.open_nature(work, declaration_id),
        may_lift=work.principal.may_somewhere(Permission.DISPENSATION_GRANT),
        form=typed,
    )
