"""Forged forms: a request that changes something must come from a page of ours.

Two things are asked of it: that the browser says so (``Sec-Fetch-Site``, or else ``Origin``),
and, from whoever is signed in, the token of their session.  The token is the same throughout a
session, so that a page's bytes depend on nothing but what it shows.
"""

import hmac
from typing import Final
from urllib.parse import urlsplit

from flask import request

from portal.errors import Refused
from portal.web.here import visit_here

FIELD: Final = "csrf_token"
"""The name of the hidden field that every form carries."""


class Forged(Refused):
    """The request did not come from a page of ours, or the page is of an earlier session."""

    def __init__(self) -> None:
        super().__init__(
            "This form was not sent from a page of this session. Go back, load the page again"
            " and send the form once more."
        )


def token_here() -> str:
    """Give the token for the forms of this session; empty for whoever is not signed in."""
    visit = visit_here()
    return visit.csrf.hex() if visit is not None else ""


def check() -> None:
    """Let pass a request that came from a page of ours.

    :raises Forged: otherwise.
    """
    if not from_here():
        raise Forged
    wanted = token_here()
    if wanted and not is_of(wanted):
        raise Forged


def check_origin() -> None:
    """Let pass a request whose browser says that it came from a page of ours; no form is read.

    :raises Forged: otherwise.
    """
    if not from_here():
        raise Forged


def check_token(sent: str) -> None:
    """Let pass what carries the token of this session, read from a form that is still arriving.

    :raises Forged: otherwise, and if nobody is signed in.
    """
    wanted = token_here()
    if not wanted or not hmac.compare_digest(wanted.encode(), sent.encode("utf-8", "replace")):
        raise Forged


def is_of(token: str) -> bool:
    """Say whether the form that was sent carries this token."""
    sent = request.form.get(FIELD, "").encode("utf-8", "replace")
    return hmac.compare_digest(token.encode(), sent)


def from_here() -> bool:
    """Say whether the browser says that a request came from a page of ours.

    One that says nothing at all is left to the token.
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    origin = request.headers.get("Origin")
    return origin is None or urlsplit(origin)[:2] == (request.scheme, request.host)
