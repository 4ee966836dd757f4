"""The rules, applied to facts: an answer that names its rule and its basis."""

from dataclasses import dataclass
from functools import lru_cache
from operator import attrgetter
from typing import Any, Final

from portal.policy.attributes import ATTRIBUTES, Effect, Regime, field_of
from portal.policy.authorities import authority
from portal.policy.facts import Facts
from portal.policy.rules import RULES

_WORDS: Final = tuple(field_of(each) for each, kind in ATTRIBUTES.items() if kind is not bool)
_words_of: Final = attrgetter(*_WORDS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What the policy answers, and why."""

    effect: Effect
    rule: str
    basis: str  # in short, as the rules have it
    authority: str  # the same in full, in the body's own regime
    says: str  # in plain words, for a page

    @property
    def allowed(self) -> bool:
        """Say whether the thing may be read."""
        return self.effect in ALLOWING


ALLOWING: Final = frozenset({Effect.RIGHT, Effect.PERMITTED})
BEST_FIRST: Final = (Effect.RIGHT, Effect.PERMITTED, Effect.DENIED, Effect.NEVER)
RANK: Final = {effect: rank for rank, effect in enumerate(BEST_FIRST)}


def _remaining(words: tuple[Any, ...]) -> tuple[tuple[Any, Any, Verdict], ...]:
    """List what remains to be asked once the attributes that are words are known.

    Each remaining rule becomes a reader of its true-or-false attributes, what they must read,
    and the verdict if they do; a rule with none left ends the list.
    """
    known = dict(zip(_WORDS, words, strict=True))
    regime: Regime = known["regime"]
    remaining = []
    for rule in RULES:
        flags = []
        for field, values in rule.tests:
            if field not in known:
                flags.append((field, values))
            elif known[field] not in values:
                break
        else:
            verdict = Verdict(
                effect=rule.effect,
                rule=rule.id,
                basis=rule.basis,
                authority=authority(rule.basis, regime),
                says=rule.says,
            )
            remaining.append((*_question(flags), verdict))
            if not flags:
                break
    return tuple(remaining)


_still_open: Final = lru_cache(maxsize=8192)(_remaining)


def _question(flags: list[tuple[str, tuple[Any, ...]]]) -> tuple[Any, Any]:
    if not flags:
        return (lambda _: True), True
    wanted = tuple(values[0] for _, values in flags)
    # With one name attrgetter gives a bare value, with several a tuple.
    return attrgetter(*(field for field, _ in flags)), wanted if len(flags) > 1 else wanted[0]


def verdict(facts: Facts) -> Verdict:
    """Give the verdict of the first rule that matches."""
    for read, wanted, answer in _still_open(_words_of(facts)):
        if read(facts) == wanted:
            return answer
    raise AssertionError("the last rule answers everything")


def best(verdicts: list[Verdict]) -> Verdict:
    """Give the most open of several verdicts, the first of equals: R, then P, D and X."""
    return min(verdicts, key=lambda each: RANK[each.effect])
