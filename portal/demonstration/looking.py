"""Having the story's files looked into before they are public, as the portal asks of everybody."""

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Final
from uuid import UUID

from sqlalchemy import select

from portal.demonstration.cast import Cast
from portal.demonstration.sitting import CLERK_OF, Sitting
from portal.records.tables import AgendaItem, Paper, PaperVersion, ReleasedPart
from portal.services.leak_check.examining import examine
from portal.services.leak_check.findings import accept, read_findings
from portal.services.leak_check.stored import Stored
from portal.services.office import PortalOffice
from portal.services.work import Work

BECAUSE: Final = "The story is invented: it may be public in it."


def look_into_papers(office: PortalOffice, cast: Cast, sittings: Sequence[Sitting]) -> None:
    """Have the open files of meetings looked into by their clerks, some at once; commits."""
    tasks = [(sitting, version) for sitting in sittings for version in _open_files(sitting)]

    def look(sitting: Sitting, version: UUID) -> None:
        clerk = office.work_of(cast.people[CLERK_OF[sitting.body]])
        work = replace(clerk, clock=sitting.work.clock)
        with work.session:
            _settle(work, version)

    with ThreadPoolExecutor(max_workers=os.cpu_count()) as pool:
        for done in [pool.submit(look, *each) for each in tasks]:
            done.result()


def look_into_release(work: Work, release: UUID) -> None:
    """Have the files of a release looked into, by somebody who may read them; commits."""
    versions = (
        select(PaperVersion.id)
        .join(ReleasedPart, ReleasedPart.row_id == PaperVersion.paper_id)
        .where(ReleasedPart.release_id == release)
        .order_by(PaperVersion.paper_id, PaperVersion.number)
    )
    for each in work.session.scalars(versions).all():
        _settle(work, each)


def _open_files(sitting: Sitting) -> Sequence[UUID]:
    session = sitting.work.session
    versions = (
        select(PaperVersion.id)
        .join(Paper, Paper.id == PaperVersion.paper_id)
        .join(AgendaItem, AgendaItem.id == Paper.item_id)
        .where(AgendaItem.meeting_id == sitting.meeting, Paper.compartment_id.is_(None))
        .order_by(AgendaItem.position, Paper.position, PaperVersion.number)
    )
    found = session.scalars(versions).all()
    session.rollback()
    return found


def _settle(work: Work, version: UUID) -> None:
    examine(work, Stored(version))
    for line in read_findings(work, Stored(version)).lines:
        accept(work, Stored(version), line.number, BECAUSE)
    work.session.rollback()
