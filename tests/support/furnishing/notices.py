"""What the public of the invented board is told."""

from datetime import date, timedelta
from uuid import UUID

from portal.policy import Classification
from portal.records.tables import (
    WithheldNotice,
)
from tests.support.furnishing.names import BOARD, HELD, NOW


def put_notice(  # noqa: PLR0913 -- a test's notice differs in these
    notice: UUID,
    item: UUID,
    position: int,
    heading: str,
    *,
    meeting: UUID = HELD,
    paragraphs: str = "1,2",
    number: str | None = None,
    weighed: str = "People named in it could be harmed, and little would be learnt.",
) -> WithheldNotice:
    return WithheldNotice(
        id=notice,
        body_id=BOARD,
        meeting_id=meeting,
        item_id=item,
        position=position,
        number=str(position + 1) if number is None else number,
        heading=heading,
        classification=Classification.EX,
        scheme="ENG-12A",
        paragraphs=paragraphs,
        reason="It is about people who can be recognised.",
        balance=weighed,
        decided_office="Monitoring officer",
        decided_on=date(2026, 2, 3),
        review_on=date(2027, 2, 3),
        challenge="Write to the clerk, who passes it to the monitoring officer.",
        published_at=NOW - timedelta(days=30),
    )
