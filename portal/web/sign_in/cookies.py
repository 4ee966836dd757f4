"""The cookies of sign-in: whose session this is, which browser began it, whence somebody comes.

All are for this host alone, over a safe connection alone, and out of reach of scripts; the
``__Host-`` prefix has the browser hold to that.  None means anything by itself.
"""

from collections.abc import Callable
from typing import Final

from flask import Request, Response

from portal.services.assurance import InABrowser
from portal.services.office import PortalOffice
from portal.services.sign_in.desk import Desk
from portal.services.sign_in.organisation import organisation_in
from portal.services.sign_in.sessions import LiveSession
from portal.services.sign_in.transactions import LIFETIME
from portal.services.sign_in.visits import Reception

SESSION: Final = "__Host-portal"
# Keeps pages out of the back/forward cache as well, which a mere no-store does not.
FORGET: Final = '"cache", "cookies", "storage"'
BROWSER: Final = "__Host-browser"
ORGANISATION: Final = "__Host-organisation"
REMEMBERED_FOR: Final = 400 * 24 * 60 * 60
"""Seconds for which an organisation is remembered: as long as browsers keep any cookie."""


def finder(desk: Desk, office: PortalOffice) -> Callable[[Request], LiveSession | None]:
    """Give the way to tell, from a request's cookie, whose live session it belongs to."""
    reception = Reception(desk=desk, journal=office.journal)

    def find(request: Request) -> LiveSession | None:
        token = request.cookies.get(SESSION, "")
        if not token:
            return None
        session = office.session()
        try:
            return reception.visit(session, token, office.clock())
        finally:
            session.close()

    return find


def assured(desk: Desk) -> Callable[[LiveSession], InABrowser]:
    """Give the way to tell what is known of a visit, besides whose it is."""

    def of(visit: LiveSession) -> InABrowser:
        return InABrowser(desk=desk, visit=visit)

    return of


def give_session(response: Response, token: str) -> None:
    """Hand over a session's token, until the browser is closed."""
    response.set_cookie(SESSION, token, secure=True, httponly=True, samesite="Lax", path="/")


def take_session(response: Response) -> None:
    """Have the browser throw the token away."""
    response.delete_cookie(SESSION, secure=True, httponly=True, samesite="Lax", path="/")


def leave_this_browser(response: Response) -> None:
    """Have the browser throw away the token, and whatever it keeps of us."""
    take_session(response)
    response.headers["Clear-Site-Data"] = FORGET


def mark_browser(response: Response, browser: str) -> None:
    """Mark a browser for as long as a sign-in may be under way in it."""
    response.set_cookie(
        BROWSER,
        browser,
        max_age=int(LIFETIME.total_seconds()),
        secure=True,
        httponly=True,
        samesite="Lax",
        path="/",
    )


def remember_organisation(response: Response, domain: str) -> None:
    """Remember the organisation somebody comes from; forget it, if they left it out."""
    if not domain:
        response.delete_cookie(ORGANISATION, secure=True, httponly=True, samesite="Lax", path="/")
        return
    response.set_cookie(
        ORGANISATION,
        domain,
        max_age=REMEMBERED_FOR,
        secure=True,
        httponly=True,
        samesite="Lax",
        path="/",
    )


def organisation_of(request: Request) -> str:
    """Give the organisation a browser remembers; empty if it does not, or it is no domain."""
    return organisation_in(request.cookies.get(ORGANISATION, "")) or ""
