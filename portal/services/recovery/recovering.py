"""Recovering the compartment keys from shares, under a new root, on a host that has lost the old.

Each key is held to the check value that the log pinned, wrapped and kept by itself, so that a
recovery that was broken off goes on where it stopped, and one that is done does nothing more.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from portal.audit import Outcome, Verb
from portal.errors import CannotOpen, NotFound, Refused
from portal.records.tables import CompartmentKey, PaperVersion, RecoverySet
from portal.services.key_management.counting import lying_in
from portal.services.key_management.sealed_things import SEALED, SealedColumn
from portal.services.recovery.sets import kept_keys, set_labelled
from portal.services.recovery.splitting import Progress
from portal.services.work import Work
from portal.vault import RecoveryKey, Share, WrappedCompartmentKey


@dataclass(frozen=True, slots=True, kw_only=True)
class Recovered:
    """What a recovery came to."""

    set_name: str
    root: str
    wrapped: int
    already: int
    proved: int
    empty: int


def recover(work: Work, given: Sequence[Share], progress: Progress) -> Recovered:
    """Open every compartment key's copy with the shares, and wrap it under the present root.

    :raises NotFound: if nobody stands at the back door.
    :raises Refused: naming the share that is not good, or the key that has no copy.
    :raises CannotOpen: if a copy does not give the key that the log pinned.
    :raises KeysUnavailable, LogUnavailable: if the root or the log cannot be reached.
    """
    if work.operator is None:
        raise NotFound
    if not given:
        raise Refused("No share was given.")
    kept = set_labelled(work, given[0].label)
    key = work.door.recovery.joined(kept.statement, given)
    set_id = kept.statement.set_id
    wanted = [
        (row.id, record, row.recovery, row.recovery_set_id) for row, record in kept_keys(work)
    ]
    work.session.rollback()
    wrapped = 0
    for done, (row_id, record, copy, of_set) in enumerate(wanted, start=1):
        if not _is_here(work, record):
            if copy is None or of_set != set_id:
                raise Refused(
                    f"Key {record.epoch} of compartment {record.compartment} has no copy under"
                    f" set {kept.name}: it was made before the set, or after another."
                )
            _adopt(work, row_id, work.door.recovery.adopted(copy, record, key))
            wrapped += 1
        progress(done, len(wanted))
    if wrapped or kept.wrapped.root != work.door.root:
        _keep_the_set(work, key)
        work.journal.note(
            actor=work.actor,
            verb=Verb.RECOVERY_COMPLETED,
            objects=(set_id,),
            detail={"root": work.door.root, "count": wrapped},
        )
    proved, empty = _prove(work, {record.compartment for _, record, _, _ in wanted})
    return Recovered(
        set_name=kept.name,
        root=work.door.root,
        wrapped=wrapped,
        already=len(wanted) - wrapped,
        proved=proved,
        empty=empty,
    )


def _is_here(work: Work, record: WrappedCompartmentKey) -> bool:
    if record.root != work.door.root:
        return False
    try:
        work.door.prove(record)
    except CannotOpen:
        return False
    return True


def _adopt(work: Work, row_id: UUID, record: WrappedCompartmentKey) -> None:
    work.begin_writing()
    row = work.session.get_one(CompartmentKey, row_id)
    row.root, row.wrapped = record.root, record.wrapped
    row.next_root = row.next_wrapped = None
    work.commit()


def _keep_the_set(work: Work, key: RecoveryKey) -> None:
    """Wrap the recovery key at the new root too, so that keys made from now on are copied."""
    wrapped = work.door.recovery.wrapped(key)
    work.begin_writing()
    row = work.session.get_one(RecoverySet, key.set_id)
    row.root, row.wrapped = wrapped.root, wrapped.wrapped
    row.next_root = row.next_wrapped = None
    work.commit()


def _prove(work: Work, compartments: set[UUID]) -> tuple[int, int]:
    """Open one thing of each compartment, having written that down; count those that have one.

    :raises CannotOpen: if one does not open.
    """
    found = {each: _something(work, each) for each in sorted(compartments)}
    things = [(each, *thing) for each, thing in found.items() if thing is not None]
    if things:
        receipt = work.journal.intend(
            actor=work.actor,
            verb=Verb.RECOVERY_PROVED,
            objects=tuple(column.object_of(row) for _, column, row, _ in things),
            detail={"count": len(things)},
        )
        try:
            for compartment, column, row, sealed in things:
                label = column.label(compartment, row)
                under = work.keys.that_sealed(work.session, compartment, sealed)
                if column.of_files:
                    version = work.session.get_one(PaperVersion, row)
                    work.file_reader(
                        receipt,
                        compartment=compartment,
                        version=row,
                        sealed_key=sealed,
                        size=version.size,
                        sealed_size=version.sealed_size or 0,
                        source=work.blobs.read_at(version.blob),
                    )
                else:
                    work.door.open(receipt, label, sealed, under=under)
        except BaseException:
            work.journal.conclude(receipt, Outcome.FAILED)
            raise
        work.journal.conclude(receipt, Outcome.DONE)
    work.session.rollback()
    return len(things), len(found) - len(things)


def _something(work: Work, compartment: UUID) -> tuple[SealedColumn, UUID, bytes] | None:
    # A file rather than a field, where there is one: its bytes lie elsewhere than the record.
    for column in sorted(SEALED, key=lambda each: not each.of_files):
        row = work.session.execute(
            select(column.column.class_.id, column.column)
            .where(*lying_in(column, compartment))
            .limit(1)
        ).first()
        if row is not None:
            return column, row[0], bytes(row[1])
    return None
