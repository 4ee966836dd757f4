"""One line of JSON in, one reading out: how anybody can ask what a text gives as a ground."""

import json
import re
from collections.abc import Mapping
from datetime import date
from difflib import get_close_matches
from typing import Final, cast

from portal.errors import PortalError
from portal.services.grounds_in_text.answer import read_ground
from portal.services.grounds_in_text.model import Nation, Reading

NAMES: Final = ("text", "nation", "meeting_date")
_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_LONGEST_SHOWN: Final = 60


class NotAQuestion(PortalError):
    """A line does not ask for a reading; the message names everything that is wrong with it."""


class _NamedTwice(ValueError):
    """An object gives the same name two values."""


def answered(line: str) -> dict[str, object]:
    """Give the reading of a line's text as a JSON object, its names always in the same order.

    :raises NotAQuestion: if the line is no object of a text, a nation and perhaps a date.
    """
    written = _object(line)
    problems = [
        f"unknown name {_shown(name)}{_meant(name, NAMES)}" for name in written if name not in NAMES
    ]
    text, nation, on = written.get("text"), written.get("nation"), written.get("meeting_date")
    problems.extend(f"'{name}' is missing" for name in NAMES[:2] if name not in written)
    if "text" in written and not isinstance(text, str):
        problems.append(f"'text' cannot be {_shown(text)}: it is the text to read")
    if "nation" in written and not (isinstance(nation, str) and nation in set(Nation)):
        problems.append(
            f"'nation' cannot be {_shown(nation)}: it is one of {', '.join(Nation)}"
            f"{_meant(nation, tuple(Nation))}"
        )
    day, wrong = _day(on)
    if problems or wrong:
        raise NotAQuestion("; ".join([*problems, *wrong]))
    return result(read_ground(cast("str", text), Nation(cast("str", nation)), day))


def result(reading: Reading) -> dict[str, object]:
    """Give a reading as a JSON object."""
    return {
        "regime": reading.regime.value,
        "paragraphs": list(reading.paragraphs),
        "assertion": reading.assertion.value,
        "warnings": list(reading.warnings),
        "needs_person": reading.needs_person,
    }


def _day(on: object) -> tuple[date | None, list[str]]:
    if on is None:
        return None, []
    wrong = [f"'meeting_date' cannot be {_shown(on)}: it is a date such as 2023-06-28"]
    if not isinstance(on, str) or not _DATE.fullmatch(on):
        return None, wrong
    try:
        return date.fromisoformat(on), []
    except ValueError:
        return None, [f"'meeting_date' cannot be {_shown(on)}: there is no such day"]


def _object(line: str) -> Mapping[str, object]:
    if not line.strip():
        raise NotAQuestion("the line is blank")
    try:
        written = json.loads(line, object_pairs_hook=_once_each)
    except _NamedTwice as twice:
        raise NotAQuestion(str(twice)) from None
    except json.JSONDecodeError as malformed:
        where = f"{malformed.msg} at character {malformed.pos + 1}"
        raise NotAQuestion(f"the line is not JSON: {where}") from None
    except (ValueError, RecursionError):  # a number too long to read, brackets too deep
        raise NotAQuestion("the line is not JSON that can be read") from None
    if not isinstance(written, dict):
        raise NotAQuestion("the line is not a JSON object of text, nation and meeting_date")
    return cast("dict[str, object]", written)


def _once_each(pairs: list[tuple[str, object]]) -> dict[str, object]:
    read: dict[str, object] = {}
    for name, value in pairs:
        if name in read:
            raise _NamedTwice(f"{_shown(name)} is given twice")
        read[name] = value
    return read


def _meant(said: object, names: tuple[str, ...]) -> str:
    near = get_close_matches(said[:40].casefold(), names, n=1) if isinstance(said, str) else []
    return f" (did you mean '{near[0]}'?)" if near else ""


def _shown(value: object) -> str:
    """Quote a value so that a long or hostile one does no harm."""
    text = f"'{value}'" if isinstance(value, str) else json.dumps(value)
    return text if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]}…"
