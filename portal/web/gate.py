"""The gate: every view says whom it is for, or the application will not start.

Hung last, it walks the URL map once and then guards every request.  What may be read is
decided further in, on the record found; the gate knows only the address.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Any, Final, TypeVar

from flask import Flask, request

from portal.errors import AccountUnchecked, NotFound, PortalError, Refused
from portal.policy import Permission
from portal.web import csrf
from portal.web.asked import FormRequest
from portal.web.here import principal_here, unchecked_here

View = TypeVar("View", bound=Callable[..., Any])

READING: Final = frozenset({"GET", "HEAD"})
_MARK: Final = "__portal_door__"


class Ungated(Exception):
    """A view was added without saying whom it is for, or says it wrongly."""


class NotSignedIn(NotFound):
    """The door is for people who have signed in, and nobody has."""


class NoText(Refused):
    """Something was sent that is no text: not every database can keep it, or look for it."""

    def __init__(self) -> None:
        super().__init__(
            "What was sent holds a character that is no part of any text. Type it again, rather"
            " than paste it, and send it once more."
        )


class Audience(Enum):
    """Whom a view is for, where no office is needed."""

    PUBLIC = "anybody"
    SIGNED_IN = "whoever has signed in"


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """Whom a view is for, and whether it may change something."""

    audience: Audience | Permission
    writes: bool
    kept: bool = False  # its public answers may be kept
    streams: bool = False  # it reads what is sent itself, the form's token first


def door(
    audience: Audience | Permission,
    *,
    writes: bool = False,
    kept: bool = False,
    streams: bool = False,
) -> Callable[[View], View]:
    """Declare whom a view is for; put it below the route.

    :param audience: anybody, whoever has signed in, or holders of an office that allows this.
    :param writes: whether it may change something, and may therefore accept POST.
    :param kept: whether its answers to strangers depend on the address, the record and the
        date alone, so that they may be kept (see :mod:`portal.web.public_answers`).
    :param streams: whether it reads the body itself, as it comes (:mod:`portal.web.arriving`),
        and holds the token in it against forgery before anything else.
    """
    if kept and (writes or audience is not Audience.PUBLIC):
        raise Ungated("only answers of public reading doors can be kept")
    if streams and (not writes or audience is Audience.PUBLIC):
        raise Ungated("only writing doors for people who have signed in can take files")

    def declare(view: View) -> View:
        setattr(view, _MARK, Door(audience=audience, writes=writes, kept=kept, streams=streams))
        return view

    return declare


def door_of(app: Flask, endpoint: str | None) -> Door | None:
    """Give the door of an endpoint; ``None`` if there is no such endpoint."""
    view = app.view_functions.get(endpoint or "")
    declared: Door | None = getattr(view, _MARK, None)
    return declared


def hang(app: Flask) -> None:
    """Check every route, then guard every request.  Call last, once all routes are added.

    :raises Ungated: if a view says nothing, or a reading door accepts writes.
    """
    doors: dict[str, Door] = {}
    for rule in app.url_map.iter_rules():
        found = door_of(app, rule.endpoint)
        if found is None:
            raise Ungated(f"{rule.endpoint} does not say whom it is for")
        if not found.writes and (rule.methods or set()) - READING:
            raise Ungated(f"{rule.endpoint} accepts writes through a reading door")
        doors[rule.endpoint] = found

    @app.before_request
    def guard() -> None:
        if request.endpoint is None:
            return  # no route: answered like anything else that does not exist
        found = doors[request.endpoint]
        if found.streams and isinstance(request, FormRequest):
            request.leave_unread()
        if not _welcome(found.audience):
            raise _turned_away()
        reading = request.method in READING
        if found.streams:
            csrf.check_origin()
        elif not reading:
            csrf.check()
        _refuse_what_no_text_holds(form=not reading)


def _turned_away() -> PortalError:
    """Say why a door stays shut to whoever asks: they may not, or have not said who they are."""
    if principal_here().signed_in:
        return NotFound()
    return AccountUnchecked() if unchecked_here() else NotSignedIn()


def _refuse_what_no_text_holds(*, form: bool) -> None:
    sent = [*request.args.items(multi=True), *(request.form.items(multi=True) if form else ())]
    if any("\0" in name or "\0" in value for name, value in sent):
        raise NoText


def _welcome(audience: Audience | Permission) -> bool:
    if audience is Audience.PUBLIC:
        return True
    principal = principal_here()
    if isinstance(audience, Permission):
        return principal.may_somewhere(audience)
    return principal.signed_in
