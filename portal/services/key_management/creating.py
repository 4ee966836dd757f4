"""Making a compartment's key: the one place where one comes into being."""

from typing import Final
from uuid import UUID

from sqlalchemy import bindparam, func, select

from portal.audit import Verb
from portal.records.tables import CompartmentKey
from portal.services.recovery.sets import copy_for_recovery
from portal.services.work import Work
from portal.vault import WrappedCompartmentKey

_NEWEST: Final = select(func.max(CompartmentKey.epoch)).where(
    CompartmentKey.compartment_id == bindparam("compartment")
)


def create_key(work: Work, compartment: UUID) -> WrappedCompartmentKey:
    """Make the key of a compartment's next epoch, pin its check value in the log, and keep it.

    The caller holds the compartment, or has just made it, and commits.  The log has every epoch
    once: one that was pinned and then not kept is not used again (ENC-03).

    :raises LogUnavailable: if the log cannot be asked or written.
    :raises KeysUnavailable: if the root cannot be reached.
    """
    kept = work.session.scalar(_NEWEST, {"compartment": compartment})
    logged = (
        int(entry.detail["epoch"])
        for entry in work.journal.every(Verb.COMPARTMENT_KEY_CREATED, compartment)
    )
    key = work.door.new_compartment_key(compartment, epoch=1 + max(kept or 0, *logged, 0))
    work.journal.note(
        actor=work.actor,
        verb=Verb.COMPARTMENT_KEY_CREATED,
        objects=(compartment,),
        detail={"epoch": key.epoch, "check_value": key.check_value.hex()},
    )
    copied = copy_for_recovery(work, key)
    work.session.add(
        CompartmentKey(
            compartment_id=compartment,
            epoch=key.epoch,
            root=key.root,
            wrapped=key.wrapped,
            check_value=key.check_value,
            recovery_set_id=copied[0] if copied else None,
            recovery=copied[1] if copied else None,
            created_at=work.clock(),
        )
    )
    return key
