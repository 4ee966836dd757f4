"""The access rules: one ordered table, in which the first rule that matches answers.

The table itself is ``rules.toml``, to be read by anybody.  Here it is read once and checked: a
rule that names an unknown attribute or value, or stands out of order, stops the program.  It
is applied twice: by :mod:`portal.policy.verdict` to facts, and by
``portal.records.rules_in_sql`` to columns.  To change the policy is to change the table.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from importlib.resources import files
from itertools import pairwise
from types import MappingProxyType
from typing import Final

from portal.policy.attributes import ATTRIBUTES, Effect, field_of

Value = StrEnum | bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule: when it applies, what it answers, on what basis, and what a reader is told."""

    id: str
    when: Mapping[str, tuple[Value, ...]]  # each attribute asked about, and what it may be
    effect: Effect
    basis: str
    says: str

    @property
    def tests(self) -> tuple[tuple[str, tuple[Value, ...]], ...]:
        """Give the condition by field of ``Facts`` instead of by attribute."""
        return tuple((field_of(attribute), values) for attribute, values in self.when.items())


def _values(rule: str, attribute: str, written: object) -> tuple[Value, ...]:
    kind = ATTRIBUTES.get(attribute)
    if kind is None:
        raise ValueError(f"{rule} asks about {attribute!r}, which is not an attribute")
    each = tuple(written) if isinstance(written, list) else (written,)
    if not each or (kind is bool) != all(isinstance(value, bool) for value in each):
        raise ValueError(f"{rule} wants {attribute} to be {written!r}, which it cannot be")
    return tuple(kind(value) for value in each)


def rules_from(text: str) -> tuple[Rule, ...]:
    """Read a table of rules.

    :raises ValueError: if a rule names what there is not, their numbers do not rise, or the
        last rule leaves something unanswered.
    """
    table = tuple(
        Rule(
            id=name,
            when=MappingProxyType(
                {each: _values(name, each, written) for each, written in rule["when"].items()}
            ),
            effect=Effect(rule["effect"]),
            basis=rule["basis"],
            says=rule["says"],
        )
        for name, rule in tomllib.loads(text).items()
    )
    for earlier, later in pairwise(table):
        if earlier.id > later.id:  # nor can two be equal, in TOML
            raise ValueError(f"{later.id} stands after {earlier.id}")
    if not table or table[-1].when:
        raise ValueError("the last rule must answer whatever is asked")
    return table


RULES: Final = rules_from((files("portal.policy") / "rules.toml").read_text(encoding="utf-8"))
"""The rules, in order."""
