"""Accounts that are one person, or are said to be: for rules that want two, they count as one."""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from portal.records.tables import AskState, IdentityLink

LAPSES_AFTER: Final = timedelta(days=30)
"""What nobody has decided about a link in this time is asked for anew."""


def accounts_of(session: Session, person: UUID, at: datetime) -> frozenset[UUID]:
    """Give all that is said to be one person with somebody: by a link that is open, or granted.

    Nobody may be two of the people that a rule of two wants (T18), so a link counts for that
    from the moment it is asked for.
    """
    pairs = session.execute(
        select(IdentityLink.person_id, IdentityLink.newcomer_id).where(
            IdentityLink.newcomer_id.is_not(None),
            or_(
                IdentityLink.state == AskState.GRANTED,
                (IdentityLink.state == AskState.ASKED)
                & (IdentityLink.asked_at >= at - LAPSES_AFTER),
            ),
        )
    ).all()
    found, before = {person}, 0
    while len(found) > before:
        before = len(found)
        for pair in pairs:
            if found.intersection(pair):
                found |= {each for each in pair if each is not None}
    return frozenset(found)
