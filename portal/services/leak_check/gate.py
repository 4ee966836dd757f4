"""Nothing is published while something that its file tells is neither mended nor accepted."""

from collections.abc import Collection, Mapping
from typing import Final
from uuid import UUID

from sqlalchemy import ColumnElement, delete, func, select

from portal.errors import Refused
from portal.policy import Stage
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
from portal.services.leak_check.standing import sealed_versions, standing_of
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

NEVER_LOOKED: Final = (
    "A file of it has not been looked into as what is to be open. Have it looked into first, by"
    " somebody who may read it."
)
MUST_BE_SETTLED: Final = (
    "A file of it tells more than it shows. Accept what was found by name with a reason, or put a"
    " mended file there as a paper of its own and keep this one back."
)
OUTSIDE_STORED: Final = (
    "A file of it is marked above OFFICIAL-SENSITIVE, which the portal may not hold: it can never"
    " be public. Tell whoever gave it to you, and the security adviser."
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
    """Refuse to publish an agenda while a file that comes out with it is not settled.

    Every version of an open paper comes out.  What lies under items that are out is not asked
    about: of that nothing is kept back by waiting.

    :raises Refused: naming the item.
    """
    coming = (
        select(PaperVersion.id, AgendaItem.number)
        .join(Paper, Paper.id == PaperVersion.paper_id)
        .join(AgendaItem, AgendaItem.id == Paper.item_id)
        .where(
            AgendaItem.meeting_id == meeting_id,
            AgendaItem.stage == Stage.DRAFT,
            Paper.compartment_id.is_(None),
        )
        .order_by(AgendaItem.position, Paper.position, PaperVersion.number)
    )
    _refuse_unsettled(work, {row.id: row.number for row in work.session.execute(coming)})


def refuse_leaking_release(work: Work, papers: Mapping[UUID, str]) -> None:
    """Refuse to open papers of which a file was not looked into as open, or tells too much.

    :param papers: which, each with the number of its item.
    :raises Refused: naming the item.
    """
    opening = sealed_versions(work, papers)
    _refuse_unsettled(work, {each.id: papers[each.paper_id] for each in opening})


def _refuse_unsettled(work: Work, versions: Mapping[UUID, str]) -> None:
    """Refuse versions, given with the numbers of their items, of which one is not settled."""
    standing = standing_of(work, versions)
    for version, number in versions.items():
        told = standing.get(version)
        wrong = NEVER_LOOKED if told is None else MUST_BE_SETTLED if told.open else ""
        if told is not None and told.outside:
            wrong = OUTSIDE_STORED
        if wrong:
            under = f" under item {number}" if number else ""
            raise Refused(f"A paper{under}: {wrong[:1].lower()}{wrong[1:]}")


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
    _forget(work, LeakCheck.version_id.in_(versions))
    work.session.execute(delete(LeakPhrases).where(LeakPhrases.version_id.in_(versions)))


def forget_version(work: Work, version_id: UUID) -> None:
    """Remove what was found in a version's file.  The caller commits."""
    _forget(work, LeakCheck.version_id == version_id)


def forget_import(work: Work, batch_id: UUID) -> None:
    """Remove what was found in an import's open text.  The caller commits."""
    _forget(work, LeakCheck.import_batch_id == batch_id)


def forget_upload(work: Work, upload_id: UUID) -> None:
    """Remove what was found in an upload's files.  The caller commits."""
    _forget(work, LeakCheck.upload_id == upload_id)


def _forget(work: Work, those: ColumnElement[bool]) -> None:
    checks = select(LeakCheck.id).where(those)
    work.session.execute(delete(LeakFinding).where(LeakFinding.check_id.in_(checks)))
    work.session.execute(delete(LeakCheck).where(those))
