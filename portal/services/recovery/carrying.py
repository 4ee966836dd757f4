"""Carrying the recovery key to the next root, so that shares drawn before go on recovering.

While the root is being changed the set's row names both roots, as a compartment key's does, and
each process asks its own.  Nobody's share changes: it is the same key, wrapped somewhere else.
"""

import logging
from collections.abc import Sequence
from typing import Final
from uuid import UUID

from sqlalchemy import or_, select

from portal.errors import CannotOpen, PortalError, Refused
from portal.records.tables import RecoverySet
from portal.services.recovery.sets import KeptSet, present_set
from portal.services.work import Work
from portal.vault import Root
from portal.vault.recovery import slot_of_set

LOG: Final = logging.getLogger(__name__)

_SETS: Final = (
    select(RecoverySet).order_by(RecoverySet.made_at).execution_options(populate_existing=True)
)


def to_carry(work: Work, root: Root) -> KeptSet | None:
    """Find the set in force if its key is here and another root has not wrapped it yet.

    A key that is not at the present root, since it stayed with one before, holds up no change
    of roots: the doctor tells of it.

    :raises Refused: if a change to yet another root was begun.
    :raises LogUnavailable: if the log cannot be asked.
    """
    kept = present_set(work)
    if kept is None or kept.wrapped.root != work.door.root:
        return None
    row = work.session.get_one(RecoverySet, kept.statement.set_id, populate_existing=True)
    if row.next_root not in {None, root.id}:
        raise Refused("A change to another root was begun: finish it, or run this with --give-up.")
    return kept if row.next_root is None else None


def carry(work: Work, root: Root) -> int:
    """Have the next root wrap the recovery key too; say whether it did it now.  Commits.

    :raises Refused: if the key does not open, or is not the one that the log pinned.
    :raises KeysUnavailable: if either root cannot be reached, or the next does not keep it.
    :raises LogUnavailable: if the log cannot be asked.
    """
    kept = to_carry(work, root)
    work.session.rollback()  # the record does not wait for a root that is slow
    if kept is None:
        return 0
    if not kept.pinned:
        raise Refused(
            f"What the record says of recovery set {kept.name} is not what the log pinned: somebody"
            " changed it. Keep everything, and tell the monitoring officer."
        )
    try:
        there = work.door.recovery.wrap_for(root, kept.wrapped)
    except CannotOpen:
        raise Refused(
            f"The recovery key of set {kept.name} does not open at this root, so it cannot be taken"
            " along: run `portal keys split`, then this again."
        ) from None
    work.begin_writing()
    row = work.session.scalars(
        _SETS.where(RecoverySet.id == there.set_id).with_for_update()
    ).one_or_none()
    count = 0
    if row is not None and (row.root, row.next_root) == (kept.wrapped.root, None):
        row.next_root, row.next_wrapped = there.root, there.wrapped
        count = 1
    work.session.commit()
    return count


def forget_carried(work: Work) -> None:
    """Forget what a next root has wrapped.  The caller commits."""
    for row in work.session.scalars(_SETS.with_for_update()):
        row.next_root = row.next_wrapped = None


def present_unless_left(work: Work, leaving: set[str]) -> KeptSet | None:
    """Find the set in force, if its key does not stay with a root that the record is to leave.

    :raises Refused: if this root has not wrapped it.
    :raises LogUnavailable: if the log cannot be asked.
    """
    kept = present_set(work)
    if kept is not None and kept.wrapped.root in leaving:
        work.session.rollback()
        raise Refused(
            f"This root has not wrapped the recovery key of set {kept.name}: run `portal keys"
            " rotate-root --to` with the settings of the root before it first."
        )
    return kept


def proved(work: Work, leaving: set[str]) -> UUID | None:
    """See that this root gives the recovery key, if it is here, and name its set.

    :raises Refused: if this root has not wrapped it, and another is to be left that has.
    :raises CannotOpen: if it gives another key than the log pinned.
    :raises KeysUnavailable, LogUnavailable: if the root or the log cannot be reached.
    """
    kept = present_unless_left(work, leaving)
    if kept is None:
        return None
    if kept.wrapped.root == work.door.root:
        work.door.recovery.unwrapped(kept.wrapped)
    return kept.statement.set_id


def still_named(work: Work, leaving: set[str]) -> int:
    """Count the sets whose rows name a root that is to be left, and this one as the next."""
    rows = work.session.scalars(_SETS)
    return sum(row.root in leaving and row.next_root == work.door.root for row in rows)


def leave_with(work: Work, proven: UUID | None, leaving: set[str]) -> int:
    """Have the sets' rows name this root alone, and count them.  The caller commits.

    :raises Refused: if a set came into force, or its key was given up, since it was proved.
    """
    here, count = work.door.root, 0
    for row in work.session.scalars(_SETS.with_for_update()).all():
        carried = row.next_root == here
        if row.ended_at is None and (row.id != proven or (row.root in leaving and not carried)):
            work.session.rollback()
            raise Refused("The recovery key was changed meanwhile: run the same command again.")
        if row.next_root == here and row.next_wrapped is not None:
            row.root, row.wrapped = row.next_root, row.next_wrapped
            row.next_root = row.next_wrapped = None
            count += 1
    return count


def slots_of_sets(work: Work) -> Sequence[str]:
    """Name the slot of every set there was: of one that is gone already, a root says so again."""
    return [slot_of_set(row.id) for row in work.session.scalars(_SETS)]


def destroy_ended(work: Work) -> None:
    """Destroy at the root the slots of sets that were replaced; again, if it failed before."""
    here = work.door.root
    ended = work.session.scalars(
        select(RecoverySet.id).where(
            RecoverySet.ended_at.is_not(None),
            or_(RecoverySet.root == here, RecoverySet.next_root == here),
        )
    ).all()
    work.session.rollback()
    for each in ended:
        try:
            work.door.recovery.destroyed(each)
        except PortalError:
            LOG.exception("the slot of recovery set %s was not destroyed: split again", each)
