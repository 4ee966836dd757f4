"""Changing the root: the next one wraps every compartment's key, and the recovery key, too.

A key's row names both, and each process asks its own, so the portal is restarted with the next
root's settings at any time in between, one worker after another.  Then the first is left.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import Select, select

from portal.audit import Outcome, Verb
from portal.errors import Refused
from portal.records.tables import CompartmentKey
from portal.services.key_management.moving import Moved, nobody_watches
from portal.services.recovery.carrying import (
    carry,
    destroy_ended,
    forget_carried,
    leave_with,
    present_unless_left,
    proved,
    slots_of_sets,
    still_named,
    to_carry,
)
from portal.services.work import Work
from portal.vault import Destroyed, Root, slot_of

_KEYS: Final = (
    select(CompartmentKey)
    .order_by(CompartmentKey.compartment_id, CompartmentKey.epoch)
    .execution_options(populate_existing=True)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """How a root was left; ``final_at`` is when the last slot destroyed there is beyond recall."""

    keys: int  # the recovery key among them
    destroyed: int
    final_at: datetime | None


def to_wrap(work: Work, root: Root) -> int:
    """Count the keys that another root has not wrapped yet.

    :raises Refused: if it is the present root, or a change to yet another one was begun.
    """
    found = len(_still_to_wrap(work, root)) + (to_carry(work, root) is not None)
    work.session.rollback()
    return found


def wrap_by_next(work: Work, root: Root, moved: Moved = nobody_watches) -> int:
    """Have the next root wrap every compartment's key and the recovery key.  Commits each.

    :returns: how many it wrapped now.
    :raises Refused: if it is the present root, or a change to yet another one was begun, or the
        recovery key does not open.
    :raises CannotOpen: if a key is not the pinned one.
    :raises LogUnavailable: if the log cannot be asked or written.
    :raises KeysUnavailable: if either root cannot be reached, or the next does not keep a key.
    """
    count = 0
    for compartment, epoch in _still_to_wrap(work, root):
        here = work.keys.of_epoch(work.session, compartment, epoch, closed_too=True)
        work.session.rollback()  # the record does not wait for a root that is slow
        there = work.door.wrap_for(root, here)
        work.begin_writing()
        row = work.session.scalars(_one(compartment, epoch).with_for_update()).one_or_none()
        if row is not None and row.root == here.root and row.next_root is None:
            row.next_root, row.next_wrapped = there.root, there.wrapped
            count += 1
        work.session.commit()
        moved(1)
    if carried := carry(work, root):
        count += carried
        moved(carried)
    work.session.rollback()
    if count:
        work.journal.note(
            actor=work.actor,
            verb=Verb.ROOT_WRAPPED,
            detail={"root": work.door.root, "next": root.id, "count": count},
        )
        work.commit()
    return count


def give_up(work: Work) -> int:
    """Forget what the next root wrapped, as long as this is the present one; count it.  Commits.

    :raises Refused: if the settings name the next root already.
    """
    work.begin_writing()
    rows = work.session.scalars(_KEYS.with_for_update()).all()
    if any(row.root != work.door.root for row in rows):
        work.session.rollback()
        raise Refused(
            "These settings name another root than the present one: use the earlier ones."
        )
    count = sum(row.next_root is not None for row in rows)
    for row in rows:
        row.next_root = row.next_wrapped = None
    forget_carried(work)
    work.commit()
    return count


def to_leave(work: Work) -> int:
    """Count the keys whose rows still name the root before this one, the recovery key among them.

    :raises Refused: if this root has not wrapped all of them.
    """
    rows = work.session.scalars(_KEYS).all()
    _refuse_unless_wrapped(work, rows)
    leaving = {row.root for row in rows} - {work.door.root}
    present_unless_left(work, leaving)
    count = sum(row.root in leaving for row in rows) + still_named(work, leaving)
    work.session.rollback()
    return count


def leave(work: Work, before: Root | None = None, moved: Moved = nobody_watches) -> Left:
    """Let go of the root before this one, once this one gives every key.  Commits.

    :param before: that root, if its slots are to be destroyed: they are, once the rows are kept.
    :raises Refused: if this root has not wrapped every key, or ``before`` is not the one before.
    :raises CannotOpen: if a key is not the pinned one; then nothing was let go.
    :raises LogUnavailable: if the log cannot be asked or written.
    :raises KeysUnavailable: if a root cannot be reached, or must not delete.
    """
    here = work.door.root
    if before is not None and before.id == here:
        raise Refused("The portal uses this root: name the settings of the one before it.")
    seen = work.session.scalars(_KEYS).all()
    _refuse_unless_wrapped(work, seen)
    keys = [
        work.keys.of_epoch(work.session, row.compartment_id, row.epoch, closed_too=True)
        for row in seen
    ]
    work.session.rollback()
    for key in keys:
        work.door.prove(key)
    proven = proved(work, {row.root for row in seen} - {here})
    work.session.rollback()
    work.begin_writing()
    rows = work.session.scalars(_KEYS.with_for_update()).all()
    _refuse_unless_wrapped(work, rows)
    if len(rows) != len(keys):
        work.session.rollback()
        raise Refused("A key was made meanwhile: run the same command again.")
    left = sorted({row.root for row in rows} - {here})
    if before is not None and left and left != [before.id]:
        work.session.rollback()
        raise Refused("That is not the root which the record is to leave: name its settings.")
    slots = [*_slots(rows), *slots_of_sets(work)]
    count = leave_with(work, proven, set(left))
    for row in rows:
        if row.next_root == here and row.next_wrapped is not None:
            row.root, row.wrapped = row.next_root, row.next_wrapped
            row.next_root = row.next_wrapped = None
            count += 1
    for name in left:
        work.journal.note(
            actor=work.actor,
            verb=Verb.ROOT_LEFT,
            detail={"root": name, "next": here, "count": count},
        )
    work.commit()
    destroy_ended(work)
    destroyed = [] if before is None else _destroyed(work, before, slots, moved)
    final = [each.final_at for each in destroyed if each.final_at is not None]
    return Left(keys=count, destroyed=len(destroyed), final_at=max(final, default=None))


def _slots(rows: Sequence[CompartmentKey]) -> list[str]:
    """Name every slot that there can be: a key that was made and then not kept has left one too."""
    newest: dict[UUID, int] = {}
    for row in rows:
        newest[row.compartment_id] = max(row.epoch, newest.get(row.compartment_id, 0))
    return [
        slot_of(compartment, epoch)
        for compartment, last in newest.items()
        for epoch in range(1, last + 2)
    ]


def _destroyed(work: Work, root: Root, slots: list[str], moved: Moved) -> list[Destroyed]:
    gone: list[Destroyed] = []
    outcome = Outcome.FAILED
    receipt = work.journal.intend(
        actor=work.actor,
        verb=Verb.ROOT_EMPTIED,
        objects=(),
        detail={"root": root.id, "count": len(slots)},
    )
    try:
        for slot in slots:
            gone.append(root.destroy(slot))
            moved(1)
        outcome = Outcome.DONE
    finally:
        work.journal.conclude(receipt, outcome, {"count": len(gone)})
    return gone


def _still_to_wrap(work: Work, root: Root) -> list[tuple[UUID, int]]:
    rows = work.session.scalars(_KEYS).all()
    if root.id == work.door.root:
        raise Refused("That is the root which the portal uses: name the settings of the next one.")
    if any(row.root != work.door.root for row in rows):
        raise Refused(
            "Finish changing the last root first: run `portal keys rotate-root --finish`."
        )
    if any(row.next_root not in {None, root.id} for row in rows):
        raise Refused("A change to another root was begun: finish it, or run this with --give-up.")
    return [(row.compartment_id, row.epoch) for row in rows if row.next_root is None]


def _refuse_unless_wrapped(work: Work, rows: Sequence[CompartmentKey]) -> None:
    here = work.door.root
    missing = sum(here not in {row.root, row.next_root} for row in rows)
    if missing:
        work.session.rollback()
        raise Refused(
            f"This root has not wrapped {missing} of the keys: run `portal keys rotate-root --to`"
            " with the settings of the root before it first."
        )


def _one(compartment: UUID, epoch: int) -> Select[CompartmentKey]:
    return _KEYS.where(CompartmentKey.compartment_id == compartment, CompartmentKey.epoch == epoch)
