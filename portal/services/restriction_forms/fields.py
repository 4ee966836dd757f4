"""What a page of the form asks for: fields and choices, as they are drawn and as they are typed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

Written = Mapping[str, str]
"""What has been typed, by field; several choices are joined by commas."""

Faults = Mapping[str, str]
"""What is wrong, by field, and what to do about it."""


class Shape(StrEnum):
    """How a field is drawn."""

    LINE = "line"
    WORDS = "words"
    ONE_OF = "one_of"
    SOME_OF = "some_of"
    DAY = "day"


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One of several answers."""

    value: str
    text: str = field(repr=False)
    hint: str = ""
    legal: tuple[str, ...] = ()  # the full wording, shown on request


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One thing to answer."""

    name: str
    shape: Shape
    label: str
    hint: str = ""
    choices: tuple[Choice, ...] = ()
    rows: int = 5
    prefilled: str = field(default="", repr=False)
    optional: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """The names under which a browser sends it."""
        if self.shape is Shape.DAY:
            return tuple(f"{self.name}_{part}" for part in ("day", "month", "year"))
        return (self.name,)


def chosen(written: Written, name: str) -> tuple[str, ...]:
    """Give the choices made in a field, in the order they were sent."""
    return tuple(filter(None, written.get(name, "").split(",")))


def day_written(written: Written, name: str) -> date | None:
    """Give the date typed in three boxes; ``None`` if they are empty.

    :raises ValueError: if they are no date.
    """
    parts = [written.get(f"{name}_{part}", "").strip() for part in ("year", "month", "day")]
    if not any(parts):
        return None
    if not all(part.isascii() and part.isdigit() and len(part) <= 4 for part in parts):  # noqa: PLR2004 -- digits of a year
        raise ValueError("no date")
    year, month, day = map(int, parts)
    return date(year, month, day)


def taken(fields: Iterable[Field], sent: Mapping[str, list[str]]) -> dict[str, str]:
    """Give what was sent for a page's fields, and nothing that the page did not ask for."""
    written: dict[str, str] = {}
    for each in fields:
        offered = {choice.value for choice in each.choices}
        for name in each.names:
            values = [value.strip() for value in sent.get(name, [])]
            if each.choices:
                values = [value for value in values if value in offered]
            written[name] = ",".join(values) if each.choices else "".join(values[:1])
    return written
