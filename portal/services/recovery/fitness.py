"""Whether a lost root could be recovered from: what the doctor says of the shares."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from portal.services.recovery.sets import kept_keys, present_set
from portal.services.work import Work

DRILLED_EVERY: Final = timedelta(days=100)
"""A quarter, and a week to find a day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fitness:
    """What there is to recover with, and what is wrong with it."""

    name: str
    holders: int
    keys: int
    wrong: tuple[str, ...]


def fitness(work: Work) -> Fitness | None:
    """Look at the set in force; None, where no share was ever made, so nothing can be recovered.

    :raises KeysUnavailable: if the log never pinned one of the keys.
    :raises LogUnavailable: if the log cannot be asked.
    """
    kept = present_set(work)
    if kept is None:
        return None
    keys = kept_keys(work)
    bare = sum(1 for row, _ in keys if row.recovery_set_id != kept.statement.set_id)
    tried = kept.drilled_at or kept.made_at
    wrong = []
    if not kept.pinned:
        wrong.append(f"set {kept.name} is not the one that the log pinned")
    if bare:
        wrong.append(f"{bare} of {len(keys)} keys have no copy under set {kept.name}")
    if kept.wrapped.root != work.door.root:
        wrong.append("the recovery key is not at this root, so new keys get no copy")
    if work.clock() - tried > DRILLED_EVERY:
        wrong.append(f"the shares of set {kept.name} were not tried out for over a quarter")
    return Fitness(name=kept.name, holders=len(kept.holders), keys=len(keys), wrong=tuple(wrong))
