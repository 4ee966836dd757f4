"""Restricting: closing an item's business on recorded terms, and telling the public."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Final
from uuid import UUID, uuid4

from portal.audit import Verb
from portal.errors import NotFound, NotPermitted, Refused
from portal.policy import Permission as May
from portal.policy import Stage
from portal.policy.principals import BodyId
from portal.policy.restrictions import Terms
from portal.records.tables import (
    AgendaItem,
    Compartment,
    Guarded,
    Meeting,
    Restriction,
    RestrictionState,
    WithheldNotice,
)
from portal.services.work import LOCAL, Work

OPEN_COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    "agenda_item": ("heading", "introduction", "presenter"),
    "minute": ("text",),
    "action": ("text", "owner", "due_text"),
    "forward_plan_entry": ("title", "presenter", "status"),
    "paper": ("title", "author", "text", "stated_extent", "marking"),
}
"""What each table says openly, and seals once it is closed."""

KINDS: Final[Mapping[str, str]] = {
    "agenda_item": "item",
    "minute": "minutes",
    "action": "action",
    "forward_plan_entry": "plan-entry",
    "paper": "paper",
}
"""The log's word for a row of each table."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicFace:
    """What the public is told: the clerk's own words, taken from nothing that is closed."""

    heading: str
    balance: str


def resolve_restriction(
    work: Work, item_id: UUID, compartment_id: UUID, terms: Terms, face: PublicFace
) -> UUID:
    """Record a decision to restrict an item's business, and publish the notice of it.

    What is put under the item afterwards is sealed under the restriction.  The caller commits.

    :raises NotFound: if there is no such item or compartment.
    :raises NotPermitted: if the asker may not decide this for the body.
    :raises Refused: if the scheme was not law on the meeting's day.
    :raises LogUnavailable: if the log cannot be written.
    """
    item = work.session.get(AgendaItem, item_id)
    compartment = work.session.get(Compartment, compartment_id)
    if item is None or compartment is None:
        raise NotFound
    meeting = work.session.get_one(Meeting, item.meeting_id)
    if compartment.body_id != meeting.body_id:
        raise NotFound
    if not work.principal.may(May.RESTRICTION_DECIDE, BodyId(meeting.body_id)):
        raise NotPermitted
    if not terms.in_force(meeting.jurisdiction, meeting.starts_at.astimezone(LOCAL).date()):
        raise Refused(
            "That scheme was not in force on the day of the meeting: choose the one that was."
        )
    restriction = Restriction(
        id=uuid4(),
        body_id=meeting.body_id,
        compartment_id=compartment_id,
        classification=terms.classification,
        scheme=terms.scheme,
        paragraphs=",".join(terms.paragraphs),
        negotiation=terms.negotiation,
        member_right=terms.member_right(),
        originator_ok=terms.originator_ok,
        covers=",".join(sorted(terms.covers)),
        public_reason=terms.public_reason,
        sealed_balance=b"",
        decided_by=terms.decided_by,
        decided_office=terms.decided_office,
        decided_on=terms.decided_on,
        review_on=terms.review_on,
        review_event=terms.review_event,
        challenge=terms.challenge,
        state=RestrictionState.RESOLVED,
    )
    restriction.sealed_balance = work.seal(
        compartment_id, "restriction", restriction.id, asdict(terms.balance)
    )
    work.session.add(restriction)
    work.session.add(_notice(work, item, meeting, terms, face))
    work.session.flush()
    work.journal.note(
        actor=work.actor, verb=Verb.RESTRICTION_RESOLVED, objects=(restriction.id, item_id)
    )
    return restriction.id


def close_row(work: Work, row: Guarded, restriction_id: UUID) -> None:
    """Seal a row under a restriction: its words leave the open columns.  The caller commits.

    Words that have not been in the database yet never come there: neither a row that is new
    nor what was just written into an old one.  What has been there openly can be found in its
    files for some time, whatever is done to the row.

    :raises NotFound: if there is no such restriction.
    :raises Refused: if the item was taken in public, which opens what is exempt (100C(1)(d)).
    """
    with work.session.no_autoflush:
        restriction = work.session.get(Restriction, restriction_id)
        if restriction is None:
            raise NotFound
        item = work.session.get(AgendaItem, getattr(row, "item_id", None) or row.id)  # type: ignore[attr-defined]
    if item is not None and item.stage is Stage.POST_OPEN:
        raise Refused("This item was taken in public, so its business cannot be closed afterwards.")
    seal_row(work, row, restriction.compartment_id)
    row.classification = restriction.classification
    row.restriction_id = restriction_id


def seal_row(work: Work, row: Guarded, compartment: UUID) -> None:
    """Move what a row says openly into an envelope; the caller sets its class and commits.

    Looking for the key would otherwise send the row to the database first, as it was.
    """
    table = str(row.__tablename__)  # type: ignore[attr-defined]
    fields = {column: str(getattr(row, column)) for column in OPEN_COLUMNS[table]}
    with work.session.no_autoflush:
        row.sealed = work.seal(compartment, KINDS[table], row.id, fields)  # type: ignore[attr-defined]
    row.compartment_id = compartment
    for column in fields:
        setattr(row, column, "")


def _notice(
    work: Work, item: AgendaItem, meeting: Meeting, terms: Terms, face: PublicFace
) -> WithheldNotice:
    return WithheldNotice(
        body_id=meeting.body_id,
        meeting_id=meeting.id,
        item_id=item.id,
        position=item.position,
        number=item.number,
        heading=face.heading,
        classification=terms.classification,
        scheme=terms.scheme,
        paragraphs=",".join(terms.paragraphs),
        reason=terms.public_reason,
        balance=face.balance,
        decided_office=terms.decided_office,
        decided_on=terms.decided_on,
        review_on=terms.review_on,
        review_event=terms.review_event,
        challenge=terms.challenge,
        state=RestrictionState.RESOLVED,
        published_at=work.clock(),
    )
