"""Whether a request wants a file at all, by the tag of what it has already (RFC 9110, 13)."""

from http import HTTPStatus
from typing import Final

from werkzeug.http import parse_etags

_ANY: Final = "*"


def answer_without_body(
    if_match: str | None, if_none_match: str | None, *, etag: str
) -> HTTPStatus | None:
    """Say which answer a condition asks for in place of the file; nothing, if it wants the file.

    ``if_match`` and ``if_none_match`` are the header fields as they came, ``etag`` the file's
    strong tag without its quotation marks.  Tags are compared strongly for If-Match and weakly
    for If-None-Match, and If-Match is looked at first (sections 8.8.3.2 and 13.2.2).  There are
    no dates: the portal gives files tags alone.
    """
    if (
        if_match is not None
        and if_match.strip() != _ANY
        and not parse_etags(if_match).contains(etag)
    ):
        return HTTPStatus.PRECONDITION_FAILED
    if if_none_match is not None and (
        if_none_match.strip() == _ANY or parse_etags(if_none_match).contains_weak(etag)
    ):
        return HTTPStatus.NOT_MODIFIED
    return None
