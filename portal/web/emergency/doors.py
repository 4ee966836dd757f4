"""The views of emergency keys: ask, hand over to the key, take its answer; the same to enrol."""

from typing import Final

from flask import Blueprint, Response, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from portal.services.emergency import enrolling, signing_in
from portal.services.emergency.ceremonies import RelyingParty
from portal.services.emergency.refusing import KeyRefused
from portal.services.sign_in.browsers import browser_words
from portal.services.sign_in.desk import Desk
from portal.services.sign_in.transactions import new_secret
from portal.web.gate import Audience, door
from portal.web.headers import allowing
from portal.web.here import work_here
from portal.web.sign_in import cookies

PLACE: Final = "/emergency"
DRILL: Final = "drill"
OUT: Final = "out"


class EmergencyDoors:
    """The views, at one desk."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._party = RelyingParty(desk.provider.settings.portal_address)

    @door(Audience.PUBLIC)
    def ask(self) -> str:
        """Say what this is for, and ask whether it is a drill."""
        return render_template("emergency/ask.html", fault="")

    @door(Audience.PUBLIC, writes=True)
    def start(self) -> Response:
        """Hand over to the hardware key."""
        purpose = request.form.get("purpose", "")
        if purpose not in {DRILL, OUT}:
            return make_response(
                render_template("emergency/ask.html", fault="Choose why you use the key."), 400
            )
        browser = request.cookies.get(cookies.BROWSER, "") or new_secret()
        options = signing_in.begin(work_here(), self._party, browser)
        return _to_the_key("emergency/key.html", browser, options=options, purpose=purpose)

    @door(Audience.PUBLIC, writes=True)
    def sign_in(self) -> AnyResponse:
        """Take the key's answer, and let its holder in."""
        brought = signing_in.KeyBrought(
            answer=request.form.get("answer", ""),
            drill=request.form.get("purpose", "") == DRILL,
            token=request.cookies.get(cookies.SESSION, ""),
            words=browser_words(request.headers.get("User-Agent", "")),
        )
        mark = request.cookies.get(cookies.BROWSER, "")
        token = signing_in.finish(work_here(), self._desk, self._party, mark, brought)
        response = make_response(redirect("/me", 303))
        cookies.give_session(response, token)
        return response

    @door(Audience.PUBLIC)
    def offered(self, secret: str) -> str:
        """Show whose key a link enrols."""
        return render_template(
            "emergency/offered.html", leave=enrolling.leave_by(work_here(), secret)
        )

    @door(Audience.PUBLIC, writes=True)
    def start_enrolling(self, secret: str) -> Response:
        """Hand over to the new key."""
        browser = request.cookies.get(cookies.BROWSER, "") or new_secret()
        options = enrolling.begin(work_here(), self._party, secret, browser)
        return _to_the_key("emergency/new_key.html", browser, options=options, here=request.path)

    @door(Audience.PUBLIC, writes=True)
    def enrol(self, secret: str) -> str:
        """Take the new key's answer, and keep the key."""
        enrolling.finish(
            work_here(),
            self._party,
            secret,
            request.cookies.get(cookies.BROWSER, ""),
            request.form.get("answer", ""),
        )
        return render_template("emergency/enrolled.html")


def refused(failure: KeyRefused) -> Response:
    """Say one thing to whoever brought no good key, whatever was amiss."""
    page = render_template("emergency/refused.html", reference=failure.reference)
    return make_response(page, 403)


def room(desk: Desk) -> Blueprint:
    """Give the views of emergency keys."""
    doors = EmergencyDoors(desk)
    blueprint = Blueprint("emergency", __name__)
    link = f"{PLACE}/enrol/<secret>"
    for address, name, method, view in (
        (PLACE, "ask", "GET", doors.ask),
        (PLACE, "start", "POST", doors.start),
        (f"{PLACE}/key", "sign_in", "POST", doors.sign_in),
        (link, "offered", "GET", doors.offered),
        (link, "start_enrolling", "POST", doors.start_enrolling),
        (f"{link}/key", "enrol", "POST", doors.enrol),
    ):
        blueprint.add_url_rule(
            address, name, view, methods=[method], provide_automatic_options=False
        )
    blueprint.register_error_handler(KeyRefused, refused)
    return blueprint


def _to_the_key(page: str, browser: str, **told: str) -> Response:
    """Draw the page whose script talks to the key; no other page may."""
    response = make_response(render_template(page, **told))
    response.headers["Permissions-Policy"] = allowing(
        "publickey-credentials-create", "publickey-credentials-get"
    )
    cookies.mark_browser(response, browser)
    return response
