"""What was typed into a form, read field by field; and the form again, where it does not fit."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final
from uuid import UUID

from flask import redirect, request
from werkzeug.wrappers import Response as Answer

from portal.errors import Refused
from portal.services.access.asking import Unfit

Shown = str | tuple[str, int] | Answer

AGAIN: Final = 422
LONGEST: Final = 5000
_NUMBER: Final = "[0-9]{1,4}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """A form as it was typed, and what is wrong with it."""

    words: Mapping[str, str] = field(default_factory=dict, repr=False)
    faults: Mapping[str, str] = field(default_factory=dict)

    def word(self, name: str) -> str:
        """Give what was typed into a field; nothing, if nothing was."""
        return self.words.get(name, "")

    def fault(self, name: str) -> str:
        """Give what is wrong with a field; nothing, if nothing is."""
        return self.faults.get(name, "")


BLANK: Final = Typed()


def act_on(act: Callable[[], str], draw: Callable[[Typed], str]) -> Shown:
    """Do what a form asks and go where it says; draw the form again if it does not fit."""
    try:
        address = act()
    except Unfit as unfit:
        faults = unfit.faults
    except Refused as refused:
        faults = {"": str(refused)}
    else:
        return redirect(address, 303)
    return draw(Typed(words=request.form.to_dict(), faults=faults)), AGAIN


def text(name: str) -> str:
    """Read what was typed into a field, without the spaces around it."""
    return request.form.get(name, "").strip()[:LONGEST]


def identifier(name: str) -> UUID | None:
    """Read which of some things was chosen; none, if it makes no sense."""
    try:
        return UUID(text(name))
    except ValueError:
        return None


def yes_or_no(name: str) -> bool | None:
    """Read an answer to a question; none, if there is none."""
    return {"yes": True, "no": False}.get(text(name))


def day(name: str) -> date | None:
    """Read a date in its three fields; none, if nothing was typed.

    :raises Unfit: if it is no date.
    """
    parts = [text(f"{name}-{each}") for each in ("day", "month", "year")]
    if not any(parts):
        return None
    try:
        number, month, year = (int(each) for each in parts if re.fullmatch(_NUMBER, each, re.ASCII))
        return date(year, month, number)
    except ValueError:
        raise Unfit({name: "Enter a date as numbers: a day, a month and a year."}) from None
