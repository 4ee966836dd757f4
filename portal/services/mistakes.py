"""Something was published by mistake: it comes down at once, and its clock starts.

There is no power to un-publish in the Acts, and coming down does not decide whether a thing is
exempt; it is closed until that is decided, or under the restriction it should have had.  The
Commissioner must be told within 72 hours of becoming aware, unless a risk to people is unlikely
(UK GDPR article 33).  The hours run through nights, weekends and changes of the clock.
"""

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final, cast
from uuid import UUID, uuid4

from sqlalchemy import select

from portal.audit import Verb
from portal.errors import NotFound, Refused
from portal.policy import BodyId, Classification, Permission, Stage
from portal.records.tables import (
    AgendaItem,
    Compartment,
    Meeting,
    MistakenPublication,
    Paper,
    PaperVersion,
    Restriction,
    RestrictionState,
    WithheldNotice,
)
from portal.records.things import GUARDED
from portal.services.all_or_nothing import all_or_nothing
from portal.services.closing import OPEN_COLUMNS, seal_files, seal_row
from portal.services.restriction_steps import ENDED
from portal.services.unsealing import GuardedRow, settle_files
from portal.services.work import LOCAL, Work

TO_TELL: Final = timedelta(hours=72)
WITHDRAWABLE: Final = frozenset({"agenda_item", "paper", "minute", "action"})
_WORDS: Final = {
    "agenda_item": "The text of an item",
    "paper": "A paper",
    "minute": "A passage of the minutes",
    "action": "An action",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Mistake:
    """How something came to be taken down.

    ``restriction`` is the one it should have been closed under; without it, it is closed until
    a ground is decided, and nobody is told a ground that nobody decided on.
    """

    aware_at: datetime
    compartment: UUID
    restriction: UUID | None = None
    told: bool = False  # the public is told that something was withdrawn


def withdraw_publication(work: Work, noun: str, row_id: UUID, mistake: Mistake) -> UUID:
    """Take an open row down, keep the evidence sealed, and start the clock.  Commits.

    :raises NotFound: if there is no such open row, or the asker may not see to mistakes there.
    :raises Refused: if awareness is still to come, or the compartment or restriction is not
        the body's, or an exemption is claimed for what was taken in public.
    :raises LogUnavailable: if the log cannot be written.
    """
    papers = {row_id} if noun == Paper.__tablename__ else set()
    try:
        with all_or_nothing(work):
            return _withdraw(work, noun, row_id, mistake)
    finally:
        settle_files(work, papers)


def _withdraw(work: Work, noun: str, row_id: UUID, mistake: Mistake) -> UUID:
    row, item, meeting = _find(work, noun, row_id)
    restriction = _restriction(work, item, meeting, mistake)
    if mistake.aware_at > work.clock():
        raise Refused("Give the moment somebody became aware of it: it cannot be still to come.")
    file = uuid4()
    evidence = work.seal(mistake.compartment, "incident", file, _evidence(work, row, item, mistake))
    seal_row(work, row, mistake.compartment)
    # Without a ground it is of the class that opens to the public at no stage.
    row.classification = restriction.classification if restriction else Classification.PART
    row.restriction_id = restriction.id if restriction else None
    if isinstance(row, Paper):
        seal_files(work, row)
    work.session.add(
        MistakenPublication(
            id=file,
            body_id=meeting.body_id,
            item_id=item.id,
            noun=noun,
            row_id=row_id,
            restriction_id=mistake.restriction,
            compartment_id=mistake.compartment,
            published_at=getattr(row, "published_at", None) or meeting.published_at,
            aware_at=mistake.aware_at,
            deadline_at=deadline(mistake.aware_at),
            found_by_id=work.principal.person,
            taken_down_at=work.clock(),
            sealed_evidence=evidence,
        )
    )
    if mistake.told:
        work.session.add(_tombstone(work, noun, item, meeting, restriction))
    work.session.flush()
    work.journal.note(actor=work.actor, verb=Verb.PUBLICATION_WITHDRAWN, objects=(file, row_id))
    work.commit()
    return file


def deadline(aware_at: datetime) -> datetime:
    """Give the end of the 72 hours: real ones, whatever the clock does at a weekend."""
    return aware_at.astimezone(UTC) + TO_TELL


def can_manage(work: Work, body: UUID) -> bool:
    """Say whether this person sees to mistaken publications of a body."""
    return work.principal.may(Permission.INCIDENT_MANAGE, BodyId(body))


def _find(work: Work, noun: str, row_id: UUID) -> tuple[GuardedRow, AgendaItem, Meeting]:
    table = next((each for each in GUARDED if each.__tablename__ == noun), None)
    if table is None or noun not in WITHDRAWABLE:
        raise NotFound
    row = cast("GuardedRow | None", work.session.get(table, row_id, with_for_update=True))
    if row is None:
        raise NotFound
    item = work.session.get_one(AgendaItem, getattr(row, "item_id", None) or row.id)
    meeting = work.session.get_one(Meeting, item.meeting_id)
    if not can_manage(work, meeting.body_id) or row.compartment_id is not None:
        raise NotFound
    if isinstance(row, Paper) and row.disposed_at is not None:
        raise NotFound
    return row, item, meeting


def _restriction(
    work: Work, item: AgendaItem, meeting: Meeting, mistake: Mistake
) -> Restriction | None:
    compartment = work.session.get(Compartment, mistake.compartment)
    if compartment is None or compartment.body_id != meeting.body_id:
        raise Refused("Choose one of the body's compartments.")
    if mistake.restriction is None:
        return None
    restriction = work.session.get(Restriction, mistake.restriction)
    if restriction is None or restriction.body_id != meeting.body_id or restriction.state in ENDED:
        raise Refused("Choose a restriction of this body that has not ended.")
    if restriction.item_id not in {None, item.id}:
        raise Refused("Choose a restriction of this item: another's closes and opens by itself.")
    if restriction.compartment_id != mistake.compartment:
        raise Refused("Choose the compartment of that restriction.")
    if restriction.classification is Classification.EX and item.stage is Stage.POST_OPEN:
        raise Refused(
            "This item was taken in public, so an exemption no longer closes it: take it down until"
            " a ground is decided."
        )
    return restriction


def _evidence(work: Work, row: GuardedRow, item: AgendaItem, mistake: Mistake) -> dict[str, str]:
    """Gather what it said and where, as it was: words, files by their digests, addresses."""
    noun = row.__tablename__
    versions = [
        {
            "id": str(each.id),
            "number": each.number,
            "file_name": each.file_name,
            "sha256": each.sha256,
            "size": each.size,
            "created_at": each.created_at.isoformat(),
            "address": f"/papers/{row.id}/files/{each.id}",
        }
        for each in _versions(work, row)
    ]
    addresses = [f"/meetings/{item.meeting_id}", f"/meetings/{item.meeting_id}/items/{item.id}"]
    if noun == Paper.__tablename__:
        addresses.append(f"/papers/{row.id}")
    return {
        "words": json.dumps({name: str(getattr(row, name)) for name in OPEN_COLUMNS[noun]}),
        "versions": json.dumps(versions),
        "addresses": json.dumps(addresses),
        "aware_at": mistake.aware_at.isoformat(),
        "taken_down_at": work.clock().isoformat(),
    }


def _versions(work: Work, row: GuardedRow) -> list[PaperVersion]:
    if not isinstance(row, Paper):
        return []
    versions = select(PaperVersion).where(PaperVersion.paper_id == row.id)
    return list(work.session.scalars(versions.order_by(PaperVersion.number)))


def _tombstone(
    work: Work, noun: str, item: AgendaItem, meeting: Meeting, restriction: Restriction | None
) -> WithheldNotice:
    """Tell the public that something was withdrawn; of its words or its title nothing."""
    on = work.clock().astimezone(LOCAL).date()
    notice = WithheldNotice(
        id=uuid4(),
        body_id=meeting.body_id,
        meeting_id=meeting.id,
        item_id=item.id if item.compartment_id is None and noun != "agenda_item" else None,
        position=item.position,
        number=item.number,
        heading=f"{_WORDS[noun]} withdrawn on {on:%-d %B %Y}: published by mistake",
        classification=Classification.EX,
        pending=restriction is None,
        state=RestrictionState.PROPOSED,
        published_at=work.clock(),
    )
    if restriction is not None:
        notice.classification = restriction.classification
        notice.restriction_id, notice.state = restriction.id, restriction.state
        notice.scheme, notice.paragraphs = restriction.scheme, restriction.paragraphs
        notice.reason, notice.challenge = restriction.public_reason, restriction.challenge
        notice.decided_office, notice.decided_on = (
            restriction.decided_office,
            restriction.decided_on,
        )
        notice.review_on, notice.review_event = restriction.review_on, restriction.review_event
    return notice
