"""Reviewing an import: the clerk of the body alone finds it, and settles its doubts."""

from uuid import uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.audit import Verb
from portal.errors import LogUnavailable, NotFound, Refused
from portal.records.tables import AgendaItem, ImportBatch, ImportDoubt, Meeting
from portal.services import import_accepting, import_review
from tests.services.import_desk import AFTER_IT, CASES, NAMED, every_row, lay_out
from tests.services.imports.closed_texts import closed_texts

ALL_CASES = pytest.mark.parametrize("desk", CASES, indirect=True)


@pytest.fixture
def database_kind(request):
    return getattr(request, "param", "sqlite")


@pytest.fixture(params=["a page"])
def desk(request, record_engine, log_engine, tmp_path):
    return lay_out(record_engine, log_engine, tmp_path, request.param)


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
    before = every_row(desk.record), every_row(desk.log)
    work = desk.work(who)
    assert import_review.read_batches(work) == ()
    for batch in (desk.batch, uuid4()):
        answers = []
        for ask in (
            lambda batch=batch: import_review.read_batch(work, batch),
            lambda batch=batch: import_review.settle_doubt(work, batch, doubt),
            lambda batch=batch: import_accepting.accept_batch(work, batch),
        ):
            with pytest.raises(NotFound) as caught:
                ask()
            answers.append((caught.type, caught.value.args))
        assert answers == [(NotFound, ())] * 3
    work.session.close()
    assert (every_row(desk.record), every_row(desk.log)) == before


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
    assert not any(
        secret in repr(page) for secret in (*closed_texts(desk.found), *NAMED[desk.source])
    )


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
    before = every_row(desk.record), every_row(desk.log)
    with pytest.raises(Refused, match="every doubt"):
        desk.accept()
    assert (every_row(desk.record), every_row(desk.log)) == before


def test_without_a_log_no_doubt_is_settled(desk):
    work = desk.work("clerk")
    doubt = import_review.read_batch(work, desk.batch).doubts[0]
    before = every_row(desk.record)
    with desk.log.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE log_head RENAME TO gone")
    with pytest.raises(LogUnavailable):
        import_review.settle_doubt(work, desk.batch, doubt.id)
    work.session.close()
    assert every_row(desk.record) == before
