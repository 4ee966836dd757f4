"""Sets of recovery shares as the record keeps them, held to what the log pinned."""

import hmac
import logging
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import select

from portal.audit import Verb
from portal.errors import CannotOpen, Refused
from portal.records.tables import CompartmentKey, RecoverySet, RecoveryShare
from portal.services.work import Work
from portal.vault import Statement, WrappedCompartmentKey, WrappedRecoveryKey
from portal.vault.share_text import name_of

LOG: Final = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptSet:
    """A set, and whether its statement is the one that the log pinned."""

    statement: Statement
    holders: tuple[str, ...]
    wrapped: WrappedRecoveryKey
    made_at: datetime
    ended_at: datetime | None
    drilled_at: datetime | None
    pinned: bool

    @property
    def name(self) -> str:
        """What the set is called on its shares."""
        return name_of(self.statement.label)


def present_set(work: Work) -> KeptSet | None:
    """Find the set in force, if there is one.

    :raises LogUnavailable: if the log cannot be asked.
    """
    row = work.session.scalar(
        select(RecoverySet)
        .where(RecoverySet.ended_at.is_(None))
        .order_by(RecoverySet.made_at.desc())
        .limit(1)
    )
    return None if row is None else _kept(work, row)


def set_labelled(work: Work, label: bytes) -> KeptSet:
    """Find the set of which a share is.

    :raises Refused: if the record knows none, or the log has another.
    """
    rows = work.session.scalars(select(RecoverySet)).all()
    sets = [_kept(work, row) for row in rows]
    found = next((each for each in sets if each.statement.label == label), None)
    if found is None:
        known = ", ".join(each.name for each in sets if each.ended_at is None) or "none"
        raise Refused(
            f"This share is of set {name_of(label)}, of which this record knows nothing. The set"
            f" in force here is {known}."
        )
    if not found.pinned:
        raise Refused(
            f"What the record says of set {found.name} is not what the log pinned: somebody"
            " changed it. Keep everything, and tell the monitoring officer."
        )
    return found


def kept_keys(work: Work) -> list[tuple[CompartmentKey, WrappedCompartmentKey]]:
    """Give every compartment key that still seals something, as its row and as the vault takes it.

    :raises KeysUnavailable: if the log never pinned one.
    :raises LogUnavailable: if the log cannot be asked.
    """
    rows = work.session.scalars(
        select(CompartmentKey)
        .where(CompartmentKey.closed_at.is_(None))
        .order_by(CompartmentKey.compartment_id, CompartmentKey.epoch)
    ).all()
    return [(row, _as_wrapped(work, row)) for row in rows]


def copy_for_recovery(work: Work, key: WrappedCompartmentKey) -> tuple[UUID, bytes] | None:
    """Copy a key that was made just now under the recovery key; give the set's id and the copy.

    None, where there is no set, or its key is not at this root any more: the doctor says so, and
    what is to be sealed is not held up by it.

    :raises KeysUnavailable: if the root cannot be reached.
    :raises LogUnavailable: if the log cannot be asked.
    """
    kept = present_set(work)
    if kept is None:
        return None
    try:
        recovery = work.door.recovery.unwrapped(kept.wrapped)
    except CannotOpen:
        LOG.error("the recovery key of set %s is not at this root: split anew", kept.name)  # noqa: TRY400 -- nothing to trace
        return None
    return kept.statement.set_id, work.door.recovery.copied(key, recovery)


def _as_wrapped(work: Work, row: CompartmentKey) -> WrappedCompartmentKey:
    moved = row.next_root is not None and row.next_root == work.door.root
    return WrappedCompartmentKey(
        compartment=row.compartment_id,
        epoch=row.epoch,
        root=row.next_root if moved and row.next_root else row.root,
        wrapped=row.next_wrapped if moved and row.next_wrapped else row.wrapped,
        check_value=work.keys.pinned(row.compartment_id, row.epoch),
    )


def _kept(work: Work, row: RecoverySet) -> KeptSet:
    shares = work.session.scalars(
        select(RecoveryShare).where(RecoveryShare.set_id == row.id).order_by(RecoveryShare.number)
    ).all()
    statement = Statement(
        set_id=row.id,
        threshold=row.threshold,
        commitments=tuple(share.commitment for share in shares),
        check_value=row.check_value,
    )
    # While the root is being changed, each process asks its own.
    moved = row.next_root is not None and row.next_root == work.door.root
    entry = work.journal.latest(Verb.RECOVERY_SET_MADE, row.id)
    told = "" if entry is None else str(entry.detail["statement"])
    return KeptSet(
        statement=statement,
        holders=tuple(share.holder for share in shares),
        wrapped=WrappedRecoveryKey(
            set_id=row.id,
            root=row.next_root if moved and row.next_root else row.root,
            wrapped=row.next_wrapped if moved and row.next_wrapped else row.wrapped,
            check_value=row.check_value,
        ),
        made_at=row.made_at,
        ended_at=row.ended_at,
        drilled_at=row.drilled_at,
        pinned=hmac.compare_digest(told, statement.digest().hex()),
    )
