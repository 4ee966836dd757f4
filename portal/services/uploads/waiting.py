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
    return tuple(_waiting(work, each) for each in rows if may_upload(work, each.item_id))


def _waiting(work: Work, upload: Upload) -> WaitingUpload:
    left, findings = _left(work, upload)
    return WaitingUpload(
        id=upload.id,
        place=item_place(work, upload.item_id),
        left=left,
        findings=findings,
        removed_at=upload.changed_at + LASTS,
    )


def _left(work: Work, upload: Upload) -> tuple[Left, int]:
    if upload.state in {UploadState.BEGUN, UploadState.ARRIVING}:
        return Left.SEND, 0
    if upload.state is UploadState.WAITING:
        return Left.CHECK, 0
    found = work.session.scalar(
        select(LeakCheck.id).where(LeakCheck.upload_id == upload.id, LeakCheck.blob == upload.blob)
    )
    if found is None:
        return Left.LOOK, 0
    still = select(func.count()).where(
        LeakFinding.check_id == found, LeakFinding.state == FindingState.OPEN
    )
    number = work.session.scalar(still) or 0
    return (Left.SETTLE if number else Left.PUBLISH), number
