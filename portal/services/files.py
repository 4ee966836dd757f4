"""The newest files of open papers, as lists name them."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import func, select

from portal.records.tables import PaperVersion
from portal.services.agenda_lines import FileFacts
from portal.services.work import Work


def newest_files(work: Work, papers: Sequence[UUID]) -> dict[UUID, FileFacts]:
    """Find the newest file of each of some open papers; sealed ones are left out."""
    if not papers:
        return {}
    newest = (
        select(PaperVersion.paper_id, func.max(PaperVersion.number).label("number"))
        .where(PaperVersion.paper_id.in_(papers), PaperVersion.sealed_key.is_(None))
        .group_by(PaperVersion.paper_id)
        .subquery()
    )
    same = (newest.c.paper_id == PaperVersion.paper_id) & (newest.c.number == PaperVersion.number)
    rows = work.session.execute(
        select(
            PaperVersion.paper_id, PaperVersion.id, PaperVersion.media_type, PaperVersion.size
        ).join(newest, same)
    )
    return {
        row.paper_id: FileFacts(version=row.id, media_type=row.media_type, size=row.size)
        for row in rows
    }
