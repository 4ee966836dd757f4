"""Retention: a board's rules and holds, what is due, asking for a disposal and deciding on it."""

import logging
from typing import Final
from uuid import UUID

from flask import Blueprint, Response, render_template, request, url_for

from portal.errors import CannotOpen, KeysUnavailable, LogUnavailable, NotPermitted, Refused
from portal.policy import Permission
from portal.services.access.asking import Unfit
from portal.services.retention import carrying_out, certificates, deciding, holds, pages, rules
from portal.web.gate import door
from portal.web.here import work_here
from portal.web.typed import BLANK, Shown, Typed, act_on, identifier, text

LOG: Final = logging.getLogger(__name__)

bp = Blueprint("retention", __name__, url_prefix="/ig/retention")

DONE: Final = {
    "rule": "The rule is set.",
    "held": "The hold stands. Nothing under it is disposed of.",
    "lifted": "The hold is lifted.",
    "asked": "The disposal is asked for. Two others have to approve it.",
    "first": "You approved it first. One more approver is needed.",
    "disposed": "The papers have been disposed of.",
    "later": "It is approved by two, and not finished yet: the operator runs portal keys dispose.",
    "refused": "The disposal is refused. The papers stay.",
}
BY_ANOTHER: Final = (
    "You asked for this disposal or approved it, in this account or another: somebody else must."
)
NOT_A_NUMBER: Final = "Enter the years as a whole number, or choose to keep them for good."
OPEN: Final = "open"
_MOST_DIGITS: Final = 4


@bp.get("")
@door(Permission.RETENTION_READ)
def listing() -> str:
    """List the boards."""
    return render_template("governance/retention.html", boards=pages.boards(work_here()))


@bp.get("/<slug:slug>")
@door(Permission.RETENTION_READ)
def board(slug: str) -> str:
    """Show a board's rules, what is due, what is held, and what was disposed of."""
    page = pages.read_board(work_here(), slug)
    return render_template("governance/retention_board.html", page=page, done=_done())


@bp.get("/<slug:slug>/rules/<kind>/<any(open, closed):access>")
@door(Permission.RETENTION_SET)
def rule_page(slug: str, kind: str, access: str) -> str:
    """Show the form for one rule."""
    return _draw_rule(slug, kind, access, None)


@bp.post("/<slug:slug>/rules/<kind>/<any(open, closed):access>")
@door(Permission.RETENTION_SET, writes=True)
def set_rule(slug: str, kind: str, access: str) -> Shown:
    """Set one rule."""

    def done() -> str:
        wanted = rules.NewRule(
            kind=rules.kind_named(kind),
            closed=access != OPEN,
            years=_years(),
            source=text("source"),
        )
        rules.set_rule(work_here(), slug, wanted)
        return url_for("retention.board", slug=slug, done="rule")

    return act_on(done, lambda typed: _draw_rule(slug, kind, access, typed))


@bp.get("/<slug:slug>/hold")
@door(Permission.HOLD_PLACE)
def hold_form(slug: str) -> str:
    """Show the form for a hold."""
    return _draw_hold_form(slug, BLANK)


@bp.post("/<slug:slug>/hold")
@door(Permission.HOLD_PLACE, writes=True)
def place_hold(slug: str) -> Shown:
    """Place a hold on a paper, an item or the whole board."""

    def done() -> str:
        on = text("on")
        if on not in {"board", "thing"}:
            raise Unfit({"on": "Choose what is to be held."})
        address = text("address")
        if on == "thing" and not address:
            raise Unfit({"address": "Paste the address of the page of the paper or the item."})
        holds.place(work_here(), slug, address if on == "thing" else "", text("reason"))
        return url_for("retention.board", slug=slug, done="held")

    return act_on(done, lambda typed: _draw_hold_form(slug, typed))


@bp.get("/holds/<uuid:hold_id>")
@door(Permission.RETENTION_READ)
def hold(hold_id: UUID) -> str:
    """Show one hold; opening its sealed reasons is told to the log."""
    return _draw_hold(hold_id, BLANK)


@bp.post("/holds/<uuid:hold_id>/lift")
@door(Permission.HOLD_LIFT, writes=True)
def lift_hold(hold_id: UUID) -> Shown:
    """Lift one."""

    def done() -> str:
        holds.lift(work_here(), hold_id, text("because"))
        return url_for("retention.hold", hold_id=hold_id, done="lifted")

    return act_on(done, lambda typed: _draw_hold(hold_id, typed))


@bp.get("/<slug:slug>/dispose")
@door(Permission.DISPOSAL_ASK)
def ask_page(slug: str) -> str:
    """Show what is due in one compartment, or openly, to choose from."""
    return _draw_ask(slug, BLANK)


@bp.post("/<slug:slug>/dispose")
@door(Permission.DISPOSAL_ASK, writes=True)
def ask(slug: str) -> Shown:
    """Ask for a disposal."""

    def done() -> str:
        disposal = deciding.ask(
            work_here(),
            slug,
            identifier("of"),
            [UUID(each) for each in request.form.getlist("papers") if _is_uuid(each)],
            text("reason"),
        )
        return url_for("retention.disposal", disposal_id=disposal, done="asked")

    return act_on(done, lambda typed: _draw_ask(slug, typed))


@bp.get("/disposals/<uuid:disposal_id>")
@door(Permission.RETENTION_READ)
def disposal(disposal_id: UUID) -> str:
    """Show one disposal: what, why, by whom, how far, and its certificate."""
    return _draw_disposal(disposal_id, BLANK)


@bp.post("/disposals/<uuid:disposal_id>/approve")
@door(Permission.DISPOSAL_APPROVE, writes=True)
def approve(disposal_id: UUID) -> Shown:
    """Approve one, as the first or the second; after the second it is carried out."""

    def done() -> str:
        work = work_here()
        try:
            both = deciding.approve(work, disposal_id)
        except NotPermitted:
            raise Refused(BY_ANOTHER) from None
        how = _carried_out(disposal_id) if both else "first"
        return url_for("retention.disposal", disposal_id=disposal_id, done=how)

    return act_on(done, lambda typed: _draw_disposal(disposal_id, typed))


@bp.post("/disposals/<uuid:disposal_id>/refuse")
@door(Permission.DISPOSAL_ASK, writes=True)
def refuse(disposal_id: UUID) -> Shown:
    """Refuse one, or take it back."""

    def done() -> str:
        deciding.refuse(work_here(), disposal_id, text(f"because-{disposal_id}"))
        return url_for("retention.disposal", disposal_id=disposal_id, done="refused")

    return act_on(done, lambda typed: _draw_disposal(disposal_id, typed))


@bp.get("/disposals/<uuid:disposal_id>/certificate.<any(txt, json):form>")
@door(Permission.RETENTION_READ)
def certificate(disposal_id: UUID, form: str) -> Response:
    """Give the certificate of one that is done, to be filed and held to the log."""
    found = certificates.read_certificate(work_here(), disposal_id)
    written, kind = certificates.as_text(found), "text/plain"
    if form == "json":
        written, kind = certificates.as_json(found), "application/json"
    answer = Response(written, mimetype=kind)
    answer.headers["Content-Disposition"] = f'attachment; filename="disposal-{disposal_id}.{form}"'
    return answer


def _carried_out(disposal_id: UUID) -> str:
    """Carry out what was just approved, if it is little; what is not finished is finished later."""
    work = work_here()
    try:
        if carrying_out.is_little(work, disposal_id):
            carrying_out.carry_out(work, disposal_id)
            return "disposed"
    except (Refused, CannotOpen, KeysUnavailable, LogUnavailable, OSError) as unfinished:
        LOG.error("disposal %s is not finished: %s", disposal_id, type(unfinished).__name__)  # noqa: TRY400 -- a trace would name records
    work.session.rollback()
    return "later"


def _done() -> str:
    return DONE.get(request.args.get("done", ""), "")


def _draw_rule(slug: str, kind: str, access: str, typed: Typed | None) -> str:
    line, name = rules.read_rule(work_here(), slug, rules.kind_named(kind), closed=access != OPEN)
    if typed is None:
        kept = "" if line.set_at is None else "for_good" if line.years is None else "years"
        typed = Typed(words={"keep": kept, "years": str(line.years or ""), "source": line.source})
    return render_template(
        "governance/retention_rule.html", rule=line, name=name, slug=slug, form=typed
    )


def _draw_hold_form(slug: str, typed: Typed) -> str:
    page = pages.read_board(work_here(), slug)
    return render_template("governance/hold_place.html", page=page, form=typed)


def _draw_hold(hold_id: UUID, typed: Typed) -> str:
    page = holds.read_hold(work_here(), hold_id)
    return render_template("governance/hold.html", page=page, form=typed, done=_done())


def _draw_ask(slug: str, typed: Typed) -> str:
    page = pages.read_board(work_here(), slug)
    wanted = request.values.get("of", "")
    group = next((each for each in page.groups if str(each.compartment or OPEN) == wanted), None)
    return render_template(
        "governance/dispose.html",
        page=page,
        group=group,
        chosen=request.form.getlist("papers"),
        form=typed,
    )


def _draw_disposal(disposal_id: UUID, typed: Typed) -> str:
    page = pages.read_disposal(work_here(), disposal_id)
    return render_template("governance/disposal.html", page=page, form=typed, done=_done())


def _years() -> int | None:
    keep, typed = text("keep"), text("years")
    if keep == "for_good":
        return None
    if keep != "years":
        raise Unfit({"keep": "Choose how long they are kept."})
    if not (typed.isascii() and typed.isdigit() and len(typed) <= _MOST_DIGITS):
        raise Unfit({"years": NOT_A_NUMBER})
    return int(typed)


def _is_uuid(typed: str) -> bool:
    try:
        UUID(typed)
    except ValueError:
        return False
    return True
