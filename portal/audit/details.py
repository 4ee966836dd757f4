"""What an entry may say besides who, what and when: declared values, never free text.

A title, a name or a search term has no way in.  Each kind of value is a number, a digest, an
identifier, a date, the number of a rule, or one word out of a list written here.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Final
from uuid import UUID

Value = str | int
Given = str | int | UUID | bytes | date
Detail = Mapping[str, Given]

_LARGEST: Final = 2**63 - 1


class UndeclaredDetail(ValueError):
    """An entry was to say something that its verb does not declare."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One kind of value: what it is called, what fits it, and whether it may be left out."""

    words: str
    fits: Callable[[Value], bool]
    required: bool = True


def _matching(pattern: str) -> Callable[[Value], bool]:
    compiled = re.compile(pattern)
    return lambda value: isinstance(value, str) and compiled.fullmatch(value) is not None


def one_of(*words: str) -> Kind:
    """Declare a value that is one word out of a list."""
    return Kind(words=f"one of {', '.join(words)}", fits=lambda value: value in words)


def optional(kind: Kind) -> Kind:
    """Declare a value that may be left out."""
    return replace(kind, required=False)


COUNT: Final = Kind(
    words="a whole number from 0",
    fits=lambda value: isinstance(value, int) and 0 <= value <= _LARGEST,
)
DIGEST: Final = Kind(words="a SHA-256, in hexadecimal", fits=_matching("[0-9a-f]{64}"))
CHECK_VALUE: Final = Kind(
    words="a key's check value, in hexadecimal", fits=_matching("(?:[0-9a-f]{2}){8,64}")
)
IDENTIFIER: Final = Kind(
    words="an identifier", fits=_matching("[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}")
)
DAY: Final = Kind(words="a date", fits=_matching("[0-9]{4}-[0-9]{2}-[0-9]{2}"))
RULE: Final = Kind(words="the name of a rule of access", fits=_matching("R[0-9]{3}[a-z]?|COMP"))
RULES: Final = Kind(
    words="the names of rules of access, with single spaces",
    fits=_matching("(?:R[0-9]{3}[a-z]?|COMP)(?: (?:R[0-9]{3}[a-z]?|COMP))*"),
)
FILE_RULE: Final = Kind(
    words="the name of a rule that files are held to",
    fits=_matching(
        "(?:archive|file|form|image|office|opendocument|pdf|scan|text)\\.[a-z]{2,12}(?:-[a-z]{2,12}){0,2}"
    ),
)
PERSON: Final = Kind(words="a pseudonym", fits=_matching("[0-9a-f]{64}"))


def declared(kinds: Mapping[str, Kind], detail: Detail) -> dict[str, Value]:
    """Give the detail as the log writes it: identifiers and dates as text, bytes as hexadecimal.

    :raises UndeclaredDetail: naming the key that is missing, undeclared, or does not fit.
    """
    told = {key: _plain(value) for key, value in detail.items()}
    for key in told.keys() - kinds.keys():
        raise UndeclaredDetail(f"{key!r} is not among {sorted(kinds)}")
    for key, kind in kinds.items():
        if key not in told:
            if kind.required:
                raise UndeclaredDetail(f"{key!r} is missing: {kind.words}")
        elif isinstance(told[key], bool) or not kind.fits(told[key]):
            # The value itself stays out of the message: it may be what must not be told.
            raise UndeclaredDetail(f"{key!r} must be {kind.words}")
    return told


def _plain(value: Given) -> Value:
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    # A word of an enumeration is written as the plain word.
    return str(value) if isinstance(value, str) else value
