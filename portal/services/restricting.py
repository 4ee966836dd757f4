"""Restricting: closing an item's business on recorded terms, and telling the public."""

from collections.abc import Iterable
from dataclasses import asdict
from typing import Final, cast
from uuid import UUID, uuid4

from sqlalchemy import select

from portal.errors import NotFound, NotPermitted, Refused
from portal.policy import Classification, Office
from portal.policy import Permission as May
from portal.policy.principals import BodyId
from portal.policy.restrictions import Covers, Sitting, Terms
from portal.records.tables import (
    AgendaItem,
    Compartment,
    Guarded,
    Meeting,
    Person,
    Restriction,
    RestrictionState,
    StatementSource,
    WithheldNotice,
)
from portal.records.things import GUARDED
from portal.services.closing import (
    KINDS,
    OPEN_COLUMNS,
    close_row,
    close_what_there_is,
    restriction_for,
    seal_row,
)
from portal.services.ground_statements import state_ground
from portal.services.public_faces import PublicFace, check_face
from portal.services.restriction_conditions import conditions_of
from portal.services.restriction_steps import ENDED, step
from portal.services.waiting_grounds import bind_what_waits, notice_for, refuse_elsewhere
from portal.services.work import LOCAL, Work

__all__ = [
    "KINDS",
    "OPEN_COLUMNS",
    "PublicFace",
    "close_row",
    "decide_restriction",
    "propose_restriction",
    "resolve_restriction",
    "restriction_for",
    "seal_row",
]

_OFFICES: Final = (
    (Office.MONITORING_OFFICER, "Monitoring officer"),
    (Office.PROPER_OFFICER, "Proper officer"),
    (Office.CLERK, "Clerk"),
)
_SENSITIVE: Final = frozenset({Classification.REV, Classification.CASE})
_STRENGTH: Final = ("PUB", "EX", "PART", "REV", "CONF", "CASE", "OUTSIDE")
"""The classes, from the one that most people may read under to the one that fewest may."""
_PROPOSED: Final = RestrictionState.PROPOSED
_RESOLVED: Final = RestrictionState.RESOLVED
REPLACED: Final = "Another restriction, on another ground, has taken its place."


def propose_restriction(  # noqa: PLR0913 -- a restriction is proposed with these
    work: Work,
    item_id: UUID,
    compartment_id: UUID,
    terms: Terms,
    face: PublicFace,
    *,
    supersedes: UUID | None = None,
) -> UUID:
    """Record that a restriction is proposed, as whole as a decision, and publish the notice.

    What is put under the item is left out of the public copies from then on (Local Government
    Act 1972 s.100B(2)).  What it is to replace stays until it is decided.  The caller commits.

    :raises NotFound: if there is no such item or compartment.
    :raises NotPermitted: if the asker may not propose this for the body.
    :raises Refused: if the terms do not suit the meeting, or the public can read it already.
    :raises LogUnavailable: if the log cannot be written.
    """
    return _record(work, (item_id, compartment_id), terms, face, _PROPOSED, supersedes)


def resolve_restriction(  # noqa: PLR0913 -- a restriction is decided with these
    work: Work,
    item_id: UUID,
    compartment_id: UUID,
    terms: Terms,
    face: PublicFace,
    *,
    supersedes: UUID | None = None,
) -> UUID:
    """Record a decision to restrict an item's business, and publish the notice of it.

    What is put under the item afterwards is sealed under the restriction.  The caller commits.

    :raises NotFound: if there is no such item or compartment.
    :raises NotPermitted: if the asker may not decide this for the body.
    :raises Refused: if the terms do not suit the meeting, or the public can read it already.
    :raises LogUnavailable: if the log cannot be written.
    """
    return _record(work, (item_id, compartment_id), terms, face, _RESOLVED, supersedes)


def decide_restriction(work: Work, restriction_id: UUID, *, office: str) -> None:
    """Decide what was proposed: it is then the asker's decision, of today.  The caller commits.

    :param office: in which office the asker decides.
    :raises NotFound: if there is no such proposal.
    :raises NotPermitted: if the asker may not decide this for the body.
    :raises Refused: if it was decided already, or its review would come too soon.
    :raises LogUnavailable: if the log cannot be written.
    """
    restriction = work.session.get(Restriction, restriction_id)
    if restriction is None or restriction.item_id is None:
        raise NotFound
    if not work.principal.may(May.RESTRICTION_DECIDE, BodyId(restriction.body_id)):
        raise NotPermitted
    if restriction.state is not _PROPOSED:
        raise Refused("This restriction was decided already: what follows is its review.")
    if restriction.review_on is not None and restriction.review_on <= work.today:
        raise Refused("Its review date has come already: have it proposed again, with a later one.")
    person = work.session.get_one(Person, work.principal.person)
    restriction.decided_by, restriction.decided_office = person.name, office
    restriction.decided_on = work.today
    notices = select(WithheldNotice).where(WithheldNotice.restriction_id == restriction_id)
    for notice in work.session.scalars(notices):
        notice.decided_office, notice.decided_on = office, work.today
    _settle(work, restriction, _RESOLVED, restriction.supersedes_id)


def _record(  # noqa: PLR0913, PLR0917 -- what both ways of recording take
    work: Work,
    place: tuple[UUID, UUID],
    terms: Terms,
    face: PublicFace,
    state: RestrictionState,
    supersedes: UUID | None,
) -> UUID:
    item, compartment, meeting = _found(work, *place)
    needed = May.RESTRICTION_PROPOSE if state is _PROPOSED else May.RESTRICTION_DECIDE
    if not work.principal.may(needed, BodyId(meeting.body_id)):
        raise NotPermitted
    terms = terms.at(sitting_of(meeting))
    face = check_face(face, terms, item)
    if terms.classification in _SENSITIVE and not compartment.sensitive:
        raise Refused("Reviews of deaths and cases belong in a sensitive compartment: choose one.")
    _closed_once(work, item, terms, supersedes)
    restriction = _row(work, item, meeting, compartment, terms)
    restriction.supersedes_id = supersedes
    work.session.add(restriction)
    refuse_elsewhere(work, item.id, restriction)
    work.session.add(notice_for(work, item, meeting, restriction, face))
    work.session.flush()
    close_what_there_is(work, restriction, item, terms.papers)
    _settle(work, restriction, state, supersedes)
    return restriction.id


def _found(
    work: Work, item_id: UUID, compartment_id: UUID
) -> tuple[AgendaItem, Compartment, Meeting]:
    item = work.session.get(AgendaItem, item_id)
    compartment = work.session.get(Compartment, compartment_id)
    if item is None or compartment is None:
        raise NotFound
    meeting = work.session.get_one(Meeting, item.meeting_id)
    if compartment.body_id != meeting.body_id:
        raise NotFound
    return item, compartment, meeting


def office_of(work: Work, body: UUID) -> str:
    """Say in which office the asker acts for a body on its restrictions; empty if in none."""
    held = {each.office for each in work.principal.appointments if each.body in {None, body}}
    return next((spoken for office, spoken in _OFFICES if office in held), "")


def sitting_of(meeting: Meeting) -> Sitting:
    """Give a meeting as the law of grounds must know it."""
    return Sitting(
        regime=meeting.regime,
        jurisdiction=meeting.jurisdiction,
        on=meeting.starts_at.astimezone(LOCAL).date(),
    )


def _closed_once(work: Work, item: AgendaItem, terms: Terms, supersedes: UUID | None) -> None:
    """Refuse a second restriction of what is closed already, unless it takes the first's place."""
    if supersedes is not None:
        old = work.session.get(Restriction, supersedes)
        if old is None or old.item_id != item.id or old.state in ENDED:
            raise NotFound
        if not set(old.covers.split(",")) <= {each.value for each in terms.covers}:
            raise Refused(
                "A restriction that takes another's place closes at least as much: what is to be"
                " opened is released, by two people."
            )
        if _STRENGTH.index(terms.classification) < _STRENGTH.index(old.classification):
            raise Refused(
                "This is closed on a stronger ground, so nobody alone puts it on a weaker one:"
                " attach what may be read as a paper of its own."
            )
    for part in sorted(terms.covers - {Covers.PAPERS}):
        if restriction_for(work, item.id, part) not in {None, supersedes}:
            raise Refused(
                f"The {part.value} of this item {'are' if part.endswith('s') else 'is'} restricted"
                " already: leave that out, or say that this takes the other's place."
            )


def _row(
    work: Work, item: AgendaItem, meeting: Meeting, compartment: Compartment, terms: Terms
) -> Restriction:
    scheme, paragraphs = terms.ground
    restriction = Restriction(
        id=uuid4(),
        body_id=meeting.body_id,
        compartment_id=compartment.id,
        item_id=item.id,
        classification=terms.classification,
        scheme=scheme,
        paragraphs=",".join(paragraphs),
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
        state=_PROPOSED,
        proposed_by_id=work.principal.person,
        proposed_at=work.clock(),
    )
    balance = asdict(terms.balance) if terms.balance else {}
    restriction.sealed_balance = work.seal(compartment.id, "restriction", restriction.id, balance)
    if kept := conditions_of(terms):
        restriction.sealed_terms = work.seal(
            compartment.id, "restriction_terms", restriction.id, kept
        )
    return restriction


def _settle(
    work: Work, restriction: Restriction, state: RestrictionState, supersedes: UUID | None
) -> None:
    """Keep the step and the statement of the ground; what is replaced goes once it is decided."""
    source = StatementSource.AGENDA if state is _PROPOSED else StatementSource.DECISION
    step(work, restriction, state, office=office_of(work, restriction.body_id))
    if restriction.item_id is not None:
        state_ground(
            work,
            restriction.item_id,
            restriction.id,
            source,
            restriction.scheme,
            restriction.paragraphs.split(","),
            restriction.decided_on,
        )
    if state is _RESOLVED:
        bind_what_waits(work, restriction)
    if supersedes is not None and state is _RESOLVED:
        old = work.session.get_one(
            Restriction, supersedes, with_for_update=True, populate_existing=True
        )
        if old.state not in ENDED:  # what ended while this was a proposal left it nothing
            _replace(work, old, restriction)


def _replace(work: Work, old: Restriction, new: Restriction) -> None:
    """Hang what one restriction closed under another, in the same compartment.

    :raises Refused: if the other is in another compartment: its words would have to be opened.
    """
    if old.compartment_id != new.compartment_id:
        raise Refused("A restriction takes another's place in the same compartment: choose that.")
    for table in GUARDED:
        under = select(table).where(table.restriction_id == old.id)
        for row in cast("Iterable[Guarded]", work.session.scalars(under)):
            row.restriction_id, row.classification = new.id, new.classification
    step(work, old, RestrictionState.SUPERSEDED, words=REPLACED)
