"""What the directory last said of each account, kept with the record and not older than it may be.

Whoever asks to read is looked up before that is decided, if the last answer is older than five
minutes.  While the directory cannot be asked, what is restricted stays shut; after an hour
without its word nobody counts as signed in (AUTH-12).
"""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.policy.app_roles import AppRole
from portal.records.tables import DirectorySnapshot

FRESH_FOR: Final = timedelta(minutes=5)
"""For how long an answer serves to open what is restricted."""

SERVES_FOR: Final = timedelta(minutes=60)
"""For how long it serves for everything else."""


def keep_snapshot(
    session: Session, person_id: UUID, roles: frozenset[AppRole], checked_at: datetime
) -> None:
    """Keep what the directory said of somebody, unless something later is kept.

    The caller has begun to write, and commits.
    """
    words = " ".join(sorted(roles))
    known = session.scalar(
        select(DirectorySnapshot)
        .where(DirectorySnapshot.person_id == person_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if known is None:
        session.add(DirectorySnapshot(person_id=person_id, checked_at=checked_at, roles=words))
    elif known.checked_at <= checked_at:
        known.checked_at, known.roles = checked_at, words
    session.flush()


def is_fresh(checked_at: datetime | None, at: datetime) -> bool:
    """Say whether the directory vouched lately enough to open what is restricted."""
    return checked_at is not None and timedelta(0) <= at - checked_at < FRESH_FOR


def serves(checked_at: datetime | None, at: datetime) -> bool:
    """Say whether the directory vouched lately enough for everything else."""
    return checked_at is not None and timedelta(0) <= at - checked_at < SERVES_FOR
