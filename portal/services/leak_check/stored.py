"""A file that is stored already, looked into as what is open, or is to be.

An open one is looked into for whoever publishes for its body.  A sealed one is looked into while
its release waits, for whoever may release for the body and may read it; it is opened as any
restricted paper is, so the log is told first.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import ClassVar
from uuid import UUID

from sqlalchemy import ColumnElement, false, select

from portal.audit import Outcome, Verb
from portal.errors import NotFound
from portal.policy import BodyId, CompartmentId, Permission, Thing
from portal.records import visible
from portal.records.rows import PaperRow
from portal.records.tables import (
    Compartment,
    LeakCheck,
    Paper,
    PaperVersion,
    Release,
    ReleasedPart,
    ReleaseState,
)
from portal.services.access.asking import body_of, general_compartment, sealed_note
from portal.services.leak_check.gate import forget_version
from portal.services.leak_check.looked_into import Subject
from portal.services.opening import absent
from portal.services.papers import read_file
from portal.services.restricted_files import as_closed, find_file
from portal.services.two_people import can_release
from portal.services.work import Work


@dataclass(frozen=True, slots=True)
class Stored:
    """A paper's version, by its identifier."""

    id: UUID
    told_as: ClassVar = Verb.VERSION_CHECKED

    def find(self, work: Work) -> Subject:
        """Find the version's file.

        :raises NotFound: if there is none that the asker may have looked into.
        """
        row = self.paper(work)
        body = body_of(work, row.item_id)
        if body is None:
            raise NotFound
        if row.sealed is None:
            if not work.principal.may(Permission.MEETING_PUBLISH, BodyId(body)):
                raise NotFound
            compartment, thing = general_compartment(work, body), _as_a_note(work, self.id, body)
        else:
            if not can_release(work.principal, body) or waiting_release_of(work, row.id) is None:
                raise NotFound
            compartment, thing = as_closed(row).compartment, row.thing
        blob, media_type = work.session.execute(
            select(PaperVersion.blob, PaperVersion.media_type).where(PaperVersion.id == self.id)
        ).one()
        versions = select(PaperVersion.id).where(PaperVersion.paper_id == row.id)
        # A version is never changed, so its check stands though its copy was sealed or opened.
        check: ColumnElement[bool] = (LeakCheck.version_id == self.id) & LeakCheck.public
        if not work.scope.verdict_on(thing).allowed:
            check = false()
        return Subject(
            body=body,
            item=row.item_id,
            compartment=compartment,
            thing=thing,
            media_type=media_type,
            public=True,
            blob=blob,
            check=check,
            version=self.id,
            own_phrases=tuple(work.session.scalars(versions)),
        )

    def paper(self, work: Work) -> PaperRow:
        """Find the paper whose version it is.

        :raises NotFound: if there is none, or none that the asker may read.
        """
        paper = work.session.scalar(select(PaperVersion.paper_id).where(PaperVersion.id == self.id))
        # What is not there is looked for and noted as what is hidden: by the same steps.
        which = self.id if paper is None else paper
        row = visible.papers(work.scope).where(Paper.id == which).one(work.session)
        if row is None:
            raise absent(work, Paper, which)
        return row

    def title(self, work: Work) -> str:
        """Say what the paper is called; of a closed one that is opened first."""
        row = self.paper(work)
        if row.sealed is None:
            return row.title
        words, _ = work.open_row(Verb.PAPER_OPENED, as_closed(row))
        return words["title"]

    @contextmanager
    def opened(self, work: Work) -> Iterator[Iterable[bytes]]:
        """Give the file's bytes; of a sealed one, having told the log."""
        row = self.paper(work)
        if row.sealed is None:
            file = read_file(work, row.id, self.id)
            yield file.stream(0, file.size)
            return
        sealed = find_file(work, row.id, self.id, to_take=False)
        receipt, pieces = sealed.begin(work, 0, sealed.size, {"made": "check"})
        outcome = Outcome.FAILED
        try:
            yield pieces
            outcome = Outcome.DONE
        finally:
            work.journal.conclude(receipt, outcome)

    def forget(self, work: Work) -> None:
        """Remove what was found in it before.  The caller commits.

        The paper is held, so that no release of it is confirmed by what is being removed.
        """
        paper = select(PaperVersion.paper_id).where(PaperVersion.id == self.id)
        work.session.scalar(
            select(Paper.id).where(Paper.id.in_(paper)).with_for_update(key_share=True)
        )
        forget_version(work, self.id)


def waiting_release_of(work: Work, paper: UUID) -> UUID | None:
    """Find the release that waits for a second person and would open a paper."""
    waits = (
        select(Release.id)
        .join(ReleasedPart, ReleasedPart.release_id == Release.id)
        .where(
            Release.state == ReleaseState.ASKED,
            ReleasedPart.noun == Paper.__tablename__,
            ReleasedPart.row_id == paper,
        )
    )
    return work.session.scalar(waits.limit(1))


def _as_a_note(work: Work, version: UUID, body: UUID) -> Thing:
    """Give the facts on which what was found in an open file may be opened.

    Of a file that was released it lies where the file was sealed, with reasons that its readers
    gave among themselves: it is opened to them alone, until the file is looked into again.
    """
    thing = sealed_note(work, "", version, body, b"").thing
    kept = work.session.execute(
        select(Compartment.id, Compartment.sensitive)
        .join(LeakCheck, LeakCheck.compartment_id == Compartment.id)
        .where(LeakCheck.version_id == version)
    ).one_or_none()
    if kept is None:
        return thing
    return replace(thing, compartment=CompartmentId(kept.id), sensitive=kept.sensitive)
