"""The newest files of open papers, as lists name them."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from sqlalchemy import bindparam, func, select

from portal.records.tables import PaperVersion
from portal.services.agenda_lines import FileFacts
from portal.services.work import Work

_HIGHEST: Final = (
    select(PaperVersion.paper_id, func.max(PaperVersion.number).label("number"))
    .where(
        PaperVersion.paper_id.in_(bindparam("papers", expanding=True)),
        PaperVersion.sealed_key.is_(None),
    )
    .group_by(PaperVersion.paper_id)
    .subquery()
)
_NEWEST: Final = select(
    PaperVersion.paper_id, PaperVersion.id, PaperVersion.media_type, PaperVersion.size
).join(
    _HIGHEST,
    (_HIGHEST.c.paper_id == PaperVersion.paper_id) & (_HIGHEST.c.number == PaperVersion.number),
)


def newest_files(work: Work, papers: Sequence[UUID]) -> dict[UUID, FileFacts]:
    """Find the newest file of each of some open papers; sealed ones are left out."""
    if not papers:
        return {}
    rows = work.session.execute(_NEWEST, {"papers": list(papers)})
    return {
        row.paper_id: FileFacts(version=row.id, media_type=row.media_type, size=row.size)
        for row in rows
    }
