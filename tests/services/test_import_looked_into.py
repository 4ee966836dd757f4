"""No import is published before what the public would read of it was looked into."""

from uuid import uuid4

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from portal.audit import Verb
from portal.errors import NotFound, Refused
from portal.records.tables import (
    AgendaItem,
    ImportBatch,
    ImportDoubt,
    ImportState,
    LeakCheck,
    LeakFinding,
    LeakWatch,
    Meeting,
)
from portal.services.imports.open_text import open_text
from portal.services.leak_check.examining import examine
from portal.services.leak_check.findings import accept, read_findings, read_standing
from portal.services.leak_check.imported import Imported
from portal.services.leak_check.stored import Stored
from portal.services.leak_check.watching_for import keep_names
from portal.services.submitting import Submission, add_version, submit_paper
from tests.services.import_desk import CASES, NAMED, OPENLY, lay_out
from tests.services.imports.closed_texts import closed_texts
from tests.support.databases import KINDS
from tests.support.looking import BECAUSE, settle

ON_BOTH = pytest.mark.parametrize("database_kind", KINDS, indirect=True)
NUMBER = "943 476 5919"


@pytest.fixture
def database_kind(request):
    return getattr(request, "param", "sqlite")


@pytest.fixture(params=["a page"])
def desk(request, record_engine, log_engine, tmp_path):
    return lay_out(record_engine, log_engine, tmp_path, request.param)


@pytest.fixture
def work(desk):
    """Begin the clerk's work, with every doubt seen."""
    with Session(desk.record) as session:
        session.execute(update(ImportDoubt).values(settled_at=desk.office.clock()))
        session.commit()
    work = desk.work("clerk")
    yield work
    work.session.close()


def publish(desk, number=None):
    """Publish the import; with a number put into an item's text before, if one is given."""
    if number is not None:
        with Session(desk.record) as session:
            item = session.scalars(
                select(AgendaItem).where(AgendaItem.heading == "Harbour Watch Update")
            ).one()
            item.introduction = f"Ask for the patient with the NHS number {number}."
            session.commit()
    desk.accept()


def state(desk):
    return desk.all(select(ImportBatch.state)), desk.all(
        select(Meeting.published_at).where(Meeting.import_batch_id.is_not(None))
    )


DRAFT = ([ImportState.AWAITING_REVIEW], [None])


@ON_BOTH
def test_nothing_is_published_that_was_not_looked_into_as_it_is(desk, work):
    with pytest.raises(Refused, match="has not been looked into"):
        publish(desk)
    assert state(desk) == DRAFT
    settle(work, Imported(desk.batch))
    with pytest.raises(Refused, match="has changed since"):
        publish(desk, NUMBER)
    assert state(desk) == DRAFT
    examine(work, Imported(desk.batch))
    with pytest.raises(Refused, match="may be private"):
        publish(desk)
    assert state(desk) == DRAFT
    page = read_findings(work, Imported(desk.batch))
    (line,) = (each for each in page.lines if each.kind == "nhs_number")
    assert (line.words, line.place.startswith("item ")) == (NUMBER, True)
    told = work.journal.latest(Verb.IMPORT_CHECKED, desk.batch)
    assert (told.actor, told.detail["count"]) == (work.actor, len(page.lines))
    for each in page.lines:
        accept(work, Imported(desk.batch), each.number, BECAUSE)
    publish(desk)
    assert state(desk)[0] == [ImportState.ACCEPTED]


@pytest.mark.parametrize("desk", CASES, indirect=True)
def test_all_that_is_open_is_looked_into_and_nothing_that_is_closed(desk, work):
    text = open_text(work, desk.batch).decode()
    assert [each for each in OPENLY[desk.source] if each not in text] == []
    closed = (*closed_texts(desk.found), *NAMED[desk.source])
    assert [each for each in closed if each in text] == []


def test_names_that_the_body_watches_for_are_found_in_it(desk, work):
    keep_names(work, desk.people["harbour"], "Harbour Watch")
    examine(work, Imported(desk.batch))
    kinds = [each.kind for each in read_findings(work, Imported(desk.batch)).lines]
    assert "watched_name" in kinds
    assert b"Harbour Watch" not in desk.all(select(LeakWatch.sealed))[0]


def test_it_is_looked_into_for_whoever_reviews_it_alone(desk, work):
    examine(work, Imported(desk.batch))
    before = desk.all(select(LeakCheck.id))
    for who in ("another body's clerk", "monitoring officer", "auditor", "member", "nobody"):
        other = desk.work(who)
        for batch in (desk.batch, uuid4()):
            for act in (
                lambda batch=batch, other=other: examine(other, Imported(batch), again=True),
                lambda batch=batch, other=other: read_findings(other, Imported(batch)),
                lambda batch=batch, other=other: read_standing(other, Imported(batch)),
            ):
                with pytest.raises(NotFound) as caught:
                    act()
                assert caught.value.args == ()
        other.session.close()
    assert desk.all(select(LeakCheck.id)) == before
    proper = desk.work("proper officer")
    settle(proper, Imported(desk.batch))
    proper.session.close()


def test_a_file_put_under_an_imported_item_is_asked_about_too(desk, work):
    (item, *_) = desk.all(
        select(AgendaItem.id)
        .where(AgendaItem.compartment_id.is_(None))
        .order_by(AgendaItem.position)
    )
    paper = submit_paper(work, item, Submission(title="Costs"), restriction=None)
    version = add_version(
        work, paper, file_name="c.txt", media_type="text/plain", pieces=[NUMBER.encode()]
    )
    work.commit()
    settle(work, Imported(desk.batch))
    with pytest.raises(Refused, match="a file of it has not been looked into"):
        publish(desk)
    assert state(desk) == DRAFT
    settle(work, Stored(version))
    publish(desk)


def test_what_was_found_lies_sealed(desk, work):
    work.session.execute(update(AgendaItem).values(introduction=""))
    work.session.commit()
    with pytest.raises(Refused):
        publish(desk, NUMBER)
    settle(work, Imported(desk.batch), "Mrs Quillfeather has agreed to it.")
    for sealed in (
        *desk.all(select(LeakCheck.sealed)),
        *desk.all(select(LeakFinding.sealed_reason)),
    ):
        assert NUMBER.encode() not in sealed
        assert b"Quillfeather" not in sealed
