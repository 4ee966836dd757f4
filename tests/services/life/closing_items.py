"""An item with something closed under it, for a meeting under any rules."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from portal.policy import Classification, Jurisdiction, Regime
from portal.records.tables import (
    Meeting,
    Minute,
    Paper,
    Restriction,
    RestrictionState,
    WithheldNotice,
)
from portal.services.closing import KINDS
from portal.services.work import Work
from tests.support.furnishing import BOARD, CANARY, NEXT, NEXT_ITEM, Furnished

SCHEMES = {
    Jurisdiction.ENG: ("ENG-12A", "1"),
    Jurisdiction.WAL: ("WAL-12A", "12"),
    Jurisdiction.SCO: ("SCO-7A", "1"),
    Jurisdiction.NI: ("NI-6", "1"),
}
HEADING = "A contract for support"


@dataclass(frozen=True, kw_only=True)
class Closed:
    """A restriction, and what it closes."""

    restriction: UUID
    paper: UUID
    minute: UUID


def close_something(  # noqa: PLR0913 -- a restriction for a test, each part by name
    work: Work,
    furnished: Furnished,
    *,
    item: UUID = NEXT_ITEM,
    classification: Classification = Classification.EX,
    scheme: str = "ENG-12A",
    paragraphs: str = "1",
    slug: str = "general",
    state: RestrictionState = RestrictionState.PROPOSED,
    meeting: UUID = NEXT,
) -> Closed:
    """Close a paper and minutes under an item, with a notice; commit."""
    compartment = furnished.compartments[slug]
    closed = Closed(restriction=uuid4(), paper=uuid4(), minute=uuid4())
    said: dict[str, Any] = {
        "classification": classification,
        "scheme": scheme,
        "paragraphs": paragraphs,
        "decided_office": "Proper officer",
        "decided_on": date(2026, 3, 2),
        "review_on": date(2027, 3, 2),
        "challenge": "Write to the clerk.",
        "state": state,
    }
    work.session.add(
        Restriction(
            id=closed.restriction,
            body_id=BOARD,
            compartment_id=compartment,
            item_id=item,
            covers="papers,minutes",
            public_reason="It is about people.",
            sealed_balance=b"none",
            decided_by="Joan Thackeray",
            **said,
        )
    )
    work.session.flush()
    work.session.add(
        WithheldNotice(
            body_id=BOARD,
            meeting_id=meeting,
            item_id=item,
            restriction_id=closed.restriction,
            heading=HEADING,
            number="1",
            published_at=work.clock(),
            **said,
        )
    )
    paper = Paper(id=closed.paper, item_id=item, published_at=work.clock())
    minute = Minute(id=closed.minute, item_id=item)
    told = {
        paper: {"title": f"{CANARY} report", "text": f"{CANARY} text"},
        minute: {"text": f"{CANARY} was told to the board at length and in private."},
    }
    for row, fields in told.items():
        row.classification, row.compartment_id = classification, compartment
        row.restriction_id = closed.restriction
        row.sealed = work.seal(compartment, KINDS[row.__tablename__], row.id, fields)
    work.session.add_all(told)
    work.commit()
    return closed


def meet_under(
    work: Work, regime: Regime, jurisdiction: Jurisdiction = Jurisdiction.ENG, meeting: UUID = NEXT
) -> None:
    """Put a meeting under other rules; commit."""
    row = work.session.get_one(Meeting, meeting)
    row.regime, row.jurisdiction = regime, jurisdiction
    work.commit()
