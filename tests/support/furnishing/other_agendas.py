"""The agendas of the meetings to come."""

from portal.policy import Stage
from portal.records.tables import (
    AgendaItem,
)
from portal.services.work import Work
from tests.support.furnishing.names import (
    CANARY,
    DRAFT_ITEM,
    NEXT,
    NEXT_CLOSED_ITEM,
    NEXT_ITEM,
    NEXT_NOTICE,
    PLANNED,
)
from tests.support.furnishing.notices import put_notice
from tests.support.furnishing.office import Furnished, sealed


def put_other_agendas(work: Work, furnished: Furnished) -> None:
    issued = {"meeting_id": NEXT, "stage": Stage.ISSUED_PRE}
    work.session.add_all(
        [
            AgendaItem(
                id=NEXT_ITEM,
                position=0,
                number="1",
                heading="Minutes of the last meeting",
                **issued,
            ),
            sealed(
                work,
                AgendaItem(id=NEXT_CLOSED_ITEM, position=1, number="2", **issued),
                furnished,
                "general",
                heading=f"{CANARY} follow-up",
                introduction="",
                presenter="",
            ),
            AgendaItem(
                id=DRAFT_ITEM,
                meeting_id=PLANNED,
                position=0,
                number="1",
                heading="A draft that only the clerk reads",
                stage=Stage.DRAFT,
            ),
            put_notice(NEXT_NOTICE, NEXT_CLOSED_ITEM, 1, "A contract, continued", meeting=NEXT),
        ]
    )
    work.session.flush()
