"""Something sealed in every column that holds what a compartment's key seals."""

from collections.abc import Iterator
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.errors import CannotOpen
from portal.services.key_management.counting import counts, lying_in
from portal.services.key_management.sealed_things import SEALED, SealedColumn
from portal.services.work import Work


def sealed_rows(session: Session, compartment: UUID) -> Iterator[tuple[SealedColumn, UUID, bytes]]:
    """Give every sealed thing of a compartment, with its column."""
    for each in SEALED:
        identifier = each.column.class_.id
        found = select(identifier, each.column).where(*lying_in(each, compartment))
        for row, sealed in session.execute(found.order_by(identifier)):
            yield each, row, sealed


def unreadable(work: Work, compartment: UUID) -> list[str]:
    """Name what the vault does not open, each under the key that it names; the files' keys too."""
    bad = []
    for each, row, sealed in sealed_rows(work.session, compartment):
        label = each.label(compartment, row)
        try:
            under = work.keys.that_sealed(work.session, compartment, sealed)
            work.door.rewrap(label, sealed, under=under, onto=under)
        except CannotOpen:
            bad.append(f"{each.name} {row}")
    work.session.rollback()
    return bad


def epochs(work: Work, compartment: UUID) -> dict[int, int]:
    """Say how many things each epoch's key wraps."""
    found: dict[int, int] = {}
    for sealing, number in counts(work.session, compartment).items():
        found[sealing.wrapped_by] = found.get(sealing.wrapped_by, 0) + number
    work.session.rollback()
    return dict(sorted(found.items()))
