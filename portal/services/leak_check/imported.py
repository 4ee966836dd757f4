"""The open text of an import, looked into for whoever reviews it before it is public."""

import hashlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import ClassVar, Final
from uuid import UUID, uuid5

from portal.audit import Verb
from portal.errors import NotFound, Refused
from portal.inspection.leaks.model import SECTIONS
from portal.policy import BodyId, Permission
from portal.records.tables import ImportBatch, LeakCheck
from portal.services.access.asking import general_compartment, sealed_note
from portal.services.imports.open_text import open_text
from portal.services.leak_check.findings import read_standing
from portal.services.leak_check.gate import forget_import
from portal.services.leak_check.looked_into import Subject
from portal.services.work import Work

NOT_LOOKED: Final = (
    "What the public would read has not been looked into, or has changed since: have it looked"
    " into first."
)
STILL_OPEN: Final = (
    "What the public would read tells what may be private. Restrict what is not to be public, or"
    " accept each thing found by name with a reason, before you publish it."
)


@dataclass(frozen=True, slots=True)
class Imported:
    """An import, by its identifier."""

    id: UUID
    told_as: ClassVar = Verb.IMPORT_CHECKED

    def find(self, work: Work) -> Subject:
        """Find the import's open text as it is now.

        :raises NotFound: if there is none that the asker may review.
        """
        batch = work.session.get(ImportBatch, self.id)
        may = Permission.IMPORT_REVIEW
        if batch is None or not work.principal.may(may, BodyId(batch.body_id)):
            raise NotFound
        text = open_text(work, self.id)
        # There is no file: what it says names it, so that another text is looked into anew.
        name = uuid5(self.id, hashlib.sha256(text).hexdigest())
        return Subject(
            body=batch.body_id,
            item=None,
            compartment=general_compartment(work, batch.body_id),
            thing=sealed_note(work, "", self.id, batch.body_id, b"").thing,
            media_type=SECTIONS,
            public=True,
            blob=name,
            check=(LeakCheck.import_batch_id == self.id) & (LeakCheck.blob == name),
            import_batch=self.id,
        )

    def title(self, work: Work) -> str:
        """Give nothing: a text has no properties that could tell its title."""
        del work
        return ""

    @contextmanager
    def opened(self, work: Work) -> Iterator[Iterable[bytes]]:
        """Give the text's bytes; it is open, so the log need not be told."""
        yield (open_text(work, self.id),)

    def forget(self, work: Work) -> None:
        """Remove what was found in it before.  The caller commits."""
        forget_import(work, self.id)


def refuse_leaking_import(work: Work, batch_id: UUID) -> None:
    """Refuse to publish an import whose open text was not looked into, or tells too much.

    :raises NotFound: if there is none that the asker may review.
    :raises Refused: saying which.
    """
    standing = read_standing(work, Imported(batch_id))
    if not standing.looked:
        raise Refused(NOT_LOOKED)
    if standing.open:
        raise Refused(STILL_OPEN)
