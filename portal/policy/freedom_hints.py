"""Where freedom of information law may apply to what was kept out of a meeting: hints, no more.

A request for a closed paper is a decision of its own, under a law of its own.  Its exemptions are
not a scheme's paragraphs, and each is argued afresh at the time of the request; environmental
information has other rules again.  The table in ``freedom_hints.toml`` only tells an officer
where to begin to look.
"""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from types import MappingProxyType
from typing import Any, Final

from portal.policy.attributes import Jurisdiction

ONLY_A_HINT: Final = (
    "This is a hint, not a decision: each exemption must be argued again at the time of the"
    " request. A ground for closing a meeting is not an exemption from freedom of information law."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class InformationLaw:
    """The law under which a nation's public asks for information."""

    id: str
    name: str
    short: str
    commissioner: str
    environmental: str  # what applies instead to environmental information
    working_days: int  # within which a request is answered, its own day not counted


@dataclass(frozen=True, slots=True, kw_only=True)
class Hint:
    """The sections that an officer may look at first for one paragraph, and others to think of."""

    paragraph: str
    first: tuple[str, ...]  # "40: personal information"
    also: tuple[str, ...]


def _laws(written: Mapping[str, Any]) -> Mapping[Jurisdiction, InformationLaw]:
    laws = {key: InformationLaw(id=key, **law) for key, law in written["laws"].items()}
    return MappingProxyType({Jurisdiction(n): laws[law] for n, law in written["law_of"].items()})


_WRITTEN: Final[Mapping[str, Any]] = tomllib.loads(
    (files("portal.policy") / "freedom_hints.toml").read_text(encoding="utf-8")
)
LAWS: Final = _laws(_WRITTEN)
"""The law of each nation."""


def hints(scheme: str, paragraphs: Sequence[str], jurisdiction: Jurisdiction) -> tuple[Hint, ...]:
    """Give a hint for each paragraph relied on, where there is one.

    :param scheme: the identifier of the scheme that the paragraphs are of.
    """
    law = LAWS[jurisdiction].id
    meant: Mapping[str, str] = _WRITTEN["sections"][law]
    table: Mapping[str, Any] = _WRITTEN["hints"].get(scheme, {})
    if jurisdiction is Jurisdiction.SCO:
        table = _WRITTEN["scottish"].get(scheme, table)
    return tuple(
        Hint(
            paragraph=number,
            first=tuple(f"{each}: {meant[each]}" for each in table[number]["first"]),
            also=tuple(f"{each}: {meant[each]}" for each in table[number].get("also", ())),
        )
        for number in paragraphs
        if number in table
    )
