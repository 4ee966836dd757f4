"""The form of an entry: its sentence, and the kinds of value it may tell."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from portal.audit.details import DIGEST, Kind, one_of, optional
from portal.audit.verbs import Outcome, Phase

Kinds = Mapping[str, Kind]


def kinds_of(**kinds: Kind) -> Kinds:
    """Declare what may be told, each by name."""
    return MappingProxyType(kinds)


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """What entries of one verb look like: an intent and an outcome, or one event."""

    sentence: str
    tells: Kinds = field(default_factory=kinds_of)
    outcome: Kinds | None = None

    @property
    def has_phases(self) -> bool:
        """Tell whether the deed is announced before it is done."""
        return self.outcome is not None

    def kinds(self, phase: Phase) -> Kinds:
        """Give what an entry in this phase may tell, besides :data:`ALWAYS`.

        :raises ValueError: if the verb has no such phase.
        """
        if (phase is Phase.EVENT) == self.has_phases:
            raise ValueError(f"this verb has no {phase.value}")
        if phase is Phase.OUTCOME:
            return {"outcome": one_of(*Outcome), **(self.outcome or {}), **ALWAYS}
        return {**self.tells, **ALWAYS}


ALWAYS: Final = kinds_of(session=optional(DIGEST))
"""What any entry may tell: the session it was done in, hashed."""
