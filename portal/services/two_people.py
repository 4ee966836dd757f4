"""The rule of two people: whether the record says that a release may be carried out."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final, Protocol
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.policy import BodyId, Classification, Permission, Principal
from portal.records.tables import (
    PaperVersion,
    Release,
    ReleasedPart,
    ReleaseState,
    Restriction,
)
from portal.services.linked_accounts import accounts_of

RELEASABLE: Final = frozenset({Classification.EX, Classification.PART})
"""What a decision of the body's officers can open; of the rest only others can say so."""

CAN_RELEASE: Final = (Permission.RESTRICTION_RELEASE, Permission.RESTRICTION_DECIDE)
"""Either of these lets somebody ask for a release, or confirm one that somebody else asked for."""


def can_release(principal: Principal, body: UUID) -> bool:
    """Say whether somebody may ask for releases of a body's business, or decide on them."""
    return any(principal.may(each, BodyId(body)) for each in CAN_RELEASE)


def asked_by_the_same(
    session: Session, principal: Principal, release: Release, at: datetime
) -> bool:
    """Say whether it was this person who asked for a release, in this account or another."""
    if principal.person is None:
        return False
    return release.asked_by_id in accounts_of(session, principal.person, at)


class Named(Protocol):
    """A row that a release may name."""

    @property
    def id(self) -> UUID:
        """Which row."""


def decided_by_two(
    session: Session,
    principal: Principal,
    release_id: UUID,
    rows: Iterable[Named],
    at: datetime,
) -> bool:
    """Say whether somebody else asked for rows to be released and this person may confirm it.

    Rows are the parts that the release names, and versions of the papers among them.
    """
    release = session.get(Release, release_id)
    if release is None or release.state is not ReleaseState.ASKED or principal.person is None:
        return False
    restriction = session.get_one(Restriction, release.restriction_id)
    if asked_by_the_same(session, principal, release, at):
        return False
    if not can_release(principal, restriction.body_id):
        return False
    parts = select(ReleasedPart.row_id).where(ReleasedPart.release_id == release_id)
    versions = select(PaperVersion.id).where(PaperVersion.paper_id.in_(parts))
    named = {*session.scalars(parts), *session.scalars(versions)}
    return named.issuperset(row.id for row in rows)
