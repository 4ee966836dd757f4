"""An office over databases, and the means to close things in it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from portal.policy import Classification
from portal.records.tables import (
    Deployment,
    Guarded,
    PublicVersion,
    Restriction,
    RestrictionState,
)
from portal.services.office import PortalOffice, open_office
from portal.services.restricting import KINDS
from portal.services.work import Work
from portal.vault import LocalChoice, LocalRoot
from tests.support.furnishing.names import BOARD, CANARY, MONITORING_OFFICER, NAMES, NOW, PEPPER


@dataclass(frozen=True, slots=True, kw_only=True)
class Furnished:
    """What a test may want to know of the board besides its named things."""

    compartments: Mapping[str, UUID]
    restrictions: Mapping[str, UUID]


def open_an_office(
    record: Engine, log: Engine, folder: Path, clock: Callable[[], datetime] = lambda: NOW
) -> PortalOffice:
    """Open the portal's office over databases that have their tables and nothing else."""
    with Session(record) as session:
        for table in (PublicVersion, Deployment):
            if session.get(table, 1) is None:
                session.add(table(id=1))
        session.commit()
    key = folder / "root.key"
    if not key.exists():
        LocalRoot.create_file(key)
    return open_office(
        session=lambda: Session(record),
        log_engine=log,
        root=LocalChoice(path=key),
        papers=folder / "papers",
        pepper=PEPPER,
        clock=clock,
    )


def sealed(
    work: Work, row: Any, furnished: Furnished, slug: str, *, ground: bool = True, **fields: str
) -> Any:
    """Seal a new row's words in a compartment; without a ground it is closed by a label alone."""
    assert isinstance(row, Guarded)
    compartment = furnished.compartments[slug]
    row.classification = Classification.EX
    row.compartment_id = compartment
    row.restriction_id = furnished.restrictions[slug] if ground else None
    row.sealed = work.seal(compartment, KINDS[row.__tablename__], row.id, fields)
    return row


def put_restriction(work: Work, compartment: UUID) -> UUID:
    restriction = uuid4()
    balance = {"for_publishing": CANARY, "against_publishing": CANARY, "conclusion": CANARY}
    work.session.add(
        Restriction(
            id=restriction,
            body_id=BOARD,
            compartment_id=compartment,
            classification=Classification.EX,
            scheme="ENG-12A",
            paragraphs="1,2",
            covers="title,text,papers,minutes,actions",
            public_reason="It is about people who can be recognised.",
            sealed_balance=work.seal(compartment, "restriction", restriction, balance),
            decided_by=NAMES[MONITORING_OFFICER],
            decided_office="Monitoring officer",
            decided_on=date(2026, 2, 3),
            review_on=date(2027, 2, 3),
            challenge="Write to the clerk.",
            state=RestrictionState.RESOLVED,
        )
    )
    return restriction
