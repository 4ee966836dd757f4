"""The pages of an invitation's link: who invites, and the button that leaves for the provider."""

from flask import Blueprint, Response, make_response, redirect, render_template, request

from portal.errors import NotFound
from portal.services.sign_in.arrivals import TurnedAway, begin_sign_in
from portal.services.sign_in.binding import offer_of
from portal.services.sign_in.desk import Desk
from portal.services.sign_in.transactions import Purpose, digest, new_secret
from portal.web.gate import Audience, door
from portal.web.here import work_here
from portal.web.sign_in import cookies
from portal.web.sign_in.doors import turned_away

ARRIVES_AT = "/me"


class InvitationDoors:
    """The views, at one desk."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    @door(Audience.PUBLIC)
    def show(self, secret: str) -> Response:
        """Say who invites, and what to do."""
        try:
            offer = offer_of(work_here(), secret)
        except NotFound:
            return _spent()
        page = render_template("sign_in/invitation.html", offer=offer, secret=secret)
        return _unindexed(make_response(page))

    @door(Audience.PUBLIC, writes=True)
    def accept(self, secret: str) -> Response:
        """Leave for the provider; whoever comes back from there has taken it up."""
        work = work_here()
        try:
            offer_of(work, secret)
        except NotFound:
            return _spent()
        browser = request.cookies.get(cookies.BROWSER, "") or new_secret()
        purpose = Purpose(invitation=digest(secret), return_to=ARRIVES_AT)
        address = begin_sign_in(work, self._desk, browser=browser, purpose=purpose, hints={})
        response = _unindexed(make_response(redirect(address, 303)))
        cookies.mark_browser(response, browser)
        return response


def invitations(desk: Desk) -> Blueprint:
    """Give the views of an invitation's link."""
    doors = InvitationDoors(desk)
    blueprint = Blueprint("invitations", __name__)
    for address, name, method, view in (
        ("/invitations/<secret>", "show", "GET", doors.show),
        ("/invitations/<secret>/accept", "accept", "POST", doors.accept),
    ):
        blueprint.add_url_rule(
            address, name, view, methods=[method], provide_automatic_options=False
        )
    blueprint.register_error_handler(TurnedAway, turned_away)
    return blueprint


def _spent() -> Response:
    """Answer alike for a link that was used, ran out, was withdrawn, or never was one."""
    return _unindexed(make_response(render_template("sign_in/invitation_spent.html"), 404))


def _unindexed(response: Response) -> Response:
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response
