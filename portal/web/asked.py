"""What a request asks for.  What makes no sense is passed over, or told."""

import re
from dataclasses import dataclass
from typing import IO, Final

from flask import Request, request
from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.exceptions import BadRequest
from werkzeug.routing import BaseConverter

SLUG: Final = r"[a-z0-9](?:[a-z0-9-]{0,78}[a-z0-9])?"


class SlugConverter(BaseConverter):
    """A body's name in an address: small letters, digits and hyphens."""

    regex = SLUG


class FormRequest(Request):
    """A request that brings no files.

    Werkzeug would write a large file that a form brings into a temporary folder, in clear, and
    before any view has asked for it (ENC hazards, "Werkzeug upload").  No door takes files this
    way, so they are refused where they begin.  The one that takes files reads the body itself
    (:mod:`portal.web.arriving`), and first has it left unread.
    """

    def leave_unread(self) -> None:
        """Leave the body to the view: whatever else asks for the form finds it empty."""
        self.__dict__["form"] = self.__dict__["files"] = ImmutableMultiDict()

    def _get_file_stream(
        self,
        total_content_length: int | None,
        content_type: str | None,
        filename: str | None = None,
        content_length: int | None = None,
    ) -> IO[bytes]:
        """Refuse a file.

        :raises BadRequest: always.
        """
        del total_content_length, content_type, filename, content_length
        raise BadRequest("no form here takes a file")


@dataclass(frozen=True, slots=True, kw_only=True)
class Year:
    """A year as somebody typed it, and what it means."""

    typed: str = ""
    value: int | None = None
    fault: str = ""


def page_number(name: str = "page") -> int:
    """Give the page of a list that is asked for; the first, if that makes no sense."""
    typed = request.args.get(name, "")
    return int(typed) if re.fullmatch(r"[1-9][0-9]{0,5}", typed, re.ASCII) else 1


def slug_asked(name: str) -> str:
    """Give the name of a body that is asked for; empty for any."""
    typed = request.args.get(name, "")
    return typed if re.fullmatch(SLUG, typed, re.ASCII) else ""


def year_asked(name: str) -> Year:
    """Give the year that is asked for, or say what to type instead."""
    typed = request.args.get(name, "").strip()[:20]
    if not typed:
        return Year()
    if not re.fullmatch(r"(?:19|20)[0-9]{2}", typed, re.ASCII):
        return Year(typed=typed, fault="Enter a year with four digits, such as 2023")
    return Year(typed=typed, value=int(typed))
