"""The request being answered: who is asking, and what they are given to work with.

The only module that looks around for the application, the session or Flask-Login; the rest
of the web floor asks here, and everything below is told.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from flask import Flask, Request, current_app, g  # noqa: TID251 -- this is the one place
from flask_login import LoginManager, UserMixin, current_user

from portal.policy import ANONYMOUS, Principal
from portal.services.assurance import InABrowser
from portal.services.hubs import GOVERNANCE_DOORS, doors_for
from portal.services.hubs import serves as serves_as_clerk
from portal.services.office import PortalOffice
from portal.services.sign_in.sessions import LiveSession
from portal.services.sign_in.snapshots import serves
from portal.services.work import Work

ADDRESS: Final = "PORTAL_ADDRESS"
"""Under which name the front door keeps the portal's own address."""
_OFFICE: Final = "portal"
_ASSURED: Final = "portal-assured"

Visit = LiveSession
"""Somebody signed in, in one browser."""


class SignedIn(UserMixin):  # type: ignore[misc]  # Flask-Login ships no types
    """A visit, in the shape Flask-Login expects."""

    def __init__(self, visit: Visit) -> None:
        self.visit = visit
        self.id = str(visit.person_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """What the frame of a page says to its reader: which doors to offer."""

    signed_in: bool = False
    clerks: bool = False  # has work to do in the clerks' hub
    watches: bool = False  # has a door of those who watch over access
    to_confirm: tuple[str, ...] = ()  # contexts to meet before the rest of this page is shown
    unproved: bool = False  # something stays shut, since confirming would prove nothing
    by_key: bool = False  # signed in with an emergency key, by which they also confirm


NOBODY: Final = Reader()


def install(
    app: Flask,
    office: PortalOffice,
    find: Callable[[Request], Visit | None],
    assured: Callable[[Visit], InABrowser],
) -> LoginManager:
    """Give the web floor its office, and a way to tell from a request who is signed in.

    :param find: reads the request's cookie; ``None`` for whoever has no live session.
    :param assured: says what is known of a visit besides whose it is.
    """
    app.extensions[_OFFICE] = office
    app.extensions[_ASSURED] = assured
    # Flask-Login would also believe a cookie of its own, which nobody here ever sets.  No
    # cookie can have this name.
    app.config["REMEMBER_COOKIE_NAME"] = "; none"
    manager = LoginManager(app)
    manager.session_protection = None

    @manager.request_loader  # type: ignore[untyped-decorator]  # Flask-Login ships no types
    def load(request: Request) -> SignedIn | None:
        visit = find(request)
        return SignedIn(visit) if visit is not None else None

    @app.teardown_request
    def close(_failure: BaseException | None) -> None:
        work: Work | None = g.pop("work", None)
        if work is not None:
            work.session.close()

    return manager


def office_here() -> PortalOffice:
    """Give the office of the application that is answering."""
    office: PortalOffice = current_app.extensions[_OFFICE]
    return office


def address_here() -> str:
    """Give the address at which people reach the portal, whatever a request says of its host."""
    address: str = current_app.config[ADDRESS]
    return address


def largest_file_here() -> int:
    """Give how large a file may be that is sent in, in bytes; a form around it may be larger."""
    largest: int = current_app.config["MAX_CONTENT_LENGTH"]
    return largest


def visit_here() -> Visit | None:
    """Give the visit that the request belongs to, if anybody is signed in.

    Nobody is, if the directory has not been heard of them for an hour: see :func:`unchecked_here`.
    """
    visit = visit_as_found()
    return None if visit is None or not _is_vouched_for(visit) else visit


def unchecked_here() -> bool:
    """Say whether somebody would be signed in, had the directory vouched for them."""
    visit = visit_as_found()
    return visit is not None and not _is_vouched_for(visit)


def visit_as_found() -> Visit | None:
    """Give the visit that the request belongs to, whether the directory vouches for it or not.

    It says whose a form is; it lets nobody in.
    """
    return current_user.visit if current_user.is_authenticated else None


def _is_vouched_for(visit: Visit) -> bool:
    return visit.emergency or serves(visit.checked_at, office_here().clock())


def work_here() -> Work:
    """Give the asker's work: one for each request, begun when first asked for."""
    if "work" not in g:
        visit, office = visit_here(), office_here()
        if visit is None:
            g.work = office.work_for(ANONYMOUS)
        else:
            g.assurance = current_app.extensions[_ASSURED](visit)
            g.work = office.work_in(visit, g.assurance)
    work: Work = g.work
    return work


def principal_here() -> Principal:
    """Say who is asking.  Somebody whose account was closed is nobody."""
    return ANONYMOUS if visit_here() is None else work_here().principal


def reader_here() -> Reader:
    """Say what the frame of the page needs to know of its reader."""
    principal = principal_here()
    assurance: InABrowser | None = g.get("assurance")
    return Reader(
        to_confirm=tuple(sorted(assurance.wanting)) if assurance is not None else (),
        unproved=assurance is not None and assurance.unproved,
        signed_in=principal.signed_in,
        by_key=assurance is not None and assurance.visit.emergency,
        clerks=serves_as_clerk(principal),
        watches=bool(doors_for(principal, GOVERNANCE_DOORS)),
    )
