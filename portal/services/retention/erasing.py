"""Erasing a paper from the record: its words, its data keys, and whatever else tells of it.

The row stays as a tombstone.  What another room keeps of a paper is erased by that room's line
in :data:`BELONGINGS`; a room that keeps words, keys or pictures of papers adds one.
"""

from collections.abc import Callable
from typing import Final
from uuid import UUID

from sqlalchemy import delete, select, update

from portal.records.tables import (
    DisposedFile,
    MarkedPaper,
    MistakenPublication,
    Paper,
    PaperVersion,
)
from portal.services.closing import OPEN_COLUMNS
from portal.services.leak_check.gate import forget_paper
from portal.services.work import Work

NOTHING: Final = b""
"""Stands for an envelope that is no more, in a row that says that there was one."""


def erase(work: Work, paper: Paper, disposal: UUID) -> int:
    """Erase a paper, and say how many files it had; they are deleted afterwards.

    The caller holds the paper, and commits.
    """
    for belonging in BELONGINGS:
        belonging(work, paper)
    versions = work.session.scalars(
        select(PaperVersion).where(PaperVersion.paper_id == paper.id).order_by(PaperVersion.number)
    ).all()
    for version in versions:
        work.session.add(
            DisposedFile(
                id=version.id,
                disposal_id=disposal,
                paper_id=paper.id,
                number=version.number,
                blob=version.blob,
            )
        )
        work.session.delete(version)
    for column in OPEN_COLUMNS[Paper.__tablename__]:
        setattr(paper, column, "")
    paper.dated_on = None
    if paper.compartment_id is not None:
        paper.sealed = NOTHING
    paper.disposed_at = work.clock()
    work.session.flush()
    return len(versions)


def _marking(work: Work, paper: Paper) -> None:
    work.session.execute(delete(MarkedPaper).where(MarkedPaper.paper_id == paper.id))


def _evidence(work: Work, paper: Paper) -> None:
    """Erase what was kept of its publication by mistake: it repeats the paper's words."""
    work.session.execute(
        update(MistakenPublication)
        .where(
            MistakenPublication.noun == Paper.__tablename__,
            MistakenPublication.row_id == paper.id,
        )
        .values(sealed_evidence=NOTHING, sealed_notes=None)
    )


def _leaks(work: Work, paper: Paper) -> None:
    """Erase what its files were found to tell, and the keyed hashes of their phrases."""
    forget_paper(work, paper.id)


BELONGINGS: Final[tuple[Callable[[Work, Paper], None], ...]] = (_marking, _evidence, _leaks)
"""What else is erased with a paper."""
