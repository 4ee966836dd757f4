"""Removing files that are not to be published: given up by their sender, or a day old."""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import select

from portal.audit import Verb
from portal.records.tables import Upload
from portal.services.access.asking import an_act
from portal.services.leak_check.gate import forget_upload
from portal.services.uploads.own import find_own
from portal.services.work import Work

LASTS: Final = timedelta(days=1)


@an_act
def drop(work: Work, upload_id: UUID) -> UUID:
    """Remove an upload of the asker's with its file, and commit; give the item it was for.

    :raises NotFound: if there is none.
    :raises LogUnavailable: if the log cannot be told.
    """
    upload = find_own(work, upload_id)
    item = upload.item_id
    _remove(work, upload, "asked")
    return item


def tidy(work: Work, *, dry_run: bool = False) -> int:
    """Remove every upload on which nothing was done for a day, and count them.

    The record is told first, each in a transaction of its own: a row without a file can be tidied
    again, a file without a row could not be found.  So the file goes before the row is kept gone.

    :raises LogUnavailable: if the log cannot be told.
    """
    before = work.clock() - LASTS
    old = work.session.scalars(
        select(Upload.id).where(Upload.changed_at < before).order_by(Upload.changed_at)
    ).all()
    if dry_run:
        return len(old)
    done = sum(_tidy_one(work, each, before) for each in old)
    work.blobs.tidy(before)
    return done


@an_act
def _tidy_one(work: Work, upload_id: UUID, before: datetime) -> int:
    upload = work.session.get(Upload, upload_id, populate_existing=True)
    if upload is None or upload.changed_at >= before:
        return 0  # somebody went on with it
    _remove(work, upload, "age")
    return 1


def _remove(work: Work, upload: Upload, because: str) -> None:
    blob, upload_id = upload.blob, upload.id
    forget_upload(work, upload_id)
    work.session.delete(upload)
    work.session.flush()
    work.journal.note(
        actor=work.actor,
        verb=Verb.UPLOAD_DROPPED,
        objects=(upload_id,),
        detail={"because": because},
    )
    if blob is not None:
        # Before the row is gone for good: a file that no row names would not be found again.
        work.blobs.delete(blob)
    work.session.commit()
