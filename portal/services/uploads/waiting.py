"""Files that somebody has sent in and not published yet, and what is left to do for each."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import func, select

from portal.records.tables import FindingState, LeakCheck, LeakFinding, Upload, UploadState
from portal.services.access.asking import ItemPlace, item_place
from portal.services.uploads.dropping import LASTS
from portal.services.uploads.own import may_upload
from portal.services.work import Work


class Left(StrEnum):
    """What is to be done next before a file can be published."""

    SEND = "send"
    CHECK = "check"
    LOOK = "look"
    SETTLE = "settle"
    PUBLISH = "publish"


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingUpload:
    """An upload that is not done, named by what is open about its item."""

    id: UUID
    place: ItemPlace
    left: Left
    findings: int  # neither mended nor accepted
    removed_at: datetime  # unless somebody goes on with it


def read_waiting(work: Work) -> tuple[WaitingUpload, ...]:
    """List the asker's own uploads, those that are removed soonest first; nothing is opened."""
    if work.principal.person is None:
        return ()
    rows = work.session.scalars(
        select(Upload)
        .where(Upload.person_id == work.principal.person)
        .order_by(Upload.changed_at, Upload.id)
        .execution_options(populate_existing=True)
    ).all()
    open_in = _open_findings(work)
    return tuple(
        _waiting(work, each, open_in.get((each.id, each.blob)))
        for each in rows
        if may_upload(work, each.item_id)
    )


def _open_findings(work: Work) -> dict[tuple[UUID, UUID | None], int]:
    """Count what is neither mended nor accepted in each file of theirs that was looked into."""
    still = func.count(LeakFinding.id).filter(LeakFinding.state == FindingState.OPEN)
    rows = work.session.execute(
        select(Upload.id, LeakCheck.blob, still)
        .join(LeakCheck, LeakCheck.upload_id == Upload.id)
        .outerjoin(LeakFinding, LeakFinding.check_id == LeakCheck.id)
        .where(Upload.person_id == work.principal.person)
        .group_by(Upload.id, LeakCheck.blob)
    )
    return {(upload, blob): count for upload, blob, count in rows}


def _waiting(work: Work, upload: Upload, still: int | None) -> WaitingUpload:
    return WaitingUpload(
        id=upload.id,
        place=item_place(work, upload.item_id),
        left=_left(upload.state, still),
        findings=still or 0,
        removed_at=upload.changed_at + LASTS,
    )


def _left(state: UploadState, still: int | None) -> Left:
    if state in {UploadState.BEGUN, UploadState.ARRIVING}:
        return Left.SEND
    if state is UploadState.WAITING:
        return Left.CHECK
    if still is None:
        return Left.LOOK
    return Left.SETTLE if still else Left.PUBLISH
