"""Reviewing an import: the clerk alone looks, settles and publishes, and only the open part."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from html import unescape
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import Engine, event, select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from portal.audit import Verb
from portal.errors import LogUnavailable, NotFound, Refused
from portal.policy import Jurisdiction, Office, Regime, Stage
from portal.records.tables import (
    AgendaItem,
    ForwardPlanEntry,
    ImportBatch,
    ImportDoubt,
    ImportState,
    Meeting,
    MeetingState,
    Paper,
    WithheldNotice,
)
from portal.services import agendas, import_review, membership
from portal.services.imports.model import Publication
from portal.services.imports.pack import read_pack
from portal.services.imports.page import read_page
from portal.services.imports.storing import apply_publication
from portal.services.office import PortalOffice
from portal.services.work import Work
from portal.web import gate
from tests.services.imports.published import invented
from tests.services.imports.test_page_storing import everything
from tests.services.imports.test_storing_both import secrets
from tests.support.databases import KINDS
from tests.support.furnishing import open_an_office
from tests.web.conftest import SafeClient, app_over

FOUNDED_ON = date(2020, 1, 1)
SOURCES = {name: invented(f"{name}.txt") for name in ("meeting-page", "agenda-pack")}
FOUND = {
    "meeting-page": read_page(SOURCES["meeting-page"]),
    "agenda-pack": read_pack(SOURCES["agenda-pack"]),
}
BEFORE_IT, AFTER_IT = datetime(2024, 3, 1, 9, tzinfo=UTC), datetime(2024, 6, 3, 9, tzinfo=UTC)
CASES = {
    "a page": ("meeting-page", AFTER_IT),
    "a pack": ("agenda-pack", AFTER_IT),
    "a pack before its meeting": ("agenda-pack", BEFORE_IT),
}
NAMED = {
    "meeting-page": ("Heronsgate", "Kestrelmoor", "Ospreycote", "Ravenhythe", "chronologies"),
    "agenda-pack": ("Kelpie Lane", "Item restricted", "Learning Two", "Learning Five"),
}
OPENLY = {
    "meeting-page": ("Harbour Watch Update", "the winter exemption for working dogs"),
    "agenda-pack": ("Harbour Lighting Review", "Four bids came in", "Two more lamps by the ramp"),
}
ON_BOTH = pytest.mark.parametrize("database_kind", KINDS, indirect=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """An installation with two boards, and an import for one of them."""

    office: PortalOffice
    record: Engine
    log: Engine
    app: Flask
    source: str
    batch: UUID
    body: UUID
    people: dict[str, UUID]

    @property
    def found(self) -> Publication:
        """What was read in."""
        return FOUND[self.source]

    def work(self, who: str) -> Work:
        """Begin somebody's work; ``nobody`` is a stranger."""
        return self.office.work_of(self.people.get(who))

    def all(self, query):
        """Read a column as it stands."""
        with Session(self.record) as session:
            return session.scalars(query).all()

    def settle_all(self) -> None:
        """Mark every doubt as seen."""
        work = self.work("clerk")
        for doubt in self.all(select(ImportDoubt.id)):
            import_review.settle_doubt(work, self.batch, doubt)
        work.session.close()

    def accept(self, who: str = "clerk") -> None:
        """Publish the open part."""
        work = self.work(who)
        try:
            import_review.accept_batch(work, self.batch)
        finally:
            work.session.close()

    def read_by_a_stranger(self) -> dict[str, str]:
        """Give every public page that has to do with the import, by its address."""
        client: SafeClient = self.app.test_client(use_cookies=False)
        meetings = self.all(select(Meeting.id))
        items = [
            (each.meeting_id, each.id)
            for each in self.all(select(AgendaItem).order_by(AgendaItem.position))
        ]
        board = "/boards/harbour"
        addresses = [
            "/",
            "/boards",
            "/meetings",
            "/meetings?year=2024",
            "/meetings?year=2023",
            "/restricted",
            board,
            *(f"{board}/{each}" for each in ("members", "forward-plan", "actions")),
            *(f"/meetings/{each}" for each in meetings),
            *(f"/meetings/{meeting}/items/{item}" for meeting, item in items),
            *(f"/papers/{each}" for each in self.all(select(Paper.id))),
            *(f"/restricted/{each}" for each in self.all(select(WithheldNotice.id))),
        ]
        answers = {address: client.get(address) for address in addresses}
        return {
            address: unescape(answer.text)
            for address, answer in answers.items()
            if answer.status_code == 200
        }


def found_boards(work: Work) -> dict[str, UUID]:
    """Found two boards, each with its clerk, and people who are no clerks."""
    bodies = {
        slug: agendas.found_body(
            work,
            slug=slug,
            name=f"The {slug} board",
            purpose="",
            legal_basis="",
            clerk=("", "", ""),
            rules=agendas.Rules(regime=Regime.ADOPTED, jurisdiction=Jurisdiction.ENG),
            from_on=FOUNDED_ON,
        )
        for slug in ("harbour", "fells")
    }
    posts = {
        "clerk": (Office.CLERK, bodies["harbour"]),
        "proper officer": (Office.PROPER_OFFICER, bodies["harbour"]),
        "clerk everywhere": (Office.CLERK, None),
        "another body's clerk": (Office.CLERK, bodies["fells"]),
        "monitoring officer": (Office.MONITORING_OFFICER, None),
        "auditor": (Office.AUDITOR, None),
        "administrator": (Office.ADMINISTRATOR, None),
    }
    people = {name: membership.enrol_person(work, name) for name in (*posts, "member")}
    for name, (office, body) in posts.items():
        membership.appoint(work, people[name], office, FOUNDED_ON, body)
    return people | bodies


@pytest.fixture
def database_kind(request):
    return getattr(request, "param", "sqlite")


@pytest.fixture(params=["a page"])
def desk(request, record_engine, log_engine, tmp_path):
    source, at = CASES[request.param]
    office = open_an_office(record_engine, log_engine, tmp_path, clock=lambda: at)
    work = office.work_of(None)
    people = found_boards(work)
    work.commit()
    operator = office.journal.pseudonyms.of_operator("tester")
    back_door = office.work_for(work.principal, operator)
    applied = apply_publication(back_door, "harbour", FOUND[source], SOURCES[source])
    for each in (work, back_door):
        each.session.close()
    app = app_over(office, record_engine, clock=lambda: at)
    gate.hang(app)
    return Desk(
        office=office,
        record=record_engine,
        log=log_engine,
        app=app,
        source=source,
        batch=applied.batch,
        body=people["harbour"],
        people=people,
    )


ALL_CASES = pytest.mark.parametrize("desk", CASES, indirect=True)
REVIEWERS = ("clerk", "proper officer", "clerk everywhere")
OTHERS = (
    "another body's clerk",
    "monitoring officer",
    "auditor",
    "administrator",
    "member",
    "nobody",
)


@pytest.mark.parametrize("who", REVIEWERS)
def test_whoever_may_review_for_the_body_finds_the_import(desk, who):
    work = desk.work(who)
    (line,) = import_review.read_batches(work)
    assert (line.id, line.body_name, line.accepted) == (desk.batch, "The harbour board", False)
    assert line.kind == "Published meeting page"
    assert line.doubts == line.unsettled == len(desk.found.doubts) > 0
    page = import_review.read_batch(work, desk.batch)
    assert page.line == line
    assert [each.sentence for each in page.doubts] == [each.sentence for each in desk.found.doubts]
    work.session.close()


@pytest.mark.parametrize("who", OTHERS)
def test_to_everybody_else_there_is_none(desk, who):
    doubt = desk.all(select(ImportDoubt.id))[0]
    before = everything(desk.record), everything(desk.log)
    work = desk.work(who)
    assert import_review.read_batches(work) == ()
    for batch in (desk.batch, uuid4()):
        answers = []
        for ask in (
            lambda batch=batch: import_review.read_batch(work, batch),
            lambda batch=batch: import_review.settle_doubt(work, batch, doubt),
            lambda batch=batch: import_review.accept_batch(work, batch),
        ):
            with pytest.raises(NotFound) as caught:
                ask()
            answers.append((caught.type, caught.value.args))
        assert answers == [(NotFound, ())] * 3
    work.session.close()
    assert (everything(desk.record), everything(desk.log)) == before


@ALL_CASES
def test_the_clerk_sees_what_the_public_would_read_and_nothing_closed(desk):
    work = desk.work("clerk")
    page = import_review.read_batch(work, desk.batch)
    work.session.close()
    lines = [line for meeting in page.meetings for line in meeting.items]
    items = desk.all(select(AgendaItem))
    assert len(lines) == len(items)
    assert sum(not each.heading for each in lines) == sum(
        each.compartment_id is not None for each in items
    )
    assert all(each.closed for each in lines if not each.heading)
    assert dict(page.counts)["items"] == len(items)
    assert not any(secret in repr(page) for secret in (*secrets(desk.found), *NAMED[desk.source]))


def test_a_closed_part_under_an_open_heading_is_told_to_the_clerk(desk):
    work = desk.work("clerk")
    (meeting,) = import_review.read_batch(work, desk.batch).meetings
    work.session.close()
    closed = {line.number: line.heading for line in meeting.items if line.closed}
    assert closed == {"68": "", "69": "", "70": "", "72": "Any Other Business"}


def test_a_doubt_is_settled_once_by_whoever_looked(desk):
    work = desk.work("clerk")
    first, second, *_ = import_review.read_batch(work, desk.batch).doubts
    import_review.settle_doubt(work, desk.batch, first.id)
    work.session.close()
    work = desk.work("proper officer")
    size = desk.office.journal.checkpoint().size
    import_review.settle_doubt(work, desk.batch, first.id)
    assert desk.office.journal.checkpoint().size == size, "it was settled before"
    page = import_review.read_batch(work, desk.batch)
    assert [each.settled for each in page.doubts[:2]] == [True, False]
    assert page.line.unsettled == page.line.doubts - 1
    kept = work.session.get_one(ImportDoubt, first.id)
    assert kept.settled_by_id == desk.people["clerk"]
    entry = desk.office.journal.latest(Verb.IMPORT_REVIEWED, first.id)
    assert entry.actor == desk.office.journal.pseudonyms.of_person(desk.people["clerk"])
    assert entry.objects == (str(desk.batch), str(first.id))
    assert not desk.office.journal.latest(Verb.IMPORT_REVIEWED, second.id)
    work.session.close()


def test_a_doubt_of_another_import_is_not_settled_through_this_one(desk):
    work = desk.work("clerk")
    other = ImportBatch(
        id=uuid4(),
        body_id=desk.people["fells"],
        meeting_id=desk.all(select(Meeting.id))[0],
        kind="page",
        digest="0",
        counts={},
        applied_at=AFTER_IT,
    )
    work.session.add(other)
    work.session.flush()
    doubt = ImportDoubt(
        id=uuid4(), batch_id=other.id, position=0, kind="x", sentence="", first_line=1, last_line=1
    )
    work.session.add(doubt)
    work.session.flush()
    for each in (doubt.id, uuid4()):
        with pytest.raises(NotFound):
            import_review.settle_doubt(work, desk.batch, each)
    assert doubt.settled_at is None
    work.session.close()


def test_nothing_is_published_while_a_doubt_has_not_been_looked_at(desk):
    desk.settle_all()
    with Session(desk.record) as session:
        session.scalars(select(ImportDoubt)).first().settled_at = None
        session.commit()
    before = everything(desk.record), everything(desk.log)
    with pytest.raises(Refused, match="every doubt"):
        desk.accept()
    assert (everything(desk.record), everything(desk.log)) == before


@ALL_CASES
def test_before_it_is_accepted_the_public_reads_nothing_of_it(desk):
    desk.settle_all()
    pages = desk.read_by_a_stranger()
    assert not any(address.startswith(("/meetings/", "/papers/")) for address in pages)
    words = (*secrets(desk.found), *NAMED[desk.source], *OPENLY[desk.source])
    assert [each for each in words if any(each in page for page in pages.values())] == []


@ALL_CASES
def test_accepting_publishes_the_open_part_and_nothing_closed(desk):
    desk.settle_all()
    desk.accept()
    pages = desk.read_by_a_stranger()
    told = "\n".join(pages.values())
    assert [each for each in OPENLY[desk.source] if each not in told] == []
    canaries = (*secrets(desk.found), *NAMED[desk.source])
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
            assert notice.heading == import_review.WITHOUT_A_HEADING
        else:
            assert notice.heading == open_items[notice.item_id]
    pages = desk.read_by_a_stranger()
    for notice in notices:
        meeting = pages[f"/meetings/{notice.meeting_id}"]
        assert notice.heading in meeting
        page = pages[f"/restricted/{notice.id}"]
        assert "ground" in page
        assert "paragraph" not in page.lower()


@ALL_CASES
def test_the_forward_plan_comes_out_of_draft_with_its_meeting(desk):
    desk.settle_all()
    drafts = desk.all(select(ForwardPlanEntry.draft))
    assert all(drafts)
    assert bool(drafts) is (desk.source == "agenda-pack")
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


@ALL_CASES
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


@ALL_CASES
def test_accepting_a_second_time_is_refused_and_changes_nothing(desk):
    desk.settle_all()
    desk.accept()
    before = everything(desk.record), everything(desk.log)
    with pytest.raises(Refused, match="published already"):
        desk.accept("proper officer")
    assert (everything(desk.record), everything(desk.log)) == before


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


@ON_BOTH
@pytest.mark.parametrize("desk", ["a pack"], indirect=True)
@pytest.mark.parametrize("written", [0, 1])
def test_without_a_log_nothing_is_published(desk, written):
    assert len(desk.all(select(Meeting.id))) == 2, "each is written down by itself"
    desk.settle_all()
    before = everything(desk.record)
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
    assert everything(desk.record) == before
    assert not any(each.startswith("/meetings/") for each in desk.read_by_a_stranger())
    desk.accept()
    assert any(each.startswith("/meetings/") for each in desk.read_by_a_stranger())


def test_without_a_log_no_doubt_is_settled(desk):
    work = desk.work("clerk")
    doubt = import_review.read_batch(work, desk.batch).doubts[0]
    before = everything(desk.record)
    with desk.log.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE log_head RENAME TO gone")
    with pytest.raises(LogUnavailable):
        import_review.settle_doubt(work, desk.batch, doubt.id)
    work.session.close()
    assert everything(desk.record) == before
