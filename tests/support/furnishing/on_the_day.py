"""The day of a meeting of the board: it began an hour ago, and items are being taken."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from portal.records.tables import Meeting
from tests.support.furnishing.names import NEXT, NOW


def let_a_meeting_begin(session: Session, which: UUID = NEXT) -> None:
    """Put a meeting, the next one unless told, on the morning of the day of the tests."""
    meeting = session.get_one(Meeting, which)
    meeting.starts_at, meeting.ends_at = NOW - timedelta(hours=1), None
    session.commit()
