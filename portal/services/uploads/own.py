"""The files that somebody is sending in: theirs to see, and nobody else's."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Final
from uuid import UUID

from sqlalchemy import select

from portal.audit import Outcome, Verb
from portal.errors import CannotOpen, KeysUnavailable, NotFound
from portal.policy import BodyId, Permission
from portal.records.tables import Upload, UploadState
from portal.services.access.asking import asker, body_of, sealed_note
from portal.services.work import Closed, Work

KIND: Final = "upload"
NAME_KIND: Final = "upload-name"
THERE: Final = frozenset({UploadState.WAITING, UploadState.CHECKED})
"""States in which a file lies in the store, whole."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """What an upload says of itself, opened for who sends it."""

    details: dict[str, str]
    file_name: str


def may_upload(work: Work, item_id: UUID) -> bool:
    """Say whether the asker may put papers under an item."""
    body = body_of(work, item_id)
    return body is not None and work.principal.may(Permission.MEETING_PUBLISH, BodyId(body))


def find_own(work: Work, upload_id: UUID) -> Upload:
    """Find an upload that the asker began, and may still go on with.

    :raises NotFound: if there is none.
    """
    upload = work.session.scalar(
        select(Upload)
        .where(Upload.id == upload_id, Upload.person_id == asker(work))
        .execution_options(populate_existing=True)
    )
    if upload is None or not may_upload(work, upload.item_id):
        raise NotFound
    return upload


def open_names(work: Work, upload: Upload) -> Named:
    """Open what an upload says of itself; the log is told first.

    :raises LogUnavailable: if it cannot be; then nothing is opened.
    """
    rows = [_closed(work, upload, KIND, upload.sealed)]
    receipt = work.intend(Verb.UPLOAD_OPENED, rows, {"purpose": "show"})
    try:
        details = work.open_sealed(receipt, rows[0])
        name = ""
        if upload.sealed_name is not None:
            named = _closed(work, upload, NAME_KIND, upload.sealed_name)
            name = work.open_sealed(receipt, named)["file_name"]
    except (CannotOpen, KeysUnavailable):
        work.journal.conclude(receipt, Outcome.FAILED)
        raise
    work.journal.conclude(receipt, Outcome.DONE)
    return Named(details=details, file_name=name)


@contextmanager
def opened_file(work: Work, upload: Upload, purpose: str) -> Iterator[Iterator[bytes]]:
    """Open an upload's file, to be read once; how that came out is told to the log at the end.

    :raises NotFound: if there is no file yet.
    :raises LogUnavailable: if the log cannot be told first.
    :raises CannotOpen: if the file is not what was sealed.
    """
    if upload.blob is None or upload.sealed_key is None or upload.sealed_size is None:
        raise NotFound
    closed = _closed(work, upload, KIND, upload.sealed)
    receipt = work.intend(Verb.UPLOAD_OPENED, (closed,), {"purpose": purpose})
    outcome = Outcome.FAILED
    try:
        reader = work.file_reader(
            receipt,
            compartment=upload.compartment_id,
            version=upload.id,
            sealed_key=upload.sealed_key,
            size=upload.size,
            sealed_size=upload.sealed_size,
            source=work.blobs.read_at(upload.blob),
            kind=KIND,
        )
        yield reader.read(0, upload.size)
        outcome = Outcome.DONE
    finally:
        work.journal.conclude(receipt, outcome)


def _closed(work: Work, upload: Upload, kind: str, sealed: bytes) -> Closed:
    """Give it as what is to be opened.

    Whoever sends a file knows what is in it.  So the policy is asked about it as about any note of
    the body's own, whatever compartment it is sealed in.
    """
    body = body_of(work, upload.item_id)
    if body is None:
        raise NotFound
    note = sealed_note(work, kind, upload.id, body, sealed)
    return replace(note, compartment=upload.compartment_id)
