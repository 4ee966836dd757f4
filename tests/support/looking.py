"""Having files and imports looked into as officers do: by the real check, each finding accepted."""

from uuid import UUID

from sqlalchemy import select

from portal.records.tables import Paper, PaperVersion, ReleasedPart
from portal.services.leak_check.examining import examine
from portal.services.leak_check.findings import accept, read_findings
from portal.services.leak_check.looked_into import LookedInto
from portal.services.leak_check.stored import Stored
from portal.services.work import Work

BECAUSE = "It was read out in the open meeting."


def settle(work: Work, which: LookedInto, because: str = BECAUSE) -> int:
    """Have something looked into, and accept what is found; say how much that is."""
    examine(work, which)
    lines = read_findings(work, which).lines
    for each in lines:
        accept(work, which, each.number, because)
    work.session.rollback()
    return len(lines)


def settle_file(work: Work, version: UUID, because: str = BECAUSE) -> int:
    """Settle a stored file."""
    return settle(work, Stored(version), because)


def settle_release(work: Work, release: UUID, because: str = BECAUSE) -> None:
    """Settle every file that a release would open."""
    parts = select(ReleasedPart.row_id).where(
        ReleasedPart.release_id == release, ReleasedPart.noun == Paper.__tablename__
    )
    versions = select(PaperVersion.id).where(PaperVersion.paper_id.in_(parts))
    found = work.session.scalars(versions).all()
    work.session.rollback()
    for each in found:
        settle_file(work, each, because)
