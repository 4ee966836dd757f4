"""Making a clean copy of a file: what it tells besides is taken out, and it is checked again."""

import base64
from uuid import UUID

from portal.audit import Verb
from portal.errors import NotFound, Refused
from portal.inspection import sandbox
from portal.inspection.clamd import Scanner
from portal.records.tables import UploadState
from portal.services.leak_check.examining import LIMITS, examine
from portal.services.leak_check.sent_in import SentIn
from portal.services.uploads.checking import check, replace_file
from portal.services.uploads.own import find_own, opened_file
from portal.services.work import Work

NOT_MENDED = "The portal cannot take this out itself: take it out where the file was made."


def mend(work: Work, upload_id: UUID, scanner: Scanner | None) -> None:
    """Put a clean copy in a file's place, check it as any file that arrives, and look into it.

    What was accepted of the file before is asked again, as it is another file.

    :raises NotFound: if there is no such file of the asker's.
    :raises Refused: if no clean copy can be made, or the copy breaks a rule.
    :raises LogUnavailable, CannotOpen, KeysUnavailable: if the file cannot be opened.
    """
    upload = find_own(work, upload_id)
    if upload.state is not UploadState.CHECKED or upload.blob is None:
        raise NotFound
    blob = upload.blob
    try:
        with opened_file(work, upload, "mend") as pieces:
            answer = sandbox.run("mend", pieces, {}, LIMITS)
    except sandbox.NotInspected:
        raise Refused(NOT_MENDED) from None
    work.session.rollback()
    if answer["mended"] is None:
        raise Refused(NOT_MENDED)
    replace_file(
        work, upload_id, blob, base64.b64decode(answer["mended"]), state=UploadState.WAITING
    )
    work.journal.note(actor=work.actor, verb=Verb.LEAKS_MENDED, objects=(upload_id,))
    if not check(work, upload_id, scanner).waits:
        examine(work, SentIn(upload_id))
