"""The restriction record as a rule: a decision that is whole, or cannot be made at all."""

from portal.policy.restrictions.parts import (
    Answers,
    Balance,
    Covers,
    Order,
    Sitting,
    SourceKind,
    Supplied,
)
from portal.policy.restrictions.terms import Terms, needs_balance
from portal.policy.restrictions.words import copies, says_nothing

__all__ = [
    "Answers",
    "Balance",
    "Covers",
    "Order",
    "Sitting",
    "SourceKind",
    "Supplied",
    "Terms",
    "copies",
    "needs_balance",
    "says_nothing",
]
