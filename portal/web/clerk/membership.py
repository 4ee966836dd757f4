"""Membership: the seats and guests of a body, agreements, substitutes to approve, leavers."""

from typing import Final
from uuid import UUID

from flask import Blueprint, render_template, request, url_for

from portal.policy import Permission
from portal.services.access import guests, leavers, organisations, seats, substitutes
from portal.services.access.asking import people
from portal.web.gate import door
from portal.web.here import work_here
from portal.web.typed import BLANK, Shown, Typed, act_on, day, identifier, text

bp = Blueprint("membership", __name__, url_prefix="/clerk/membership")

DONE: Final = {
    "filled": "The seat is filled.",
    "ended": "The seat ends.",
    "invited": "The guest is asked in.",
    "shown-out": "The invitation has ended.",
    "decided": "The substitute is decided.",
    "agreed": "The agreement is recorded.",
    "withdrawn": "The agreement is over.",
    "left": "The account is closed, and everything it held has ended.",
    "suspended": "The account is suspended, and signed out everywhere.",
}


@bp.get("")
@door(Permission.SEAT_FILL)
def home() -> str:
    """Show the boards, what waits for approval, the agreements and the leavers."""
    return _home(BLANK)


@bp.get("/<slug:slug>")
@door(Permission.SEAT_FILL)
def body(slug: str) -> str:
    """Show one board's seats and guests."""
    page = seats.read_seats(work_here(), slug)
    return render_template(
        "clerk/board_seats.html",
        page=page,
        guests=guests.guests_of(work_here(), page.body.id),
        done=_done(),
    )


@bp.get("/<slug:slug>/fill")
@door(Permission.SEAT_FILL)
def fill_page(slug: str) -> str:
    """Ask who takes which seat."""
    return _draw_fill(slug, BLANK)


@bp.post("/<slug:slug>/fill")
@door(Permission.SEAT_FILL, writes=True)
def fill(slug: str) -> Shown:
    """Give somebody a seat."""
    return act_on(lambda: _filled(slug), lambda typed: _draw_fill(slug, typed))


@bp.get("/<slug:slug>/guests")
@door(Permission.SEAT_FILL)
def invite_page(slug: str) -> str:
    """Ask whom to ask in, and for what."""
    return _draw_guest(slug, BLANK)


@bp.post("/<slug:slug>/guests")
@door(Permission.SEAT_FILL, writes=True)
def invite(slug: str) -> Shown:
    """Ask somebody in for one item."""
    return act_on(lambda: _invited(slug), lambda typed: _draw_guest(slug, typed))


@bp.post("/<slug:slug>/guests/<uuid:invitation_id>/end")
@door(Permission.SEAT_FILL, writes=True)
def show_out(slug: str, invitation_id: UUID) -> Shown:
    """End an invitation."""

    def ended() -> str:
        guests.end_invitation(work_here(), invitation_id)
        return url_for("membership.body", slug=slug, done="shown-out")

    return act_on(ended, _home)


@bp.get("/seats/<uuid:seat_id>/end")
@door(Permission.SEAT_FILL)
def end_page(seat_id: UUID) -> str:
    """Ask for the last day of a seat."""
    return _draw_end(seat_id, BLANK)


@bp.post("/seats/<uuid:seat_id>/end")
@door(Permission.SEAT_FILL, writes=True)
def end(seat_id: UUID) -> Shown:
    """End a seat."""
    return act_on(lambda: _ended(seat_id), lambda typed: _draw_end(seat_id, typed))


@bp.post("/substitutes/<uuid:naming_id>/approve")
@door(Permission.SEAT_FILL, writes=True)
def approve(naming_id: UUID) -> Shown:
    """Approve a substitute."""

    def approved() -> str:
        substitutes.approve(work_here(), naming_id)
        return url_for("membership.home", done="decided")

    return act_on(approved, _home)


@bp.post("/substitutes/<uuid:naming_id>/refuse")
@door(Permission.SEAT_FILL, writes=True)
def refuse(naming_id: UUID) -> Shown:
    """Refuse a substitute."""

    def refused() -> str:
        substitutes.refuse(work_here(), naming_id, text(f"because-{naming_id}"))
        return url_for("membership.home", done="decided")

    return act_on(refused, _home)


@bp.get("/agreements/<uuid:organisation_id>")
@door(Permission.SEAT_FILL)
def agreement(organisation_id: UUID) -> str:
    """Ask when an organisation signed."""
    return _draw_agreement(organisation_id, BLANK)


@bp.post("/agreements/<uuid:organisation_id>")
@door(Permission.SEAT_FILL, writes=True)
def agree(organisation_id: UUID) -> Shown:
    """Record that an organisation signed, or that its agreement is over."""
    return act_on(
        lambda: _agreed(organisation_id), lambda typed: _draw_agreement(organisation_id, typed)
    )


@bp.get("/people/<uuid:person_id>/leave")
@door(Permission.SEAT_FILL)
def leave_page(person_id: UUID) -> str:
    """Say what closing an account ends."""
    return _draw_leave(person_id, BLANK)


@bp.post("/people/<uuid:person_id>/leave")
@door(Permission.SEAT_FILL, writes=True)
def leave(person_id: UUID) -> Shown:
    """Close an account."""

    def left() -> str:
        leavers.leave_for_good(work_here(), person_id)
        return url_for("membership.home", done="left")

    return act_on(left, lambda typed: _draw_leave(person_id, typed))


def _filled(slug: str) -> str:
    wanted = seats.Wanted(
        person=identifier("person"),
        organisation=identifier("organisation"),
        post_title=text("post_title"),
        capacity=text("capacity"),
        role=text("role"),
        from_on=day("from_on"),
        until_on=day("until_on"),
    )
    seats.fill(work_here(), slug, wanted, identifier("vacancy"))
    return url_for("membership.body", slug=slug, done="filled")


def _invited(slug: str) -> str:
    board = seats.body_kept(work_here(), slug)
    guests.invite(work_here(), board.id, identifier("item"), identifier("person"), day("until_on"))
    return url_for("membership.body", slug=slug, done="invited")


def _ended(seat_id: UUID) -> str:
    slug = seats.end(work_here(), seat_id, day("last_on"), vacant=text("vacant") == "yes")
    return url_for("membership.body", slug=slug, done="ended")


def _agreed(organisation_id: UUID) -> str:
    if text("over") == "yes":
        organisations.withdraw(work_here(), organisation_id)
        return url_for("membership.home", done="withdrawn")
    organisations.agree(work_here(), organisation_id, day("signed_on"), day("last_on"))
    return url_for("membership.home", done="agreed")


def _home(typed: Typed) -> str:
    work = work_here()
    return render_template(
        "clerk/membership.html",
        bodies=seats.bodies(work),
        namings=substitutes.waiting_for_clerk(work),
        agreements=organisations.read_register(work),
        seated=leavers.left_but_seated(work),
        form=typed,
        done=_done(),
    )


def _draw_fill(slug: str, typed: Typed) -> str:
    page = seats.read_seats(work_here(), slug)
    return render_template("clerk/seat_fill.html", page=page, form=typed)


def _draw_guest(slug: str, typed: Typed) -> str:
    board = seats.body_kept(work_here(), slug)
    return render_template(
        "clerk/guest.html",
        body=board,
        items=guests.items_to_attend(work_here(), board.id),
        people=people(work_here()),
        form=typed,
    )


def _draw_end(seat_id: UUID, typed: Typed) -> str:
    page = seats.read_seat(work_here(), seat_id)
    return render_template("clerk/seat_end.html", page=page, form=typed)


def _draw_agreement(organisation_id: UUID, typed: Typed) -> str:
    page = organisations.read_agreement(work_here(), organisation_id)
    return render_template("clerk/agreement.html", page=page, form=typed)


def _draw_leave(person_id: UUID, typed: Typed) -> str:
    name = leavers.name_of_leaver(work_here(), person_id)
    return render_template("clerk/leaver.html", person=person_id, name=name, form=typed)


def _done() -> str:
    return DONE.get(request.args.get("done", ""), "")
