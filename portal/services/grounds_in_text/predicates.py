"""What the clauses of a sentence come to: what they call closed or open, and the doubts."""

from dataclasses import dataclass, field

from portal.services.grounds_in_text.lexicon import Sense
from portal.services.grounds_in_text.model import Assertion


@dataclass(slots=True, kw_only=True)
class Predicate:
    """One thing that a sentence says of being closed or open, tokens ``start`` to ``end``."""

    start: int
    end: int
    mode: Assertion
    sense: Sense
    opens: bool = False  # "the report is public", rather than "it is not exempt"
    word: str = ""


@dataclass(slots=True)
class Clauses:
    """What a sentence says, and why it may be read wrongly."""

    predicates: list[Predicate] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)
    senses: frozenset[Sense] = frozenset()
    timed: bool = False  # closed "until" something
