"""What the public is told of a restriction, and what it must not be told by mistake."""

from dataclasses import dataclass, replace

from portal.errors import Refused
from portal.policy.restrictions import Covers, Terms, copies, says_nothing
from portal.policy.titles import NEUTRAL, names_somebody
from portal.records.tables import (
    AgendaItem,
    Meeting,
    Restriction,
    RestrictionState,
    WithheldNotice,
)
from portal.services.work import Work


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicFace:
    """What the public is told: the clerk's own words, taken from nothing that is closed."""

    heading: str
    balance: str


def check_face(face: PublicFace, terms: Terms, item: AgendaItem) -> PublicFace:
    """Refuse public words that say nothing, or say what is closed; give them without margins.

    :raises Refused: saying what to write instead.
    """
    if says_nothing(face.heading):
        raise Refused("Give the title that the public will read.")
    if name := names_somebody(face.heading):
        raise Refused(
            f"The public title names somebody ({name}): write “{NEUTRAL}”, or another neutral one."
        )
    if Covers.TITLE in terms.covers and copies(face.heading, item.heading):
        raise Refused("The title itself is closed: give the public another one.")
    if terms.balance and any(copies(face.balance, each) for each in terms.balance.parts):
        raise Refused(
            "Say in other words how it was weighed: these are copied from the private balance,"
            " and everybody will read them."
        )
    return replace(face, heading=face.heading.strip(), balance=face.balance.strip())


def notice_of(
    work: Work, item: AgendaItem, meeting: Meeting, restriction: Restriction, face: PublicFace
) -> WithheldNotice:
    """Make the notice of a restriction: in the clerk's words, and no more."""
    return WithheldNotice(
        body_id=meeting.body_id,
        meeting_id=meeting.id,
        item_id=item.id,
        restriction_id=restriction.id,
        position=item.position,
        number=item.number,
        heading=face.heading,
        classification=restriction.classification,
        scheme=restriction.scheme,
        paragraphs=restriction.paragraphs,
        reason=restriction.public_reason,
        balance=face.balance,
        decided_office=restriction.decided_office,
        decided_on=restriction.decided_on,
        review_on=restriction.review_on,
        review_event=restriction.review_event,
        challenge=restriction.challenge,
        state=RestrictionState.PROPOSED,
        published_at=work.clock(),
    )
