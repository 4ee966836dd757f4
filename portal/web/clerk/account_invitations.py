"""Accounts: a body's invitation list, inviting somebody, and the link, which is shown once."""

from typing import Final
from uuid import UUID

from flask import Blueprint, render_template, request, url_for

from portal.policy import Permission
from portal.services.access import account_invitations, identity_links
from portal.services.access.account_invitations import Link
from portal.services.access.account_lists import read_accounts, read_newcomer
from portal.services.access.asking import Unfit
from portal.web.gate import door
from portal.web.here import address_here, work_here
from portal.web.typed import AGAIN, BLANK, Shown, Typed, act_on, identifier, text, yes_or_no

bp = Blueprint("accounts", __name__, url_prefix="/clerk/membership/<slug:slug>/accounts")

DONE: Final = {
    "withdrawn": "The invitation is withdrawn. Its link serves no more.",
    "asked": "It is asked whether they are the same person. Two officers have to approve it.",
}


@bp.get("")
@door(Permission.SEAT_FILL)
def listing(slug: str) -> str:
    """Show who has been invited to have an account, and what became of it."""
    return _draw(slug, BLANK)


@bp.get("/invite")
@door(Permission.SEAT_FILL)
def invite_page(slug: str) -> str:
    """Ask whom to invite."""
    return _draw_invite(slug, BLANK)


@bp.post("/invite")
@door(Permission.SEAT_FILL, writes=True)
def invite(slug: str) -> Shown:
    """Invite somebody, and show the link this once."""
    wanted = account_invitations.Wanted(
        person=identifier("person"),
        name=" ".join(text("name").split()),
        organisation=identifier("organisation"),
        councillor=yes_or_no("councillor"),
    )
    try:
        link = account_invitations.invite(work_here(), slug, wanted)
    except Unfit as unfit:
        typed = Typed(words=request.form.to_dict(), faults=unfit.faults)
        return _draw_invite(slug, typed), AGAIN
    return _draw_link(slug, link)


@bp.post("/<uuid:invitation_id>/again")
@door(Permission.SEAT_FILL, writes=True)
def again(slug: str, invitation_id: UUID) -> Shown:
    """Invite somebody again, and show the new link this once."""
    try:
        link = account_invitations.invite_again(work_here(), slug, invitation_id)
    except Unfit as unfit:
        return _draw(slug, Typed(faults=unfit.faults)), AGAIN
    return _draw_link(slug, link)


@bp.post("/<uuid:invitation_id>/withdraw")
@door(Permission.SEAT_FILL, writes=True)
def withdraw(slug: str, invitation_id: UUID) -> Shown:
    """Withdraw an invitation."""

    def withdrawn() -> str:
        account_invitations.withdraw(work_here(), slug, invitation_id)
        return url_for("accounts.listing", slug=slug, done="withdrawn")

    return act_on(withdrawn, lambda typed: _draw(slug, typed))


@bp.get("/<uuid:invitation_id>/known")
@door(Permission.SEAT_FILL)
def known_page(slug: str, invitation_id: UUID) -> str:
    """Ask whom we know already under another account."""
    return _draw_known(slug, invitation_id, BLANK)


@bp.post("/<uuid:invitation_id>/known")
@door(Permission.SEAT_FILL, writes=True)
def known(slug: str, invitation_id: UUID) -> Shown:
    """Ask that two officers make the account the known person's."""

    def asked() -> str:
        identity_links.ask(work_here(), slug, invitation_id, identifier("known"))
        return url_for("accounts.listing", slug=slug, done="asked")

    return act_on(asked, lambda typed: _draw_known(slug, invitation_id, typed))


def _draw(slug: str, typed: Typed) -> str:
    return render_template(
        "clerk/accounts.html",
        page=read_accounts(work_here(), slug),
        form=typed,
        done=DONE.get(request.args.get("done", ""), ""),
    )


def _draw_invite(slug: str, typed: Typed) -> str:
    page = read_accounts(work_here(), slug)
    return render_template("clerk/account_invite.html", page=page, form=typed)


def _draw_link(slug: str, link: Link) -> str:
    address = f"{address_here()}/invitations/{link.secret}"
    return render_template("clerk/account_link.html", slug=slug, link=link, address=address)


def _draw_known(slug: str, invitation_id: UUID, typed: Typed) -> str:
    page = read_newcomer(work_here(), slug, invitation_id)
    return render_template(
        "clerk/account_known.html", page=page, invitation=invitation_id, form=typed
    )
