"""Turns our errors, and the web's, into pages.

Whatever is not there and whatever is hidden is answered with one page: the same bytes and
headers for every address and method.  Strangers who ask for anything under an address that is
for people who have signed in are sent to sign in, whether there is anything or not.
"""

import logging
import traceback
from typing import Final
from urllib.parse import quote

from flask import Flask, Response, make_response, redirect, render_template, request
from gunicorn.http.errors import ParseException
from werkzeug.exceptions import (
    BadRequest,
    HTTPException,
    MethodNotAllowed,
    RequestedRangeNotSatisfiable,
)
from werkzeug.exceptions import NotFound as NoRoute
from werkzeug.http import dump_cookie

from portal.errors import (
    AccountUnchecked,
    CannotOpen,
    KeysUnavailable,
    LogUnavailable,
    NotFound,
    NotPermitted,
    ReceiptRefused,
    Refused,
    StepUpNeeded,
    StepUpUnproved,
    StoreUnavailable,
)
from portal.services.opening import ClosedToYou
from portal.services.reading.drawing import NotShown
from portal.web.gate import NotSignedIn
from portal.web.here import NOBODY, principal_here

LOG: Final = logging.getLogger(__name__)

SIGN_IN: Final = "/sign-in"
RETURN_COOKIE: Final = "__Host-return"
"""Holds the path somebody was sent to sign in from, until they do."""
RETURN_SECONDS: Final = 600
LONGEST_RETURN: Final = 512
BEHIND_SIGN_IN: Final = ("/papers", "/me", "/clerk", "/ig")
"""Under these addresses a stranger learns only that one can sign in."""

_PAGES: Final = {400: "refused", 413: "too_large", 429: "too_many"}


def install(app: Flask) -> None:
    """Answer every failure with a page."""
    for missing in (NotFound, NotPermitted, NoRoute, MethodNotAllowed):
        app.register_error_handler(missing, absent)
    for shut in (LogUnavailable, KeysUnavailable, CannotOpen, ReceiptRefused):
        app.register_error_handler(shut, _shut)
    app.register_error_handler(StoreUnavailable, _out_of_reach)
    app.register_error_handler(AccountUnchecked, unchecked)
    app.register_error_handler(StepUpNeeded, to_confirm)
    app.register_error_handler(StepUpUnproved, _unproved)
    app.register_error_handler(ClosedToYou, _closed_to_you)
    app.register_error_handler(NotShown, not_shown)
    app.register_error_handler(Refused, refused)
    app.register_error_handler(HTTPException, _of_the_web)
    app.register_error_handler(ParseException, _garbled)
    app.register_error_handler(Exception, _broken)


def absent(failure: Exception) -> Response:
    """Say that there is nothing there, or that one can sign in."""
    if not principal_here().signed_in and (isinstance(failure, NotSignedIn) or _behind_sign_in()):
        return to_sign_in()
    return make_response(render_template("errors/absent.html"), 404)


def _closed_to_you(closed: ClosedToYou) -> Response:
    """Tell somebody who knows that a thing is there why it is closed to them (screens, 6.4)."""
    page = render_template("errors/closed_to_you.html", ending=closed.ending)
    return make_response(page, 403)


def to_sign_in() -> Response:
    """Send a stranger to sign in.

    The path they came for goes by a cookie that scripts and other sites cannot read, not in
    the address.
    """
    response = make_response(redirect(SIGN_IN, 303))
    path = quote(request.path)
    cookie = dump_cookie(
        RETURN_COOKIE,
        path if len(path) <= LONGEST_RETURN else "/me",
        max_age=RETURN_SECONDS,
        secure=True,
        httponly=True,
        samesite="Lax",
        sync_expires=False,  # a moment would make each answer differ from the last
    )
    response.headers.add("Set-Cookie", cookie)
    return response


def _behind_sign_in() -> bool:
    return any(
        request.path == start or request.path.startswith(f"{start}/") for start in BEHIND_SIGN_IN
    )


def _shut(failure: Exception) -> Response:
    """Say one thing to the reader, and the cause to the operator (screens, part 6.4)."""
    LOG.error("restricted reading is shut: %s", type(failure).__name__, extra={"cause": failure})
    return make_response(render_template("errors/shut.html", reader=_nobody), 503)


def _out_of_reach(failure: Exception) -> Response:
    """Say that files cannot be had; nothing of one was sent yet."""
    LOG.error("files are out of reach: %s", failure)
    return make_response(render_template("errors/out_of_reach.html", reader=_nobody), 503)


def unchecked(failure: AccountUnchecked, *, kept: bool = False) -> Response:
    """Say that the directory does not answer, to somebody who would be let in if it did.

    :param kept: what they had written and sent is kept (:mod:`portal.web.half_written`).
    """
    LOG.error("somebody is kept out: %s", failure)
    return make_response(render_template("errors/unchecked.html", kept=kept), 503)


def to_confirm(failure: StepUpNeeded, *, kept: bool = False) -> Response:
    """Ask somebody who may open a thing to confirm first that it is they.

    :param kept: what they had written and sent is kept.
    """
    page = render_template(
        "errors/step_up.html", context=failure.context, return_to=request.path, kept=kept
    )
    return make_response(page, 403)


def _unproved(failure: StepUpUnproved) -> Response:
    """Say why a compartment stays shut to somebody who may open it; the log says what to do."""
    LOG.error("a sensitive compartment is shut: %s", failure)
    return make_response(render_template("errors/unproved.html"), 503)


def not_shown(failure: NotShown) -> Response:
    """Say that a file cannot be shown in the browser, or not at the moment."""
    page = make_response(
        render_template("errors/not_shown.html", soon=failure.soon), 503 if failure.soon else 422
    )
    if failure.soon:
        page.headers["Retry-After"] = "10"
    return page


def refused(failure: Refused) -> Response:
    """Say what to do instead."""
    return make_response(render_template("errors/refused.html", sentence=str(failure)), 400)


def _of_the_web(failure: HTTPException) -> Response:
    if isinstance(failure, RequestedRangeNotSatisfiable):
        return Response(status=416, headers={"Content-Range": f"bytes */{failure.length}"})
    code = failure.code or 500
    if code >= 500:  # noqa: PLR2004 -- the server's own failures
        return _broken(failure)
    name = _PAGES.get(code, "refused")
    return make_response(
        render_template(f"errors/{name}.html", sentence="", reader=_nobody),
        code if code in _PAGES else 400,
    )


def _garbled(_failure: Exception) -> Response:
    """Say of a body whose chunks are none that it cannot be read (RFC 9112, section 7.1)."""
    return _of_the_web(BadRequest())


def _broken(failure: Exception) -> Response:
    """Tell the operator where it broke, but not with what: a message may quote a record."""
    where = [
        f"{frame.filename}:{frame.lineno} in {frame.name}"
        for frame in traceback.extract_tb(failure.__traceback__)
    ]
    LOG.error("unexpected %s at %s", type(failure).__qualname__, " < ".join(reversed(where)))
    return make_response(render_template("errors/broken.html", reader=_nobody), 500)


def _nobody() -> object:
    """Stand in for the reader where the record may be out of reach."""
    return NOBODY
