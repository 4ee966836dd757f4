"""The parts of a restriction record: what it closes, how that was weighed, who supplied it."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Final

from portal.policy.attributes import Jurisdiction, Regime
from portal.policy.restrictions.words import says_nothing


class Covers(StrEnum):
    """A part of an item's business that a restriction can close."""

    TITLE = "title"
    TEXT = "text"
    PAPERS = "papers"
    MINUTES = "minutes"
    DECISION = "decision"
    ACTIONS = "actions"


class SourceKind(StrEnum):
    """What sort of body supplied something in confidence."""

    DEPARTMENT = "department"  # a Government department: the only one limb (a) knows
    POLICE = "police"
    NHS = "nhs"
    PROBATION = "probation"
    FIRE = "fire"
    COUNCIL = "council"
    VOLUNTARY = "voluntary"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Balance:
    """How the public interest was weighed.  Kept sealed; the public reason says it openly."""

    for_publishing: str = field(repr=False)
    against_publishing: str = field(repr=False)
    conclusion: str = field(repr=False)

    @property
    def empty(self) -> bool:
        """Say whether nothing at all was weighed."""
        return all(map(says_nothing, self.parts))

    @property
    def parts(self) -> tuple[str, str, str]:
        """Give the three parts, in the order in which they are asked for."""
        return self.for_publishing, self.against_publishing, self.conclusion


@dataclass(frozen=True, slots=True, kw_only=True)
class Supplied:
    """Who supplied something in confidence, on what terms, and whom to ask.  Kept sealed."""

    by: str = field(repr=False)
    kind: SourceKind
    terms: str = field(repr=False)
    contact: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """The enactment or court order that prohibits disclosure, and how long it does.  Kept sealed.

    (Local Government Act 1972 s.100A(3)(b).)
    """

    reference: str = field(repr=False)
    expires_on: date | None = None
    until: str = field(default="", repr=False)  # where there is no date: "until further order"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """What was answered to the qualifications of a scheme, where they apply."""

    registrable: bool = False  # it must be registered under a listed Act (England paragraph 8)
    own_development: bool = False  # of land, by the authority itself (England paragraph 9)
    harm_likely: bool = True  # Scotland: it would prejudice, or defeat, what the paragraph says


NOTHING_APPLIES: Final = Answers()
"""What is answered where no qualification takes anything out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sitting:
    """The meeting that the business belongs to, as the law of grounds must know it."""

    regime: Regime
    jurisdiction: Jurisdiction
    on: date

    @property
    def by_statute(self) -> bool:
        """Say whether a statute says when the public may be excluded, not a board's own rules."""
        return self.regime in _BY_STATUTE


_BY_STATUTE: Final = frozenset({Regime.PART_VA, Regime.EXEC_2012, Regime.CD_SCRUTINY})
