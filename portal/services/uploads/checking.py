"""Checking a file that has arrived: in the sandbox, and by clamd where there is one.

A file that breaks a rule is removed at once, and its row waits for another.  A file that cannot
be checked now, since the scanner is out of reach, waits; nothing that was not checked is
published.
"""

import base64
import logging
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID, uuid4

from portal.audit import Verb
from portal.inspection import sandbox
from portal.inspection.clamd import NotScanned, Scanner
from portal.inspection.kinds import ALLOWED, ending_of
from portal.records.tables import Upload, UploadState
from portal.services.access.asking import an_act
from portal.services.uploads.faults import RULES, NotTaken
from portal.services.uploads.own import KIND, find_own, open_names, opened_file
from portal.services.uploads.receiving import empty
from portal.services.work import Work

LOG: Final = logging.getLogger(__name__)

STRUCTURE: Final = sandbox.Limits(seconds=60, memory=1_500_000_000, answer=40_000_000)
PIECE: Final = 262_144


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What became of a file's check."""

    waits: bool  # the scanner could not be asked
    notes: tuple[str, ...] = ()


def check(work: Work, upload_id: UUID, scanner: Scanner | None) -> Checked:
    """Check a file that has arrived, and commit what became of it.

    :raises NotFound: if there is no such file of the asker's.
    :raises NotTaken: naming the rules that it breaks; then nothing of it is left.
    :raises LogUnavailable, CannotOpen, KeysUnavailable: if it cannot be opened to be checked.
    """
    upload = find_own(work, upload_id)
    if upload.state is UploadState.CHECKED:
        return Checked(waits=False)
    blob = upload.blob
    ending = ending_of(open_names(work, upload).file_name)
    try:
        answer = _inspected(work, upload, ending)
        if scanner is not None:
            _scan(work, upload, scanner)
    except NotTaken as refused:
        _remove(work, upload_id, blob, refused)
        raise
    except NotScanned as problem:
        LOG.error("a file waits: %s", problem)  # noqa: TRY400 -- a trace would tell no more
        return Checked(waits=True)
    if (cleaned := answer.get("cleaned")) is not None:
        replace_file(work, upload_id, blob, base64.b64decode(cleaned))
    else:
        _pass(work, upload_id, blob)
    return Checked(waits=False, notes=tuple(answer["notes"]))


def _inspected(work: Work, upload: Upload, ending: str) -> dict[str, Any]:
    with opened_file(work, upload, "inspect") as pieces:
        try:
            answer = sandbox.run("structure", pieces, {"ending": ending}, STRUCTURE)
        except sandbox.NotInspected:
            answer = None  # it was opened all the same
    if answer is None:
        raise NotTaken("file.demanding")
    broken = [each["rule"] for each in answer["refusals"]]
    if broken:
        raise NotTaken(*(rule if rule in RULES else "file.demanding" for rule in broken))
    if answer["media_type"] != ALLOWED[ending].media_type:
        raise NotTaken("file.mismatch")
    return answer


def _scan(work: Work, upload: Upload, scanner: Scanner) -> None:
    with opened_file(work, upload, "scan") as pieces:
        clean = scanner.is_clean(pieces)
    if not clean:
        raise NotTaken("scan.infected")


@an_act
def _pass(work: Work, upload_id: UUID, blob: UUID | None) -> None:
    upload = find_own(work, upload_id)
    if upload.blob != blob:
        raise NotTaken("file.sent-twice")
    upload.state, upload.changed_at = UploadState.CHECKED, work.clock()
    work.session.commit()


def replace_file(
    work: Work,
    upload_id: UUID,
    blob: UUID | None,
    cleaned: bytes,
    state: UploadState = UploadState.CHECKED,
) -> None:
    """Keep a cleaned copy instead of what was sent, sealed under a key of its own, and commit.

    :raises NotFound: if there is no such upload of the asker's.
    :raises NotTaken: if another file was sent meanwhile; then the copy is not kept.
    """
    upload = find_own(work, upload_id)
    sealer = work.file_sealer(upload.compartment_id, upload_id, KIND)
    work.session.rollback()
    copy = uuid4()

    def sealed() -> Iterator[bytes]:
        for start in range(0, len(cleaned), PIECE):
            yield sealer.update(cleaned[start : start + PIECE])
        yield sealer.finish()

    @an_act
    def take(work: Work) -> None:
        upload = find_own(work, upload_id)
        if upload.blob != blob:
            raise NotTaken("file.sent-twice")
        upload.blob, upload.state, upload.changed_at = copy, state, work.clock()
        upload.size, upload.sealed_size = sealer.size, sealer.sealed_size
        upload.sealed_key = sealer.sealed_key
        work.session.commit()

    try:
        work.blobs.write(copy, sealed())
        take(work)
    except BaseException:
        work.blobs.delete(copy)
        raise
    if blob is not None:
        work.blobs.delete(blob)


@an_act
def _remove(work: Work, upload_id: UUID, blob: UUID | None, refused: NotTaken) -> None:
    """Remove a refused file, first from the record; the log says by which rule."""
    upload = find_own(work, upload_id)
    if upload.blob == blob:
        empty(work, upload)
        work.session.flush()
    work.journal.note(
        actor=work.actor,
        verb=Verb.UPLOAD_REFUSED,
        objects=(upload_id,),
        detail={"broken": refused.faults[0].rule, "count": len(refused.faults)},
    )
    work.session.commit()
    if blob is not None:
        work.blobs.delete(blob)
