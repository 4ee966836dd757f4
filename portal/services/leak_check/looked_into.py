"""What is looked into for leaks: a file on its way in, a stored one, or an import's text."""

from collections.abc import Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import ClassVar, Protocol
from uuid import UUID

from sqlalchemy import ColumnElement, select

from portal.audit import Verb
from portal.policy import Thing
from portal.records.tables import LeakCheck
from portal.services.work import Closed, Work


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """A file as it stands now, found for somebody who may have it looked into.

    ``thing`` says on what facts the policy admits somebody to what was found in it, and ``check``
    which check is of this very file.
    """

    body: UUID
    item: UUID | None
    compartment: UUID  # what is found is sealed in it
    thing: Thing
    media_type: str
    public: bool  # it is looked into as what is to be open
    blob: UUID | None  # none, while nothing has arrived
    check: ColumnElement[bool]
    upload: UUID | None = None
    version: UUID | None = None
    import_batch: UUID | None = None
    own_phrases: tuple[UUID, ...] = ()  # versions whose phrases may stand in it


class LookedInto(Protocol):
    """A way to a file; each act finds it anew, for it may have changed or be the asker's no more.

    ``id`` is what the log calls it, and ``told_as`` its word for looking into it.
    """

    told_as: ClassVar[Verb]

    @property
    def id(self) -> UUID:
        """Which upload, version or import."""

    def find(self, work: Work) -> Subject:
        """Find the file.

        :raises NotFound: if there is none that the asker may have looked into.
        """

    def title(self, work: Work) -> str:
        """Say what is to be public as its title; nothing, if nothing is."""

    def opened(self, work: Work) -> AbstractContextManager[Iterable[bytes]]:
        """Give the file's bytes, to be taken once; the log is told before, where it is sealed.

        :raises LogUnavailable: if it cannot be; then nothing is opened.
        """

    def forget(self, work: Work) -> None:
        """Remove what was found in it before.  The caller commits."""


def check_of(work: Work, subject: Subject) -> LeakCheck | None:
    """Find what was found in just this file."""
    return work.session.scalar(
        select(LeakCheck).where(subject.check).execution_options(populate_existing=True)
    )


def closed_of(found: LeakCheck, thing: Thing, kind: str, row: UUID, sealed: bytes) -> Closed:
    """Give something sealed of a check as what is to be opened."""
    return Closed(id=row, kind=kind, compartment=found.compartment_id, sealed=sealed, thing=thing)
