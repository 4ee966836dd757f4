"""Destroying, at the root, the epochs that wrapped the keys of what was erased (ENC-10)."""

import hashlib
from collections.abc import Callable
from typing import Final
from uuid import UUID

from sqlalchemy import select

from portal.audit import Outcome, Verb
from portal.errors import Refused
from portal.records.tables import (
    Body,
    CompartmentKey,
    DestroyedEpoch,
    Disposal,
    DisposedPaper,
    Paper,
)
from portal.services.all_or_nothing import all_or_nothing
from portal.services.retention.impediments import Impediment, read_impediments
from portal.services.work import LOCAL, Work

HELD: Final = (
    "A legal hold was placed after the papers were erased from the record, so nothing further is"
    " destroyed: a backup from before can still be opened.  Go on once the hold is lifted."
)


def destroy_epochs(work: Work, disposal_id: UUID, destroyed: Callable[[], None]) -> None:
    """Destroy the closed epochs that a disposal names, one by one.  Commits after each.

    :param destroyed: is told of each.
    :raises Refused: if something of the disposal is held, or another root wrapped an epoch.
    :raises KeysUnavailable: if the root is out of reach, or must not delete.
    :raises LogUnavailable: if the log cannot be written; then nothing is destroyed.
    """
    while _destroy_next(work, disposal_id):
        destroyed()


def refuse_if_held(work: Work, disposal_id: UUID) -> None:
    """Stop where a hold stands on what a disposal erased; the caller ends the transaction.

    :raises Refused: if one does.
    """
    if is_held(work, disposal_id):
        raise Refused(HELD)


def is_held(work: Work, disposal_id: UUID) -> bool:
    """Say whether a hold stands on any paper of a disposal, its item or its body."""
    disposal = work.session.get_one(Disposal, disposal_id)
    impediments = read_impediments(work, disposal.body_id)
    rows = work.session.execute(
        select(Paper.id, Paper.item_id)
        .join(DisposedPaper, DisposedPaper.paper_id == Paper.id)
        .where(DisposedPaper.disposal_id == disposal_id)
    )
    return any(Impediment.HOLD in impediments.of(row.id, row.item_id, None) for row in rows)


def _destroy_next(work: Work, disposal_id: UUID) -> bool:
    with all_or_nothing(work):
        disposal = work.session.get_one(Disposal, disposal_id, with_for_update=True)
        # Whoever places a hold holds the body: it came before, or comes too late.
        work.session.get_one(Body, disposal.body_id, with_for_update=True)
        refuse_if_held(work, disposal_id)
        compartment, up_to = disposal.compartment_id, disposal.up_to_epoch
        if compartment is None or up_to is None:
            work.session.rollback()
            return False
        key = work.session.scalar(
            select(CompartmentKey)
            .where(
                CompartmentKey.compartment_id == compartment,
                CompartmentKey.epoch <= up_to,
            )
            .order_by(CompartmentKey.epoch)
            .limit(1)
            .with_for_update()
        )
        if key is None:
            work.session.rollback()
            return False
        _destroy(work, disposal, key)
        return True


def _destroy(work: Work, disposal: Disposal, key: CompartmentKey) -> None:
    if key.closed_at is None:
        raise Refused(f"Epoch {key.epoch} is not closed: nothing was destroyed.")
    record = work.keys.of_epoch(work.session, key.compartment_id, key.epoch, closed_too=True)
    if record.root != work.door.root:
        raise Refused(
            f"Epoch {key.epoch} is wrapped by the root {record.root}, which is not the one in use:"
            " nothing was destroyed.  Bring that root back, or finish `portal keys rotate-root`."
        )
    receipt = work.journal.intend(
        actor=work.actor,
        verb=Verb.COMPARTMENT_KEY_DESTROYED,
        objects=(key.compartment_id, disposal.id),
        detail={"epoch": key.epoch, "check_value": record.check_value},
    )
    outcome, told = Outcome.FAILED, {}
    try:
        root_says = work.door.destroy_compartment_key(record)
        work.session.delete(key)
        work.session.add(
            DestroyedEpoch(
                disposal_id=disposal.id,
                compartment_id=key.compartment_id,
                epoch=key.epoch,
                check_value=record.check_value,
                root=record.root,
                evidence=root_says.evidence,
                destroyed_at=work.clock(),
                final_at=root_says.final_at,
            )
        )
        work.commit()
        outcome = Outcome.DONE
        told = {"evidence": hashlib.sha256(root_says.evidence.encode()).hexdigest()}
        if root_says.final_at is not None:
            told["final"] = root_says.final_at.astimezone(LOCAL).date().isoformat()
    finally:
        work.journal.conclude(receipt, outcome, told)
