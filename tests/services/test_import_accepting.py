"""Accepting an import: the open part is published, whole or not at all, and the closed is not."""

import pytest
from sqlalchemy import event, select
from sqlalchemy.exc import OperationalError

from portal.audit import Verb
from portal.errors import LogUnavailable, Refused
from portal.policy import Stage
from portal.records.tables import (
    AgendaItem,
    ForwardPlanEntry,
    ImportBatch,
    ImportState,
    Meeting,
    MeetingState,
    MinutesState,
    Paper,
    WithheldNotice,
)
from portal.services import agendas, import_accepting, import_review
from tests.services.import_desk import AFTER_IT, CASES, NAMED, OPENLY, every_row, lay_out
from tests.services.imports.closed_texts import closed_texts
from tests.support.databases import KINDS

pytestmark = pytest.mark.slow

A_PACK = pytest.mark.parametrize("desk", ["a pack"], indirect=True)
ALL_CASES = pytest.mark.parametrize("desk", CASES, indirect=True)
ON_BOTH = pytest.mark.parametrize("database_kind", KINDS, indirect=True)


@pytest.fixture
def database_kind(request):
    return getattr(request, "param", "sqlite")


@pytest.fixture(params=["a page"])
def desk(request, record_engine, log_engine, tmp_path):
    return lay_out(record_engine, log_engine, tmp_path, request.param)


@ALL_CASES
def test_before_it_is_accepted_the_public_reads_nothing_of_it(desk):
    desk.settle_all()
    pages = desk.read_by_a_stranger()
    assert not any(address.startswith(("/meetings/", "/papers/")) for address in pages)
    words = (*closed_texts(desk.found), *NAMED[desk.source], *OPENLY[desk.source])
    assert [each for each in words if any(each in page for page in pages.values())] == []


@ALL_CASES
def test_accepting_publishes_the_open_part_and_nothing_closed(desk):
    desk.settle_all()
    desk.accept()
    pages = desk.read_by_a_stranger()
    told = "\n".join(pages.values())
    assert [each for each in OPENLY[desk.source] if each not in told] == []
    canaries = (*closed_texts(desk.found), *NAMED[desk.source])
    assert len(canaries) > 6
    assert [
        (canary, address)
        for address, page in pages.items()
        for canary in canaries
        if canary in page
    ] == []
    closed_items = desk.all(select(AgendaItem).where(AgendaItem.compartment_id.is_not(None)))
    closed_papers = desk.all(select(Paper.id).where(Paper.compartment_id.is_not(None)))
    hidden = [f"/papers/{each}" for each in closed_papers]
    hidden += [f"/meetings/{each.meeting_id}/items/{each.id}" for each in closed_items]
    assert [address for address in hidden if address in pages] == []
    assert {f"/meetings/{each}" for each in desk.all(select(Meeting.id))} <= pages.keys()


@ALL_CASES
def test_what_is_withheld_is_told_as_pending_without_a_class_or_a_heading(desk):
    desk.settle_all()
    desk.accept()
    notices = desk.all(select(WithheldNotice))
    assert notices
    assert all(each.pending and not each.paragraphs and not each.scheme for each in notices)
    open_items = {
        each.id: each.heading
        for each in desk.all(select(AgendaItem))
        if each.compartment_id is None
    }
    for notice in notices:
        if notice.item_id is None:
            assert notice.heading == import_accepting.WITHOUT_A_HEADING
        else:
            assert notice.heading == open_items[notice.item_id]
    pages = desk.read_by_a_stranger()
    for notice in notices:
        meeting = pages[f"/meetings/{notice.meeting_id}"]
        assert notice.heading in meeting
        page = pages[f"/restricted/{notice.id}"]
        assert "ground" in page
        assert "paragraph" not in page.lower()


@A_PACK
def test_the_forward_plan_comes_out_of_draft_with_its_meeting(desk):
    desk.settle_all()
    drafts = desk.all(select(ForwardPlanEntry.draft))
    assert all(drafts)
    assert drafts
    desk.accept()
    assert not any(desk.all(select(ForwardPlanEntry.draft)))


@pytest.mark.parametrize("desk", ["a pack before its meeting"], indirect=True)
def test_the_open_rows_of_the_plan_are_read_and_the_closed_are_not(desk):
    desk.settle_all()
    address = "/boards/harbour/forward-plan"
    assert "Harbour Wardens Update" not in desk.read_by_a_stranger()[address]
    desk.accept()
    plan = desk.read_by_a_stranger()[address]
    assert "Harbour Wardens Update" in plan
    assert "RESTRICTED" not in plan
    assert "Domestic Homicide" not in plan
    closed = desk.all(select(ForwardPlanEntry).where(ForwardPlanEntry.compartment_id.is_not(None)))
    assert len(closed) > 3
    assert not any(each.title or each.presenter or each.status for each in closed)


@A_PACK
def test_items_stand_where_their_meeting_does(desk):
    desk.settle_all()
    desk.accept()
    work = desk.work("clerk")
    for meeting in desk.all(select(Meeting)):
        held = meeting.starts_at <= work.clock()
        assert meeting.state is (MeetingState.HELD if held else MeetingState.AGENDA_PUBLISHED)
        assert meeting.published_at == work.clock()
        closed = set(work.session.scalars(agendas.restricted_items(meeting.id)))
        for item in desk.all(select(AgendaItem).where(AgendaItem.meeting_id == meeting.id)):
            after = Stage.POST_CLOSED if item.id in closed else Stage.POST_OPEN
            assert item.stage is (after if held else Stage.ISSUED_PRE)
    work.session.close()


def test_who_accepted_and_when_is_kept_and_written_down(desk):
    desk.settle_all()
    desk.accept("proper officer")
    (batch,) = desk.all(select(ImportBatch))
    officer = desk.people["proper officer"]
    assert (batch.state, batch.accepted_by_id) == (ImportState.ACCEPTED, officer)
    assert batch.accepted_at == AFTER_IT
    entry = desk.office.journal.latest(Verb.MEETING_PUBLISHED, batch.meeting_id)
    assert entry.actor == desk.office.journal.pseudonyms.of_person(officer)
    work = desk.work("clerk")
    assert import_review.read_batch(work, desk.batch).line.accepted
    work.session.close()


@A_PACK
def test_accepting_a_second_time_is_refused_and_changes_nothing(desk):
    desk.settle_all()
    desk.accept()
    before = every_row(desk.record), every_row(desk.log)
    with pytest.raises(Refused, match="published already"):
        desk.accept("proper officer")
    assert (every_row(desk.record), every_row(desk.log)) == before


@ON_BOTH
def test_of_two_clerks_at_once_one_publishes(desk):
    desk.settle_all()
    overtaken = []

    def overtake(_connection, _cursor, statement, *_):
        if statement.startswith("UPDATE import_batch") and not overtaken:
            overtaken.append(statement)
            desk.accept("proper officer")

    event.listen(desk.record, "before_cursor_execute", overtake)
    with pytest.raises((Refused, OperationalError)):
        desk.accept("clerk")
    event.remove(desk.record, "before_cursor_execute", overtake)
    assert overtaken
    assert len(desk.all(select(WithheldNotice))) == 4
    assert desk.all(select(ImportBatch.accepted_by_id)) == [desk.people["proper officer"]]


@A_PACK
def test_no_minutes_are_said_to_be_agreed_that_nobody_said_so_of(desk):
    desk.settle_all()
    desk.accept()
    assert set(desk.all(select(Meeting.minutes_state))) == {MinutesState.NONE}
    pages = desk.read_by_a_stranger().values()
    assert not any("has agreed these minutes" in page for page in pages)
    assert not any("Minutes agreed" in page for page in pages)


@ON_BOTH
@pytest.mark.parametrize(
    ("desk", "written"), [("a page", 0), ("a pack", 0), ("a pack", 1)], indirect=["desk"]
)
def test_without_a_log_nothing_is_published(desk, written):
    assert len(desk.all(select(Meeting.id))) > written, "each is written down by itself"
    desk.settle_all()
    before = every_row(desk.record)
    lines = []

    def refuse(_connection, _cursor, statement, *_):
        if "INSERT INTO log_entry" in statement:
            lines.append(statement)
            if len(lines) > written:
                raise OperationalError(statement, {}, OSError("no space left on device"))

    event.listen(desk.log, "before_cursor_execute", refuse)
    with pytest.raises(LogUnavailable):
        desk.accept()
    event.remove(desk.log, "before_cursor_execute", refuse)
    assert len(lines) == written + 1
    assert every_row(desk.record) == before
    assert not any(each.startswith("/meetings/") for each in desk.read_by_a_stranger())
    desk.accept()
    assert any(each.startswith("/meetings/") for each in desk.read_by_a_stranger())
