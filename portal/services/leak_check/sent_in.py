"""A file that is being sent in, looked into for whoever sends it."""

from collections.abc import Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from portal.audit import Verb
from portal.errors import NotFound
from portal.records.tables import LeakCheck, Paper
from portal.services.access.asking import body_of, sealed_note
from portal.services.leak_check.gate import forget_upload
from portal.services.leak_check.looked_into import Subject
from portal.services.uploads.own import find_own, open_names, opened_file
from portal.services.work import Work


@dataclass(frozen=True, slots=True)
class SentIn:
    """An upload of the asker's, by its identifier."""

    id: UUID
    told_as: ClassVar = Verb.LEAKS_CHECKED

    def find(self, work: Work) -> Subject:
        """Find the upload's file.

        Whoever sends a file knows what is in it.  So the policy is asked about what was found as
        about any note of the body's own, whatever compartment it is sealed in.

        :raises NotFound: if there is no such upload of the asker's.
        """
        upload = find_own(work, self.id)
        body = body_of(work, upload.item_id)
        if body is None:
            raise NotFound
        return Subject(
            body=body,
            item=upload.item_id,
            compartment=upload.compartment_id,
            thing=sealed_note(work, "", self.id, body, b"").thing,
            media_type=upload.media_type,
            public=upload.open,
            blob=upload.blob,
            check=(LeakCheck.upload_id == self.id) & (LeakCheck.blob == upload.blob),
            upload=self.id,
        )

    def title(self, work: Work) -> str:
        """Say what an open paper is to be called; of a closed one no property is looked at."""
        upload = find_own(work, self.id)
        if not upload.open:
            return ""
        paper = work.session.get(Paper, upload.paper_id) if upload.paper_id else None
        return open_names(work, upload).details["title"] if paper is None else paper.title

    def opened(self, work: Work) -> AbstractContextManager[Iterable[bytes]]:
        """Give the file's bytes, having told the log."""
        return opened_file(work, find_own(work, self.id), "leaks")

    def forget(self, work: Work) -> None:
        """Remove what was found in whatever was sent in for it before.  The caller commits."""
        forget_upload(work, self.id)
