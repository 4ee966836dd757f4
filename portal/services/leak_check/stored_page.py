"""The page about a stored file: whether it was looked into, and what was found."""

from dataclasses import dataclass, field
from uuid import UUID

from portal.policy import BodyId, Permission, Stage
from portal.records import visible
from portal.records.tables import (
    AgendaItem,
    PaperVersion,
)
from portal.services.access.asking import ItemPlace, item_place
from portal.services.leak_check.findings import FindingsPage, read_findings
from portal.services.leak_check.looked_into import check_of
from portal.services.leak_check.stored import Stored, waiting_release_of
from portal.services.work import Work


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredPage:
    """A stored file, as whoever may have it looked into sees it."""

    version: UUID
    number: int
    paper: UUID
    title: str = field(repr=False)  # empty, of a restricted paper
    place: ItemPlace
    release: UUID | None  # the one that waits and would open it
    out: bool  # it is public already
    may_withdraw: bool
    may_add: bool  # this person may put a mended file under the item
    findings: FindingsPage | None  # none: it was not looked into


def read_stored(work: Work, which: Stored) -> StoredPage:
    """Read what was found in a stored file, or that nobody looked.

    :raises NotFound: if there is none that the asker may have looked into.
    :raises LogUnavailable: if the log cannot be told; then nothing is opened.
    """
    subject = which.find(work)
    row = which.paper(work)
    looked = check_of(work, subject) is not None
    thing = visible.thing(work.session, AgendaItem, row.item_id)
    out = thing is not None and thing.stage is not Stage.DRAFT
    body = BodyId(subject.body)
    return StoredPage(
        version=which.id,
        number=work.session.get_one(PaperVersion, which.id).number,
        paper=row.id,
        title=row.title if row.sealed is None else "",
        place=item_place(work, row.item_id),
        release=None if row.sealed is None else waiting_release_of(work, row.id),
        out=out and row.sealed is None,
        may_withdraw=work.principal.may(Permission.INCIDENT_MANAGE, body),
        may_add=work.principal.may(Permission.MEETING_PUBLISH, body),
        findings=read_findings(work, which) if looked else None,
    )
