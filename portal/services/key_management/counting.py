"""Counting what each epoch of a compartment's keys still seals."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any, cast
from uuid import UUID

from sqlalchemy import ColumnElement, LargeBinary, func, literal, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from portal.services.key_management.sealed_things import SEALED, SealedColumn
from portal.vault import HEAD, Sealing, born_in, sealing_of, wrapped_by


def counts(
    session: Session, compartment: UUID, columns: Iterable[SealedColumn] = SEALED
) -> Mapping[Sealing, int]:
    """Count what a compartment holds, by the epoch that wraps its data key and that of its birth.

    What no vault wrote is counted under epochs of nought.
    """
    found: Counter[Sealing] = Counter()
    for sealed in columns:
        head = head_of(sealed)
        rows = session.execute(
            select(head, func.count()).where(*lying_in(sealed, compartment)).group_by(head)
        )
        for begins, number in rows:
            found[sealing_of(bytes(begins))] += number
    return found


def lying_in(
    sealed: SealedColumn, compartment: UUID, *, in_order: bool = False
) -> tuple[ColumnElement[bool], ...]:
    """Give the conditions on a row to have something in this column, sealed in a compartment.

    :param in_order: if the rows are gone through by their identifiers, some at a time.
    """
    place = sealed.compartment
    if in_order and isinstance(place, InstrumentedAttribute):
        # By the index of compartments a database would find and sort all of them, each time.
        place = func.coalesce(place, place)
    # An empty envelope stands for words that were never there, or are forgotten.
    return (
        place == compartment,
        func.length(cast("ColumnElement[Any]", sealed.column)) > 0,
    )


def head_of(sealed: SealedColumn) -> ColumnElement[bytes]:
    """Give the first bytes of what a column holds: its layout and its two epochs."""
    return func.substr(sealed.column, 1, HEAD, type_=LargeBinary)


def wrapped_by_another(sealed: SealedColumn, epoch: int) -> ColumnElement[bool]:
    """Give the condition that another epoch's key wraps what a column holds."""
    return _begins_unlike(sealed, wrapped_by(epoch))


def born_before(sealed: SealedColumn, epoch: int) -> ColumnElement[bool]:
    """Give the condition that what a column holds was not sealed in this epoch."""
    return _begins_unlike(sealed, born_in(epoch))


def _begins_unlike(sealed: SealedColumn, wanted: bytes) -> ColumnElement[bool]:
    begins = func.substr(sealed.column, 1, len(wanted), type_=LargeBinary)
    return begins != literal(wanted, LargeBinary)
