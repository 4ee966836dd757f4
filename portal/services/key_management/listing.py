"""Every compartment's keys, epoch by epoch: what each still seals, and whether the log knows it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import select

from portal.audit import Verb
from portal.errors import CannotOpen, KeysUnavailable
from portal.records.tables import Body, Compartment, CompartmentKey
from portal.services.key_management.counting import counts
from portal.services.work import Work


class Proof(StrEnum):
    """What was found of a key when it was looked at."""

    GOOD = "it opens, and is the one that the log pinned"
    UNPINNED = "THE LOG NEVER PINNED IT"
    OTHER = "THE RECORD'S CHECK VALUE IS NOT THE LOG'S"
    SHUT = "IT DOES NOT OPEN, OR IS NOT THE ONE THAT THE LOG PINNED"
    AWAY = "not looked at: its root is sealed or out of reach"


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyLine:
    """One compartment's key of one epoch; ``wraps`` and ``born`` count what it seals."""

    name: str
    compartment: UUID
    epoch: int
    newest: bool
    root: str
    next_root: str | None
    check_value: bytes
    proof: Proof
    wraps: int
    born: int
    created_at: datetime
    closed_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Keys:
    """The keys there are, and by compartment how much is sealed in no manner or epoch of theirs."""

    lines: tuple[KeyLine, ...]
    strays: Mapping[str, int]


def list_keys(work: Work) -> Keys:
    """Look at every key, and count what each seals; nothing sealed is opened.

    :raises LogUnavailable: if the log cannot be asked.
    """
    rows = work.session.execute(
        select(Body.slug, Compartment.slug, CompartmentKey)
        .join(Compartment, Compartment.id == CompartmentKey.compartment_id)
        .join(Body, Body.id == Compartment.body_id)
        .order_by(Body.slug, Compartment.slug, CompartmentKey.epoch)
    ).all()
    sealed = {key.compartment_id: counts(work.session, key.compartment_id) for *_, key in rows}
    epochs: dict[UUID, list[int]] = {}
    for *_, key in rows:
        epochs.setdefault(key.compartment_id, []).append(key.epoch)
    lines = tuple(
        KeyLine(
            name=f"{body}/{slug}",
            compartment=key.compartment_id,
            epoch=key.epoch,
            newest=key.epoch == epochs[key.compartment_id][-1],
            root=key.root,
            next_root=key.next_root,
            check_value=key.check_value,
            proof=_proof(work, key),
            wraps=sum(
                number
                for sealing, number in sealed[key.compartment_id].items()
                if sealing.wrapped_by == key.epoch
            ),
            born=sum(
                number
                for sealing, number in sealed[key.compartment_id].items()
                if sealing.born_in == key.epoch
            ),
            created_at=key.created_at,
            closed_at=key.closed_at,
        )
        for body, slug, key in rows
    )
    strays = {
        line.name: number
        for line in lines
        if line.newest
        and (
            number := sum(
                count
                for sealing, count in sealed[line.compartment].items()
                if sealing.wrapped_by not in epochs[line.compartment]
            )
        )
    }
    work.session.rollback()
    return Keys(lines=lines, strays=strays)


def _proof(work: Work, key: CompartmentKey) -> Proof:
    known = {
        entry.detail["epoch"]: entry.detail["check_value"]
        for entry in reversed(work.journal.every(Verb.COMPARTMENT_KEY_CREATED, key.compartment_id))
    }
    if key.epoch not in known:
        return Proof.UNPINNED
    if known[key.epoch] != key.check_value.hex():
        return Proof.OTHER
    try:
        work.door.prove(
            work.keys.of_epoch(work.session, key.compartment_id, key.epoch, closed_too=True)
        )
    except CannotOpen:
        return Proof.SHUT
    except KeysUnavailable:
        return Proof.AWAY
    return Proof.GOOD
