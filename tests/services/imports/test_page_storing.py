"""Storing a publication: sealed, unpublished, once, and all or nothing."""

import json

import pytest
from sqlalchemy import event, func, inspect, select, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from portal.audit import Verb
from portal.errors import LogUnavailable, NotPermitted, Refused
from portal.policy import ANONYMOUS, Classification, Stage
from portal.records.tables import (
    Action,
    AgendaItem,
    Compartment,
    ImportBatch,
    ImportDoubt,
    Meeting,
    Minute,
    Paper,
    Restriction,
    WithheldNotice,
)
from portal.services.imports.page import read_page
from portal.services.imports.source import Source
from portal.services.imports.storing import apply_publication
from tests.services.imports.published import invented

SOURCE = invented("meeting-page.txt")
FOUND = read_page(SOURCE)
CANARIES = ("Heronsgate", "Kestrelmoor", "Ospreycote", "Ravenhythe", "chronologies")


def apply(setting, source=SOURCE, slug="harbour", found=None):
    work = setting.work()
    with work.session:
        return apply_publication(work, slug, found or read_page(source), source)


def everything(engine):
    """Every row of every table, so that two moments can be compared."""
    with engine.connect() as connection:
        return {
            table: sorted(map(repr, connection.execute(text(f'SELECT * FROM "{table}"')).all()))  # noqa: S608 -- names of our own tables
            for table in inspect(engine).get_table_names()
        }


def test_the_meeting_is_stored_as_a_draft_that_nobody_is_told_of(setting):
    applied = apply(setting)
    with Session(setting.engine) as session:
        meeting = session.scalars(select(Meeting)).one()
        assert (meeting.published_at, meeting.announced) == (None, False)
        assert meeting.venue == "Council Chamber, Old Customs House, Wrenport"
        assert meeting.starts_at.isoformat() == "2024-05-14T13:00:00+00:00"  # summer time
        assert set(session.scalars(select(AgendaItem.stage))) == {Stage.DRAFT}
        assert session.scalars(select(AgendaItem.number).order_by(AgendaItem.position)).all() == [
            *map(str, range(61, 74)), "73a", "74",
        ]  # fmt: skip
        parent = session.scalars(select(AgendaItem).where(AgendaItem.number == "73")).one()
        child = session.scalars(select(AgendaItem).where(AgendaItem.number == "73a")).one()
        assert child.parent_id == parent.id
    assert applied.counts["items"] == 15
    assert applied.counts["actions"] == 7
    assert applied.counts["papers"] == 5


def test_nothing_of_a_closed_thing_is_stored_in_clear(setting):
    apply(setting)
    for engine in (setting.engine, setting.log_engine):
        stored = json.dumps(everything(engine))
        assert [each for each in CANARIES if each in stored] == []


def test_closed_things_lie_sealed_in_their_compartments_without_a_restriction(setting):
    apply(setting)
    with Session(setting.engine) as session:
        rows = session.execute(select(Compartment.id, Compartment.slug))
        slugs = {row.id: row.slug for row in rows}
        items = {
            item.number: slugs[item.compartment_id]
            for item in session.scalars(
                select(AgendaItem).where(AgendaItem.compartment_id.is_not(None))
            )
        }
        assert items == {"68": "dhr", "69": "domestic_abuse", "70": "prevent"}
        minutes = session.execute(
            select(AgendaItem.number, Minute.compartment_id, Minute.complete)
            .join(AgendaItem, AgendaItem.id == Minute.item_id)
            .where(Minute.compartment_id.is_not(None))
        ).all()
        assert sorted((number, slugs[each], whole) for number, each, whole in minutes) == [
            ("68", "dhr", False),
            ("69", "domestic_abuse", True),
            ("70", "prevent", True),
            ("72", "general", True),
        ]
        assert session.scalar(select(func.count()).select_from(Restriction)) == 0
        assert session.scalar(select(func.count()).select_from(WithheldNotice)) == 0
        closed = session.scalars(select(Action).where(Action.compartment_id.is_not(None))).all()
        assert len(closed) == 2
        assert {each.due_on for each in closed} == {None}


def test_no_stage_opens_what_only_has_a_label(setting):
    apply(setting)
    with Session(setting.engine) as session:
        for table in (AgendaItem, Minute, Action, Paper):
            classes = set(
                session.scalars(select(table.classification).where(table.sealed.is_not(None)))
            )
            assert classes <= {Classification.PART, Classification.REV}


def test_a_document_named_is_a_paper_without_a_file(setting):
    apply(setting)
    with Session(setting.engine) as session:
        papers = session.execute(select(Paper.title, Paper.stated_extent)).all()
    assert ("Harbour Watch Update", "PDF 1.2 MB") in papers


def test_every_doubt_awaits_the_clerk_with_its_item_and_lines(setting):
    applied = apply(setting)
    with Session(setting.engine) as session:
        batch = session.scalars(select(ImportBatch)).one()
        assert batch.id == applied.batch
        doubts = session.scalars(select(ImportDoubt).order_by(ImportDoubt.position)).all()
        assert [each.kind for each in doubts] == [each.kind for each in FOUND.doubts]
        dhr = session.scalars(select(AgendaItem).where(AgendaItem.number == "68")).one()
        label = next(each for each in doubts if each.item_id == dhr.id)
        assert SOURCE.text.splitlines()[label.first_line - 1].startswith("RESTRICTED: Domestic Hom")


def test_the_log_knows_that_it_was_applied(setting):
    applied = apply(setting)
    entry = setting.office.journal.latest(Verb.IMPORT_APPLIED, applied.batch)
    assert entry is not None
    assert entry.detail["format"] == "page"
    assert entry.detail["doubts"] == len(FOUND.doubts)


def test_the_same_text_a_second_time_changes_nothing(setting):
    first = apply(setting)
    before = everything(setting.engine), everything(setting.log_engine)
    second = apply(setting)
    assert (second.already, second.batch) == (True, first.batch)
    assert (everything(setting.engine), everything(setting.log_engine)) == before


def test_another_text_about_the_same_meeting_is_refused(setting):
    apply(setting)
    before = everything(setting.engine)
    changed = Source(SOURCE.text.replace("eleven volunteers", "twelve volunteers"))
    with pytest.raises(Refused, match=r"has a meeting on 14 May 2024 already"):
        apply(setting, changed)
    assert everything(setting.engine) == before


def test_an_unknown_body_is_refused_with_the_names_of_those_there_are(setting):
    before = everything(setting.engine)
    with pytest.raises(Refused, match="There is no body called marsh; the bodies are harbour"):
        apply(setting, slug="marsh")
    assert everything(setting.engine) == before


def test_a_meeting_without_a_date_cannot_be_stored(setting):
    undated = Source(SOURCE.text.replace("Tuesday, 14 May 2024 2:00 pm", "DATE TBC"))
    with pytest.raises(Refused, match="does not say on which date"):
        apply(setting, undated)


def test_a_stranger_may_not_import(setting):
    work = setting.office.work_for(ANONYMOUS)
    with work.session, pytest.raises(NotPermitted):
        apply_publication(work, "harbour", FOUND, SOURCE)


def test_without_a_log_nothing_is_stored(setting):
    before = everything(setting.engine)
    setting.log_engine.dispose()

    @event.listens_for(setting.log_engine, "do_connect")
    def refuse(*_):
        raise OperationalError("CONNECT", {}, OSError("the disk of the log is gone"))

    with pytest.raises(LogUnavailable):
        apply(setting)
    event.remove(setting.log_engine, "do_connect", refuse)
    assert everything(setting.engine) == before


def test_a_log_that_fails_at_the_last_moment_leaves_nothing(setting):
    before = everything(setting.engine)
    notes = []

    @event.listens_for(setting.log_engine, "before_cursor_execute")
    def fail_on_the_import(_connection, _cursor, _statement, parameters, *_):
        if "import:applied" in repr(parameters):
            notes.append(parameters)
            raise OperationalError("INSERT", {}, OSError("the disk of the log is full"))

    with pytest.raises(LogUnavailable):
        apply(setting)
    event.remove(setting.log_engine, "before_cursor_execute", fail_on_the_import)
    assert notes
    assert everything(setting.engine) == before
    assert apply(setting).already is False


def test_what_was_sealed_says_what_the_page_said(setting):
    apply(setting)
    with Session(setting.engine) as session:
        row = session.scalars(
            select(Minute)
            .join(AgendaItem, AgendaItem.id == Minute.item_id)
            .where(AgendaItem.number == "70")
        ).one()
        assert row.text == ""
        assert row.sealed is not None
        assert b"school" not in row.sealed
