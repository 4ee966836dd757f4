"""How a setting is declared, and read from a variable of the environment."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import Field, field
from datetime import date, time
from types import MappingProxyType
from typing import Any, Final
from uuid import UUID

from portal.policy.app_roles import AppRole
from portal.settings.contradictions import GUID

NONE: Final = object()
"""The default of a setting that may be left out altogether."""


class UnusableSettings(Exception):
    """The settings are missing or contradict each other; ``problems`` names every one."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__("The portal cannot start:\n" + "\n".join(f"- {each}" for each in problems))
        self.problems = problems


def setting(  # noqa: PLR0913 -- one keyword for each column of the table of settings
    name: str,
    about: str,
    *,
    default: Any = None,  # noqa: ANN401 -- of the setting's own type
    read: Callable[[str], Any] = str,
    wanted: str = "a text",
    secret: bool = False,
) -> Any:  # noqa: ANN401 -- likewise
    """Declare a setting: its variable, what it is for, its default and how it is read."""
    row = {"name": name, "about": about, "default": default, "read": read, "wanted": wanted}
    return field(repr=not secret, metadata=row)


def read_from(
    environ: Mapping[str, str], declared: Iterable[Field[Any]]
) -> tuple[dict[str, Any], list[str]]:
    """Read settings from variables: their values by field, and what is wrong with the others."""
    values: dict[str, Any] = {}
    problems: list[str] = []
    for each in declared:
        row = each.metadata
        text = environ.get(row["name"], "")
        if not text and row["default"] is None:
            problems.append(f"{row['name']} is missing: set it to {row['wanted']}.")
        elif not text:
            values[each.name] = None if row["default"] is NONE else row["default"]
        else:
            try:
                values[each.name] = row["read"](text)
            except (ValueError, KeyError):
                problems.append(f"{row['name']} is not usable: set it to {row['wanted']}.")
    return values, problems


def whole(least: int, most: int) -> Callable[[str], int]:
    """Give what reads a whole number between two, which may be either."""

    def read(text: str) -> int:
        number = int(text)
        if not least <= number <= most:
            raise ValueError
        return number

    return read


def yes_or_no(text: str) -> bool:
    """Read yes or no, in either case of letters.

    :raises KeyError: if it is neither.
    """
    return {"yes": True, "no": False}[text.lower()]


def guid(text: str) -> UUID:
    """Read a GUID.

    :raises ValueError: if it is none.
    """
    if not GUID.fullmatch(text):
        raise ValueError
    return UUID(text)


def group_roles(text: str) -> Mapping[UUID, AppRole]:
    """Read pairs of a group's GUID and an application role between commas.

    :raises ValueError: if one is no GUID or no role of ours, or a group comes twice.
    """
    pairs = [each.strip().partition("=") for each in text.split(",")]
    read = {guid(group.strip()): AppRole(role.strip()) for group, _, role in pairs}
    if len(read) != len(pairs):
        raise ValueError
    return MappingProxyType(read)


def time_of_day(text: str) -> time:
    """Read a time on the offices' own clock.

    :raises ValueError: if it is not a time such as 17:00.
    """
    read = time.fromisoformat(text)
    if read.tzinfo is not None:
        raise ValueError
    return read


def days(text: str) -> frozenset[date]:
    """Read dates between commas.

    :raises ValueError: if one of them is not a date such as 2026-12-29.
    """
    return frozenset(date.fromisoformat(each.strip()) for each in text.split(","))
