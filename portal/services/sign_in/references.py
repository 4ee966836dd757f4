"""References: what somebody reads out over the telephone, and the log knows an attempt by."""

import re
import secrets
from typing import Final
from uuid import UUID

_FORM: Final = re.compile(r"([0-9A-F]{4})-([0-9A-F]{4})", re.ASCII)


def new() -> str:
    """Make a reference: eight hexadecimal digits in two groups."""
    digits = secrets.token_hex(4).upper()
    return f"{digits[:4]}-{digits[4:]}"


def is_reference(text: str) -> bool:
    """Say whether a text has the form of a reference, and so may be shown on a page."""
    return _FORM.fullmatch(text) is not None


def attempt(reference: str) -> UUID:
    """Give the identifier under which the log notes the attempt that has this reference.

    :raises ValueError: if it is not a reference.
    """
    form = _FORM.fullmatch(reference)
    if form is None:
        raise ValueError("a reference is two groups of four hexadecimal digits")
    return UUID(f"{form[1]}{form[2]}-0000-4000-8000-000000000000".lower())
