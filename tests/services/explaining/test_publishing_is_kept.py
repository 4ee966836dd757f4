"""What the portal's own rooms change of many rows at once is kept like everything else."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.records.history import facts_at, facts_now
from portal.records.tables import AgendaItem, MinutesState
from portal.services.agendas import hold_meeting, publish_agenda
from tests.support.furnishing import CLERK, DRAFT_ITEM, HELD, NEXT, NOW, PLANNED

pytestmark = pytest.mark.slow


def test_publishing_and_holding_a_meeting_is_kept(work_of):
    work = work_of(CLERK)
    item = work.session.get(AgendaItem, DRAFT_ITEM)
    assert item is not None
    meeting = item.meeting_id
    assert meeting in {HELD, NEXT, PLANNED}
    publish_agenda(work, meeting)
    work.commit()
    published = facts_at(work.session, AgendaItem, NOW)
    assert published[DRAFT_ITEM]["stage"] == "issued_pre"
    hold_meeting(work, meeting, minutes=MinutesState.DRAFT)
    work.commit()
    stages = {row: facts["stage"] for row, facts in facts_at(work.session, AgendaItem, NOW).items()}
    rows = work.session.execute(select(AgendaItem.id, AgendaItem.stage))
    assert stages == {row.id: row.stage.value for row in rows}
    assert facts_at(work.session, AgendaItem, NOW) == facts_now(work.session, AgendaItem)
    assert facts_at(work.session, AgendaItem, NOW - timedelta(seconds=1)) == {}
