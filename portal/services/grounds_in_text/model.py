"""What reading a ground out of text gives: the regime, the paragraphs, and with what force."""

from dataclasses import dataclass
from enum import StrEnum


class Nation(StrEnum):
    """Whose law the text is read under, by the name it is asked with."""

    ENGLAND = "england"
    WALES = "wales"
    SCOTLAND = "scotland"
    NI = "ni"


class Regime(StrEnum):
    """Which law the text closes something under; ``NONE`` where it cites no ground."""

    ENGLAND = "england"
    WALES = "wales"
    SCOTLAND = "scotland"
    NI = "ni"
    CONFIDENTIAL = "confidential"
    NONE = "none"


class Assertion(StrEnum):
    """With what force a text speaks of a ground; only ``ASSERTED`` may close anything."""

    ASSERTED = "asserted"
    CONDITIONAL = "conditional"
    NEGATED = "negated"
    LIFTED = "lifted"
    BOILERPLATE = "boilerplate"
    DEFINITION = "definition"
    LABEL_ONLY = "label_only"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a text says of the ground on which something is closed.

    ``paragraphs`` are numbered as the scheme numbers them, each once, in the Schedule's order; a
    confidential thing has none.  With ``needs_person`` it is only the best guess, and
    ``warnings`` say why.
    """

    regime: Regime
    paragraphs: tuple[str, ...]
    assertion: Assertion
    warnings: tuple[str, ...] = ()
    needs_person: bool = False

    @property
    def closes(self) -> bool:
        """Say whether this may close something with no person asked."""
        return self.assertion is Assertion.ASSERTED and not self.needs_person
