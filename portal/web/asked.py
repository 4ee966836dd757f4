"""What a query string asks for.  What makes no sense is passed over, or told."""

import re
from dataclasses import dataclass
from typing import Final

from flask import request
from werkzeug.routing import BaseConverter

SLUG: Final = r"[a-z0-9](?:[a-z0-9-]{0,78}[a-z0-9])?"


class SlugConverter(BaseConverter):
    """A body's name in an address: small letters, digits and hyphens."""

    regex = SLUG


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
