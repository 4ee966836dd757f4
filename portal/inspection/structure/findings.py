"""What examining a file finds: the rules that it breaks, and a cleaned copy of it."""

from dataclasses import dataclass
from typing import Self

from portal.inspection.rules import RULES


@dataclass(frozen=True, slots=True)
class Refusal:
    """A rule that a file breaks, in words for who sent it."""

    rule: str
    words: str

    @classmethod
    def of(cls, rule: str) -> Self:
        """Give a rule by its name."""
        return cls(rule, RULES[rule])


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What examining a file found; ``cleaned`` is to be kept instead of what was sent."""

    refusals: tuple[Refusal, ...] = ()
    notes: tuple[str, ...] = ()
    cleaned: bytes | None = None


class Refused(Exception):
    """A file breaks a rule so that nothing more can be said of it."""

    def __init__(self, rule: str) -> None:
        super().__init__(rule)
        self.rule = rule

    @property
    def found(self) -> Found:
        """This, as what was found."""
        return Found(refusals=(Refusal.of(self.rule),))


def refusing(rules: set[str]) -> tuple[Refusal, ...]:
    """Give the refusals of the rules broken, in a settled order."""
    return tuple(Refusal.of(each) for each in RULES if each in rules)
