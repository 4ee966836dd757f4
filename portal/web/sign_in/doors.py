"""The views of sign-in: ask, leave for the provider, come back, be told what went wrong, leave."""

from collections.abc import Mapping
from typing import Final
from urllib.parse import urlencode, urlsplit

from flask import Blueprint, Response, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from portal.errors import NotFound
from portal.services.boards import clerks_to_ring
from portal.services.half_written import is_kept_for
from portal.services.sign_in.arrivals import (
    Answer,
    Browser,
    TurnedAway,
    begin_sign_in,
    finish_sign_in,
    sign_out,
    sign_out_at_provider,
)
from portal.services.sign_in.browsers import browser_words
from portal.services.sign_in.desk import Desk
from portal.services.sign_in.organisation import organisation_in
from portal.services.sign_in.settings import CALLBACK, FRONT_CHANNEL, SIGNED_OUT
from portal.services.sign_in.transactions import Purpose, new_secret
from portal.web import headers, kept_keys
from portal.web.errors import RETURN_COOKIE
from portal.web.gate import Audience, door
from portal.web.here import principal_here, visit_here, work_here
from portal.web.sign_in import cookies
from portal.web.sign_in.words import problem_page

PROBLEM: Final = "/sign-in/problem"
NO_DOMAIN: Final = "Enter the part of your work address after the @, or leave this empty"
_ANSWER: Final = {
    "state": "state",
    "code": "code",
    "error": "error",
    "error_description": "error_description",
    "issuer": "iss",
}


class SignInDoors:
    """The views, at one desk."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    @door(Audience.PUBLIC)
    def ask(self) -> AnyResponse | str:
        """Show the page to sign in from."""
        if principal_here().signed_in:
            return redirect("/me", 303)
        return render_template("sign_in/sign_in.html", typed=cookies.organisation_of(request))

    @door(Audience.PUBLIC, writes=True)
    def start(self) -> AnyResponse:
        """Leave for the provider, at somebody's own click; remember where they come from."""
        typed = request.form.get("organisation", "")
        organisation = organisation_in(typed)
        if organisation is None:
            page = render_template("sign_in/sign_in.html", typed=typed, fault=NO_DOMAIN)
            return make_response(page, 400)
        browser = request.cookies.get(cookies.BROWSER, "") or new_secret()
        purpose = Purpose(return_to=request.cookies.get(RETURN_COOKIE, ""))
        response = self._leave(
            browser, purpose, {"domain_hint": organisation} if organisation else {}
        )
        cookies.remember_organisation(response, organisation)
        return response

    @door(Audience.SIGNED_IN, writes=True)
    def step_up(self) -> AnyResponse:
        """Leave for the provider to confirm who is signed in, and come back to the same page."""
        visit, context = visit_here(), request.form.get("context", "")
        # Whoever came by an emergency key confirms with it, and signs in anew to be more.
        if visit is None or visit.emergency or context not in self._desk.contexts.all:
            raise NotFound
        browser = request.cookies.get(cookies.BROWSER, "") or new_secret()
        purpose = Purpose(
            return_to=request.form.get("return_to", ""), context=context, person=visit.person_id
        )
        hints = {"login_hint": visit.login_hint} if visit.login_hint else {}
        return self._leave(browser, purpose, hints)

    def _leave(self, browser: str, purpose: Purpose, hints: Mapping[str, str]) -> Response:
        address = begin_sign_in(
            work_here(), self._desk, browser=browser, purpose=purpose, hints=hints
        )
        response = make_response(redirect(address, 303))
        cookies.mark_browser(response, browser)
        return response

    @door(Audience.PUBLIC)
    def callback(self) -> AnyResponse:
        """Come back from the provider, and go on to a clean address."""
        browser = Browser(
            mark=request.cookies.get(cookies.BROWSER, ""),
            token=request.cookies.get(cookies.SESSION, ""),
            words=browser_words(request.headers.get("User-Agent", "")),
            visit=visit_here(),
        )
        arrival = finish_sign_in(work_here(), self._desk, _answer(), browser)
        writing = is_kept_for(work_here(), arrival.person, kept_keys.keys_here())
        address = kept_keys.PAGE if writing else arrival.return_to
        response = make_response(redirect(address, 303))
        cookies.give_session(response, arrival.token)
        response.delete_cookie(RETURN_COOKIE, secure=True, httponly=True, samesite="Lax")
        return response

    @door(Audience.PUBLIC)
    def problem(self) -> str:
        """Say in plain words what went wrong."""
        page = problem_page(request.args.get("about", ""), request.args.get("reference", ""))
        clerks = clerks_to_ring(work_here())
        return render_template("sign_in/problem.html", page=page, clerks=clerks)

    @door(Audience.PUBLIC)
    def signed_out(self) -> AnyResponse | str:
        """Say that nobody is signed in, or offer to sign out.

        What the provider hands back is the organisation, since signing out clears every cookie.
        """
        response = make_response(render_template("sign_in/sign_out.html"))
        if organisation := organisation_in(request.args.get("state", "")):
            cookies.remember_organisation(response, organisation)
        return response

    @door(Audience.PUBLIC, writes=True)
    def sign_out(self) -> AnyResponse:
        """End the session here first, then with the provider."""
        address = sign_out(
            work_here(),
            self._desk,
            token=request.cookies.get(cookies.SESSION, ""),
            organisation=cookies.organisation_of(request),
        )
        response = make_response(redirect(address, 303))
        cookies.leave_this_browser(response)
        return response

    @door(Audience.PUBLIC, writes=True)
    def signed_out_at_provider(self) -> AnyResponse:
        """Take the provider's word that a session ended there (front-channel sign-out, AUTH-14).

        It comes by GET in a frame of the provider's page, without cookies: knowing the session's
        name is what entitles to end it.  The answer is the same whether there was one.
        """
        if request.args.get("iss", self._desk.provider.settings.issuer) == (
            self._desk.provider.settings.issuer
        ):
            sign_out_at_provider(work_here(), request.args.get("sid", ""))
        response = make_response("", 200)
        response.headers["Cache-Control"] = "no-store"
        response.headers["Content-Security-Policy"] = headers.framed_by(*form_targets(self._desk))
        response.headers["Clear-Site-Data"] = cookies.FORGET
        return response


def turned_away(refusal: TurnedAway) -> AnyResponse:
    """Send whoever was not let in to one page, whose address holds nothing of theirs."""
    told = urlencode({"about": refusal.problem.value, "reference": refusal.reference})
    return redirect(f"{PROBLEM}?{told}", 303)


def room(desk: Desk) -> Blueprint:
    """Give the views of sign-in."""
    doors = SignInDoors(desk)
    blueprint = Blueprint("sign_in", __name__)
    for address, name, method, view in (
        ("/sign-in", "ask", "GET", doors.ask),
        ("/sign-in/start", "start", "POST", doors.start),
        (CALLBACK, "callback", "GET", doors.callback),
        (PROBLEM, "problem", "GET", doors.problem),
        (SIGNED_OUT, "signed_out", "GET", doors.signed_out),
        (SIGNED_OUT, "sign_out", "POST", doors.sign_out),
        (FRONT_CHANNEL, "signed_out_at_provider", "GET", doors.signed_out_at_provider),
        ("/sign-in/step-up", "step_up", "POST", doors.step_up),
    ):
        blueprint.add_url_rule(
            address, name, view, methods=[method], provide_automatic_options=False
        )
    blueprint.register_error_handler(TurnedAway, turned_away)
    return blueprint


def form_targets(desk: Desk) -> tuple[str, ...]:
    """Give the provider's origin: the forms to sign in and out lead there by a redirect."""
    parts = urlsplit(desk.provider.settings.authority)
    return (f"{parts.scheme}://{parts.netloc}",)


def _answer() -> Answer:
    brought = {field: request.args.getlist(name) for field, name in _ANSWER.items()}
    return Answer(
        repeated=any(len(values) > 1 for values in brought.values()),
        **{field: values[0] for field, values in brought.items() if len(values) == 1},
    )
