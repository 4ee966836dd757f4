"""Building an agenda, publishing it and holding the meeting: nothing closed is opened by that."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from portal.audit import Verb
from portal.errors import LogUnavailable, NotFound, NotPermitted, Refused
from portal.policy import Jurisdiction, Office, Regime, Stage
from portal.records import visible
from portal.records.tables import (
    Action,
    AgendaItem,
    BodyRegime,
    ItemKind,
    Meeting,
    MeetingState,
    Minute,
    MinutesState,
    OfficeHolding,
    Paper,
    WithheldNotice,
)
from portal.services import agendas
from tests.support.databases import KINDS
from tests.support.furnishing import (
    ADMINISTRATOR,
    AUDITOR,
    BOARD,
    CANARY,
    CLERK,
    DRAFT_ITEM,
    HELD,
    MEMBER,
    MONITORING_OFFICER,
    NEXT,
    NEXT_CLOSED_ITEM,
    NEXT_ITEM,
    NEXT_NOTICE,
    NOW,
    PLANNED,
    SLUG,
    STRANGER,
    sealed,
    touch,
)

ADOPTED = agendas.Rules(regime=Regime.ADOPTED, jurisdiction=Jurisdiction.ENG)
STATUTORY = agendas.Rules(regime=Regime.PART_VA, jurisdiction=Jurisdiction.WAL)
TOLD = {
    "name": "Fellside Youth Board",
    "purpose": "Youth justice",
    "legal_basis": "Crime and Disorder Act 1998, section 39",
    "clerk": ("Ida Marsh", "ida@fellside.example", "01632 960 200"),
    "rules": ADOPTED,
    "from_on": date(2025, 4, 1),
}
NOT_CLERKS = (MEMBER, MONITORING_OFFICER, AUDITOR, ADMINISTRATOR, STRANGER, None)
ON_BOTH = pytest.mark.parametrize("database_kind", KINDS, indirect=True)


@pytest.fixture
def database_kind(request):
    return getattr(request, "param", "sqlite")


@pytest.fixture
def work(work_of):
    return work_of(CLERK)


def stages(work, meeting):
    rows = work.session.execute(
        select(AgendaItem.id, AgendaItem.stage).where(AgendaItem.meeting_id == meeting)
    )
    return {row.id: row.stage for row in rows}


def test_a_body_meets_under_rules_from_a_day(work):
    body = agendas.found_body(work, slug="fellside-youth", **TOLD)
    assert agendas.rules_of(work, body, date(2025, 4, 1)) == ADOPTED
    with pytest.raises(Refused, match="31 March 2025"):
        agendas.rules_of(work, body, date(2025, 3, 31))


def test_two_bodies_do_not_share_an_address(work):
    with pytest.raises(Refused, match=f"a body at {SLUG} already"):
        agendas.found_body(work, slug=SLUG, **TOLD)


@ON_BOTH
def test_new_rules_count_from_their_first_day_and_not_before(work):
    work.session.add(
        BodyRegime(
            body_id=BOARD,
            regime=STATUTORY.regime,
            jurisdiction=STATUTORY.jurisdiction,
            from_on=date(2026, 7, 1),
        )
    )
    work.session.flush()
    assert agendas.rules_of(work, BOARD, date(2026, 6, 30)) == ADOPTED
    assert agendas.rules_of(work, BOARD, date(2026, 7, 1)) == STATUTORY
    midnight = datetime(2026, 6, 30, 23, 0, tzinfo=UTC)  # 1 July, by summer time
    for starts_at, rules in ((midnight - timedelta(minutes=1), ADOPTED), (midnight, STATUTORY)):
        meeting = agendas.call_meeting(work, BOARD, starts_at=starts_at)
        kept = work.session.get_one(Meeting, meeting)
        assert (kept.regime, kept.jurisdiction) == (rules.regime, rules.jurisdiction)


def test_a_meeting_is_called_without_being_published(work):
    meeting = agendas.call_meeting(
        work, BOARD, starts_at=NOW + timedelta(days=30), venue="Committee room 1", announced=False
    )
    kept = work.session.get_one(Meeting, meeting)
    assert (kept.state, kept.published_at, kept.announced) == (MeetingState.PLANNED, None, False)
    with pytest.raises(Refused, match="record them first"):
        agendas.call_meeting(work, BOARD, starts_at=datetime(2020, 1, 1, tzinfo=UTC))


def test_items_are_added_in_order_as_drafts(work):
    meeting = agendas.call_meeting(work, BOARD, starts_at=NOW + timedelta(days=30))
    first = agendas.add_item(work, meeting, number="1", heading="Welcome")
    below = agendas.add_item(
        work, meeting, number="1a", heading="Apologies", parent=first, kind=ItemKind.VERBAL
    )
    rows = work.session.scalars(
        select(AgendaItem).where(AgendaItem.meeting_id == meeting).order_by(AgendaItem.position)
    ).all()
    assert [(each.id, each.position, each.stage) for each in rows] == [
        (first, 0, Stage.DRAFT),
        (below, 1, Stage.DRAFT),
    ]
    assert (rows[1].parent_id, rows[1].kind) == (first, ItemKind.VERBAL)
    with pytest.raises(IntegrityError):
        agendas.add_item(work, uuid4(), number="1", heading="Of no meeting")


@ON_BOTH
def test_publishing_issues_the_drafts_of_that_agenda_alone(work, work_of):
    other = agendas.call_meeting(work, BOARD, starts_at=NOW + timedelta(days=60))
    draft = agendas.add_item(work, other, number="1", heading="Not yet")
    agendas.publish_agenda(work, PLANNED)
    work.commit()
    assert stages(work, PLANNED) == {DRAFT_ITEM: Stage.ISSUED_PRE}
    assert stages(work, other) == {draft: Stage.DRAFT}
    kept = work.session.get_one(Meeting, PLANNED)
    assert (kept.published_at, kept.state) == (NOW, MeetingState.AGENDA_PUBLISHED)
    seen = visible.items(work_of(None).scope).all(work.session)
    assert DRAFT_ITEM in {row.id for row in seen}
    assert draft not in {row.id for row in seen}
    entry = work.journal.latest(Verb.MEETING_PUBLISHED, PLANNED)
    assert entry.actor == work.actor


def test_publishing_again_changes_no_stage_and_revives_no_meeting(work):
    before = stages(work, HELD)
    agendas.publish_agenda(work, HELD)
    assert stages(work, HELD) == before
    touch(work.session, Meeting, NEXT, state=MeetingState.CANCELLED)
    agendas.publish_agenda(work, NEXT)
    assert work.session.get_one(Meeting, NEXT).state is MeetingState.CANCELLED


@ON_BOTH
def test_publishing_a_closed_draft_opens_it_to_its_readers_alone(work, work_of, furnished):
    item = AgendaItem(id=uuid4(), meeting_id=PLANNED, position=1, stage=Stage.DRAFT)
    fields = {"heading": CANARY, "introduction": "", "presenter": ""}
    work.session.add(sealed(work, item, furnished, "general", **fields))
    work.session.flush()
    agendas.publish_agenda(work, PLANNED)
    work.commit()
    for person, sees in ((MEMBER, True), (STRANGER, False), (None, False)):
        reader = work_of(person)
        seen = {row.id for row in visible.items(reader.scope).all(reader.session)}
        assert (item.id in seen) is sees


@pytest.mark.parametrize("person", NOT_CLERKS)
def test_nobody_but_the_clerk_publishes_or_holds(work_of, person):
    work = work_of(person)
    before = stages(work, PLANNED), work.journal.checkpoint()
    with pytest.raises(NotPermitted):
        agendas.publish_agenda(work, PLANNED)
    with pytest.raises(NotPermitted):
        agendas.hold_meeting(work, NEXT, minutes=MinutesState.DRAFT)
    assert (stages(work, PLANNED), work.journal.checkpoint()) == before


def test_the_clerk_of_another_body_does_not_publish(work_of):
    work = work_of(MONITORING_OFFICER)
    other = agendas.found_body(work, slug="fellside-youth", **TOLD)
    work.session.add(
        OfficeHolding(
            person_id=STRANGER, office=Office.CLERK, body_id=other, from_on=date(2025, 1, 1)
        )
    )
    work.session.commit()
    with pytest.raises(NotPermitted):
        agendas.publish_agenda(work_of(STRANGER), PLANNED)


def test_what_there_is_not_is_neither_published_nor_held(work):
    with pytest.raises(NotFound):
        agendas.publish_agenda(work, uuid4())
    with pytest.raises(NotFound):
        agendas.hold_meeting(work, uuid4(), minutes=MinutesState.NONE)


def closed_rows():
    """Give a closed row of each sort under an item that is open itself."""
    return {
        "a paper": (
            Paper(id=uuid4(), item_id=NEXT_ITEM),
            {"title": CANARY, "author": "", "text": "", "stated_extent": "", "marking": ""},
        ),
        "minutes": (Minute(id=uuid4(), item_id=NEXT_ITEM), {"text": CANARY}),
        "an action": (
            Action(id=uuid4(), item_id=NEXT_ITEM, body_id=BOARD),
            {"text": CANARY, "owner": "", "due_text": ""},
        ),
    }


@ON_BOTH
@pytest.mark.parametrize("name", ["a paper", "minutes", "an action"])
def test_holding_a_meeting_opens_nothing_that_is_closed_under_an_open_item(
    work, work_of, furnished, name
):
    row, fields = closed_rows()[name]
    work.session.add(sealed(work, row, furnished, "general", **fields))
    work.session.flush()
    agendas.hold_meeting(work, NEXT, minutes=MinutesState.NONE)
    work.commit()
    assert stages(work, NEXT) == dict.fromkeys((NEXT_ITEM, NEXT_CLOSED_ITEM), Stage.POST_CLOSED)
    readings = (visible.papers, visible.minutes, visible.actions)
    for person, sees in ((MEMBER, True), (STRANGER, False), (None, False)):
        reader = work_of(person)
        seen = {each.id for read in readings for each in read(reader.scope).all(reader.session)}
        assert (row.id in seen) is sees


@ON_BOTH
def test_an_item_with_nothing_closed_was_taken_in_public(work):
    agendas.hold_meeting(work, NEXT, minutes=MinutesState.DRAFT)
    assert stages(work, NEXT) == {
        NEXT_ITEM: Stage.POST_OPEN,
        NEXT_CLOSED_ITEM: Stage.POST_CLOSED,
    }
    kept = work.session.get_one(Meeting, NEXT)
    assert (kept.state, kept.minutes_state) == (MeetingState.HELD, MinutesState.DRAFT)
    assert work.journal.latest(Verb.MINUTES_PUBLISHED, NEXT)


def test_a_notice_alone_says_that_an_item_was_not_taken_in_public(work):
    work.session.execute(delete(WithheldNotice).where(WithheldNotice.id == NEXT_NOTICE))
    work.session.add(
        WithheldNotice(
            body_id=BOARD,
            meeting_id=NEXT,
            item_id=NEXT_ITEM,
            heading="An appendix",
            classification="EX",
            published_at=NOW,
        )
    )
    work.session.flush()
    assert set(work.session.scalars(agendas.restricted_items(NEXT))) == {
        NEXT_ITEM,
        NEXT_CLOSED_ITEM,
    }
    agendas.hold_meeting(work, NEXT, minutes=MinutesState.DRAFT)
    assert stages(work, NEXT)[NEXT_ITEM] is Stage.POST_CLOSED


def test_a_draft_that_was_never_issued_is_not_opened_by_the_meeting(work, work_of):
    agendas.hold_meeting(work, PLANNED, minutes=MinutesState.NONE)
    work.commit()
    assert stages(work, PLANNED) == {DRAFT_ITEM: Stage.DRAFT}
    seen = visible.items(work_of(None).scope).all(work.session)
    assert DRAFT_ITEM not in {row.id for row in seen}


def test_without_a_log_nothing_is_published(work, log_engine):
    before = stages(work, PLANNED)
    with log_engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE log_head RENAME TO gone")
    for publish in (
        lambda: agendas.publish_agenda(work, PLANNED),
        lambda: agendas.hold_meeting(work, PLANNED, minutes=MinutesState.DRAFT),
    ):
        with pytest.raises(LogUnavailable):
            publish()
        work.session.rollback()
    assert stages(work, PLANNED) == before
    assert work.session.get_one(Meeting, PLANNED).published_at is None
