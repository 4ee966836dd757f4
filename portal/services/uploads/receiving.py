"""Receiving a file: sealed while it arrives, so that not one byte of it rests in clear.

The row names the blob before its first byte is written, so whatever a broken server leaves is
found by its row and removed.  Two sendings of one upload take turns: the later one's blob is the
row's, and the earlier one then removes its own.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Final, Protocol
from uuid import UUID, uuid4

from sqlalchemy import func, select

from portal.audit import Verb
from portal.errors import NotFound
from portal.inspection.kinds import ALLOWED, ending_of
from portal.records.tables import Paper, PaperVersion, Upload, UploadState
from portal.services.access.asking import an_act, asker
from portal.services.leak_check.gate import forget_upload
from portal.services.uploads.faults import NotTaken
from portal.services.uploads.own import KIND, NAME_KIND, find_own
from portal.services.work import Work

LONGEST_NAME: Final = 200
MOST_OF_AN_ITEM: Final = 20
LARGEST_ITEM: Final = 500_000_000
MOST_IN_A_DAY: Final = 2_000_000_000
A_DAY: Final = timedelta(days=1)
_NO_NAME: Final = re.compile("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


class Sealer(Protocol):
    """What the vault seals a file with, piece by piece."""

    sealed_key: bytes
    size: int

    @property
    def data_key_id(self) -> UUID:
        """What the log calls the file's key."""

    @property
    def sealed_size(self) -> int:
        """How long the ciphertext is, if the file ends here."""

    def update(self, piece: bytes) -> bytes:
        """Seal the next bytes."""

    def finish(self) -> bytes:
        """Give the last of the ciphertext."""


def receive(  # noqa: PLR0913 -- a file on its way is these things, each by name
    work: Work, upload_id: UUID, *, sent_as: str, pieces: Iterable[bytes], announced: int, most: int
) -> None:
    """Take a file for an upload, in pieces as they come, and commit.

    :param sent_as: the file's name as the browser gave it.
    :param announced: how many bytes are coming, more or less.
    :param most: the largest file that is taken, in bytes.
    :raises NotFound: if there is no such upload of the asker's.
    :raises NotTaken: naming the rule; then nothing of the file is left.
    :raises LogUnavailable, KeysUnavailable: if the log or the keys are; then nothing is left.
    """
    name = name_of(sent_as)
    media_type = ALLOWED[ending_of(name)].media_type
    compartment, blob = _make_room(work, upload_id, announced)
    try:
        sealer = work.file_sealer(compartment, upload_id, KIND)
        work.session.rollback()  # a slow sender must not hold the record
        work.blobs.write(blob, _sealed(sealer, pieces, most))
        _keep(work, upload_id, blob, sealer, name, media_type)
    except BaseException:
        work.blobs.delete(blob)
        _give_up(work, upload_id, blob)
        raise


def name_of(sent_as: str) -> str:
    """Give a file's own name, without the folders that some browsers send with it.

    :raises NotTaken: if there is no file, or none with such a name may be sent.
    """
    name = re.split(r"[/\\]", sent_as)[-1].strip()
    if not name:
        raise NotTaken("file.none")
    if len(sent_as) > 2 * LONGEST_NAME or len(name) > LONGEST_NAME or _NO_NAME.search(name):
        raise NotTaken("file.name")
    if ending_of(name) not in ALLOWED:
        raise NotTaken("file.type")
    return name


@an_act
def _make_room(work: Work, upload_id: UUID, announced: int) -> tuple[UUID, UUID]:
    """Let the row name a new blob, if there is room for it; what was there before is removed."""
    upload = find_own(work, upload_id)
    _hold_to_quotas(work, upload, announced)
    before, upload.blob = upload.blob, uuid4()
    upload.state, upload.changed_at = UploadState.ARRIVING, work.clock()
    upload.sealed_key = upload.sealed_name = upload.sealed_size = None
    upload.size, upload.media_type = 0, ""
    forget_upload(work, upload.id)
    blob = upload.blob
    compartment = upload.compartment_id
    work.session.commit()
    if before is not None:
        work.blobs.delete(before)
    return compartment, blob


def _hold_to_quotas(work: Work, upload: Upload, announced: int) -> None:
    """Refuse a file for which an item, or a person's day, has no room.

    :raises NotTaken: naming which.
    """
    others = select(func.count(), func.coalesce(func.sum(Upload.size), 0)).where(
        Upload.id != upload.id, Upload.state != UploadState.BEGUN
    )
    versions = select(func.count(), func.coalesce(func.sum(PaperVersion.size), 0))
    of_item = (
        others.where(Upload.item_id == upload.item_id),
        versions.join(Paper, Paper.id == PaperVersion.paper_id).where(
            Paper.item_id == upload.item_id
        ),
    )
    since = work.clock() - A_DAY
    of_person = (
        others.where(Upload.person_id == asker(work)),
        versions.where(PaperVersion.created_by == asker(work), PaperVersion.created_at > since),
    )
    (count, size), (_, of_a_day) = (
        tuple(map(sum, zip(*(work.session.execute(each).one() for each in those), strict=True)))
        for those in (of_item, of_person)
    )
    if count >= MOST_OF_AN_ITEM or size + announced > LARGEST_ITEM:
        raise NotTaken("file.item-full")
    if of_a_day + announced > MOST_IN_A_DAY:
        raise NotTaken("file.too-much")


def _sealed(sealer: Sealer, pieces: Iterable[bytes], most: int) -> Iterator[bytes]:
    for piece in pieces:
        if sealer.size + len(piece) > most:
            raise NotTaken("file.size")
        yield sealer.update(piece)
    if sealer.size == 0:
        raise NotTaken("file.empty")
    yield sealer.finish()


@an_act
def _keep(  # noqa: PLR0913, PLR0917 -- what the row says of a file, and which row
    work: Work, upload_id: UUID, blob: UUID, sealer: Sealer, name: str, media_type: str
) -> None:
    upload = find_own(work, upload_id)
    if upload.blob != blob:
        raise NotTaken("file.sent-twice")
    _hold_to_quotas(work, upload, sealer.size)  # what was announced may have been a lie
    # Looking for the key would send a half-changed row to the database.
    sealed_name = work.seal(upload.compartment_id, NAME_KIND, upload.id, {"file_name": name})
    upload.state, upload.changed_at = UploadState.WAITING, work.clock()
    upload.media_type = media_type
    upload.size, upload.sealed_size = sealer.size, sealer.sealed_size
    upload.sealed_key, upload.sealed_name = sealer.sealed_key, sealed_name
    work.session.flush()
    work.journal.note(
        actor=work.actor,
        verb=Verb.UPLOAD_RECEIVED,
        objects=(upload.id,),
        detail={"data_key": sealer.data_key_id, "length": sealer.sealed_size},
    )
    work.session.commit()


@an_act
def _give_up(work: Work, upload_id: UUID, blob: UUID) -> None:
    """Let the row wait for another file, unless another is arriving already."""
    try:
        upload = find_own(work, upload_id)
    except NotFound:
        return
    if upload.blob == blob:
        empty(work, upload)
        work.session.commit()


def empty(work: Work, upload: Upload) -> None:
    """Let an upload's row wait for another file.  The caller removes the blob, and commits."""
    upload.state, upload.changed_at = UploadState.BEGUN, work.clock()
    upload.blob = upload.sealed_key = upload.sealed_name = upload.sealed_size = None
    upload.size, upload.media_type = 0, ""
