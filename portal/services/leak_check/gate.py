"""Nothing is published while something that its file tells is neither mended nor accepted."""

from collections.abc import Collection
from typing import Final
from uuid import UUID

from sqlalchemy import delete, func, select

from portal.errors import Refused
from portal.records.tables import (
    AgendaItem,
    FindingState,
    LeakCheck,
    LeakFinding,
    LeakPhrases,
    Paper,
    PaperVersion,
    Upload,
)
from portal.services.publication_checks import OUTSIDE
from portal.services.work import Work

NOT_LOOKED: Final = (
    "The file has not been looked into for what it tells besides what it shows: have it looked"
    " into first."
)
STILL_OPEN: Final = (
    "The file tells more than it shows. Mend what was found, or accept it by name with a reason,"
    " before you publish it."
)


def refuse_leaks(work: Work, upload: Upload) -> None:
    """Refuse an upload's file that was not looked into, or of which something is still open.

    :raises Refused: saying which.
    """
    found = work.session.scalar(
        select(LeakCheck).where(LeakCheck.upload_id == upload.id, LeakCheck.blob == upload.blob)
    )
    if found is None or found.public is not upload.open:
        raise Refused(NOT_LOOKED)
    of_it = select(func.count()).where(LeakFinding.check_id == found.id)
    if work.session.scalar(of_it.where(LeakFinding.outside)):
        raise Refused(OUTSIDE)
    if work.session.scalar(of_it.where(LeakFinding.state == FindingState.OPEN)):
        raise Refused(STILL_OPEN)


def refuse_leaking_papers(work: Work, meeting_id: UUID) -> None:
    """Refuse to publish an agenda while something of an open paper's newest file is open.

    :raises Refused: naming the item.
    """
    newest = (
        select(PaperVersion.paper_id, func.max(PaperVersion.number).label("number"))
        .group_by(PaperVersion.paper_id)
        .subquery()
    )
    number = work.session.scalar(
        select(AgendaItem.number)
        .join(Paper, Paper.item_id == AgendaItem.id)
        .join(PaperVersion, PaperVersion.paper_id == Paper.id)
        .join(
            newest,
            (newest.c.paper_id == PaperVersion.paper_id) & (newest.c.number == PaperVersion.number),
        )
        .join(LeakCheck, LeakCheck.version_id == PaperVersion.id)
        .join(LeakFinding, LeakFinding.check_id == LeakCheck.id)
        .where(
            AgendaItem.meeting_id == meeting_id,
            Paper.compartment_id.is_(None),
            LeakFinding.state == FindingState.OPEN,
        )
        .order_by(AgendaItem.position)
        .limit(1)
    )
    if number is not None:
        raise Refused(f"A paper under item {number}: {STILL_OPEN[:1].lower()}{STILL_OPEN[1:]}")


def keep_with_version(work: Work, upload: Upload, version_id: UUID) -> None:
    """Let what was found in an upload's file go with the version made of it.

    Of a restricted file the hashed phrases are kept, to be known again in what is open.
    The caller commits.
    """
    found = work.session.scalar(select(LeakCheck).where(LeakCheck.blob == upload.blob))
    if found is None:
        return
    if found.hashes and not upload.open:
        work.session.add(
            LeakPhrases(
                version_id=version_id,
                body_id=found.body_id,
                hashes=found.hashes,
                kept_at=work.clock(),
            )
        )
    found.hashes = b""
    found.upload_id, found.version_id = None, version_id
    work.session.flush()


def forget_phrases(work: Work, versions: Collection[UUID]) -> None:
    """Forget the phrases of files that are closed no longer, or exist no longer.

    The caller commits.
    """
    work.session.execute(delete(LeakPhrases).where(LeakPhrases.version_id.in_(versions)))


def forget_paper(work: Work, paper: UUID) -> None:
    """Remove what was found in a paper's files, and their phrases.  The caller commits."""
    versions = select(PaperVersion.id).where(PaperVersion.paper_id == paper)
    checks = select(LeakCheck.id).where(LeakCheck.version_id.in_(versions))
    work.session.execute(delete(LeakFinding).where(LeakFinding.check_id.in_(checks)))
    work.session.execute(delete(LeakCheck).where(LeakCheck.version_id.in_(versions)))
    work.session.execute(delete(LeakPhrases).where(LeakPhrases.version_id.in_(versions)))


def forget_upload(work: Work, upload_id: UUID) -> None:
    """Remove what was found in an upload's files.  The caller commits."""
    checks = select(LeakCheck.id).where(LeakCheck.upload_id == upload_id)
    work.session.execute(delete(LeakFinding).where(LeakFinding.check_id.in_(checks)))
    work.session.execute(delete(LeakCheck).where(LeakCheck.upload_id == upload_id))
