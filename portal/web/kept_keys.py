"""The cookie with the keys of half-written forms, which are nowhere else."""

from collections.abc import Sequence
from typing import Final

from flask import Response, request

from portal.services.half_written import LASTS, MOST_IN_A_BROWSER

COOKIE: Final = "__Host-kept"
PAGE: Final = "/me/half-written"
"""Where whoever wrote them finds them again."""

_LONGEST: Final = 512
_BETWEEN: Final = "."


def keys_here() -> tuple[str, ...]:
    """Give the keys that this browser holds, the newest last."""
    brought = request.cookies.get(COOKIE, "")
    if len(brought) > _LONGEST:
        return ()
    return tuple(filter(None, brought.split(_BETWEEN)))


def give_keys(response: Response, keys: Sequence[str]) -> None:
    """Have the browser hold these keys, of which the newest come last, or none."""
    if not keys:
        response.delete_cookie(COOKIE, secure=True, httponly=True, samesite="Lax", path="/")
        return
    response.set_cookie(
        COOKIE,
        _BETWEEN.join(keys[-MOST_IN_A_BROWSER:]),
        max_age=int(LASTS.total_seconds()),
        secure=True,
        httponly=True,
        samesite="Lax",
        path="/",
    )
