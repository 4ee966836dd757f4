"""More that is private, of which no notice speaks."""

from typing import Any
from uuid import UUID, uuid4

from portal.policy import ANONYMOUS, Stage
from portal.records.tables import (
    Action,
    AgendaItem,
    Minute,
    Paper,
)
from portal.services.office import PortalOffice
from tests.support.furnishing.business import _plan_row
from tests.support.furnishing.names import BOARD, CANARY, HELD, MIXED_ITEM, NOW
from tests.support.furnishing.office import Furnished, sealed


def keep_more_private(office: PortalOffice, furnished: Furnished, times: int = 2) -> list[UUID]:
    """Add a restricted item, paper, minute, action and plan row in every compartment.

    No notice speaks of any of them.  Gives their identifiers.
    """
    work = office.work_for(ANONYMOUS)
    added: list[Any] = []
    for round_ in range(times):
        for slug in furnished.compartments:
            item = sealed(
                work,
                AgendaItem(
                    id=uuid4(),
                    meeting_id=HELD,
                    position=100 + len(added) + round_,
                    stage=Stage.POST_CLOSED,
                ),
                furnished,
                slug,
                heading=f"{CANARY} item {round_}",
            )
            work.session.add(item)
            work.session.flush()
            rows = [
                sealed(
                    work,
                    Paper(id=uuid4(), item_id=under, position=7, published_at=NOW),
                    furnished,
                    slug,
                    title=f"{CANARY} paper {round_}",
                )
                for under in (item.id, MIXED_ITEM)
            ]
            rows += [
                sealed(
                    work,
                    Minute(id=uuid4(), item_id=MIXED_ITEM, position=7),
                    furnished,
                    slug,
                    text=f"{CANARY} minute {round_}",
                ),
                sealed(
                    work,
                    Action(id=uuid4(), body_id=BOARD, item_id=MIXED_ITEM, position=7),
                    furnished,
                    slug,
                    text=f"{CANARY} action {round_}",
                ),
                sealed(work, _plan_row(7), furnished, slug, title=f"{CANARY} plan {round_}"),
            ]
            work.session.add_all(rows)
            added += [item, *rows]
    identifiers = [each.id for each in added]
    work.commit()
    work.session.close()
    return identifiers
