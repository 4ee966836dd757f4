"""Uploads in the record: who may go on with them, what there is room for, and what is left."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select, text, update

from portal.audit import Verb
from portal.errors import LogUnavailable, NotFound, Refused
from portal.policy import ANONYMOUS
from portal.records.tables import Paper, PaperVersion, Upload, UploadState
from portal.services.leak_check import examining
from portal.services.leak_check.sent_in import SentIn
from portal.services.uploads import beginning, checking, dropping, own, publishing, receiving
from portal.services.uploads.faults import NotTaken
from tests.support.databases import KINDS
from tests.support.furnishing import CLERK, CLOSED_PAPER, DRAFT_ITEM, MEMBER, OPEN_ITEM, OPEN_PAPER

NEW = beginning.Wanted(
    what="new", access="open", kind="report", title="Wheatear", author="", marking=""
)
MOST = 1_000_000
ON_BOTH = pytest.mark.parametrize("database_kind", KINDS, indirect=True)


@pytest.fixture
def database_kind(request):
    return getattr(request, "param", "sqlite")


@pytest.fixture
def work(work_of):
    return work_of(CLERK)


@pytest.fixture
def there(tmp_path):
    def names():
        return {each.name for each in (tmp_path / "papers").iterdir()}

    return names


def receive(work, upload, pieces=(b"It was ", b"well."), name="plan.txt", announced=12):
    receiving.receive(
        work, upload, sent_as=name, pieces=iter(pieces), announced=announced, most=MOST
    )


def state(work, upload):
    work.session.rollback()
    return work.session.scalar(select(Upload.state).where(Upload.id == upload))


@ON_BOTH
def test_a_file_becomes_a_version_and_the_log_says_how(work, there):
    before = there()
    upload = beginning.begin(work, DRAFT_ITEM, NEW)
    receive(work, upload)
    assert state(work, upload) is UploadState.WAITING
    assert not checking.check(work, upload, None).waits
    examining.examine(work, SentIn(upload))
    paper = publishing.publish(work, upload)
    version = work.session.scalars(select(PaperVersion).where(PaperVersion.paper_id == paper)).one()
    assert (version.media_type, version.file_name, version.size) == ("text/plain", "plan.txt", 12)
    assert there() - before == {version.blob.hex}
    assert state(work, upload) is None
    verbs = [line.entry.verb for line in work.journal.about(upload)]
    assert verbs.count(Verb.UPLOAD_OPENED) == 6
    assert Verb.UPLOAD_RECEIVED in verbs


@ON_BOTH
def test_what_breaks_off_or_is_too_large_leaves_nothing(work, there):
    before = there()
    upload = beginning.begin(work, DRAFT_ITEM, NEW)

    def broken():
        yield b"half"
        raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        receive(work, upload, broken())
    for pieces, rule in (((b"x" * MOST, b"y"), "file.size"), ((), "file.empty")):
        with pytest.raises(NotTaken) as refused:
            receive(work, upload, pieces)
        assert [each.rule for each in refused.value.faults] == [rule]
    assert state(work, upload) is UploadState.BEGUN
    assert there() == before


def test_a_log_that_cannot_be_written_lets_nothing_in(work, there, log_engine):
    before = there()
    upload = beginning.begin(work, DRAFT_ITEM, NEW)
    with log_engine.begin() as connection:
        connection.execute(text("ALTER TABLE log_head RENAME TO gone"))
    with pytest.raises(LogUnavailable):
        receive(work, upload)
    assert state(work, upload) is UploadState.BEGUN
    assert there() == before


def test_of_two_sendings_the_later_is_kept(work, work_of, there):
    before = there()
    upload = beginning.begin(work, DRAFT_ITEM, NEW)
    other = work_of(CLERK)

    def overtaken():
        yield b"first"
        receive(other, upload, (b"second",))

    with pytest.raises(NotTaken) as refused:
        receive(work, upload, overtaken())
    assert refused.value.faults[0].rule == "file.sent-twice"
    work.session.rollback()
    row = work.session.get_one(Upload, upload, populate_existing=True)
    assert (row.size, row.state) == (6, UploadState.WAITING)
    assert there() - before == {row.blob.hex}


def test_nobody_else_goes_on_with_it(work, work_of):
    upload = beginning.begin(work, DRAFT_ITEM, NEW)
    for act in (own.find_own, dropping.drop, publishing.publish, publishing.read_upload):
        with pytest.raises(NotFound):
            act(work_of(MEMBER), upload)
    with pytest.raises(NotFound):
        beginning.begin(work_of(MEMBER), OPEN_ITEM, NEW)
    assert state(work, upload) is UploadState.BEGUN


def test_an_item_and_a_day_have_room_for_so_much(work, there):
    before = there()
    upload = beginning.begin(work, DRAFT_ITEM, NEW)
    with pytest.raises(NotTaken) as refused:
        receive(work, upload, announced=receiving.LARGEST_ITEM + 1)
    assert refused.value.faults[0].rule == "file.item-full"
    sizes = update(PaperVersion).where(PaperVersion.paper_id == OPEN_PAPER)
    other = beginning.begin(work, OPEN_ITEM, NEW)
    receive(work, other)
    checking.check(work, other, None)
    examining.examine(work, SentIn(other))
    publishing.publish(work, other)
    filled = update(PaperVersion).where(PaperVersion.created_by == CLERK)
    work.session.execute(filled.values(size=receiving.MOST_IN_A_DAY))
    work.session.execute(sizes.values(size=1))
    work.session.commit()
    with pytest.raises(NotTaken) as refused:
        receive(work, upload, announced=0)  # which says nothing of how much there is
    assert refused.value.faults[0].rule == "file.too-much"
    long_ago = work.clock() - timedelta(days=2)
    work.session.execute(filled.values(created_at=long_ago))
    work.session.commit()
    receive(work, upload)
    dropping.drop(work, upload)
    assert len(there() - before) == 1


def test_a_paper_that_was_closed_meanwhile_is_not_written_to(work):
    upload = beginning.begin(work, OPEN_ITEM, replace(NEW, what=str(OPEN_PAPER)))
    receive(work, upload)
    checking.check(work, upload, None)
    row = work.session.get_one(Upload, upload)
    row.paper_id = CLOSED_PAPER
    work.session.commit()
    with pytest.raises(Refused, match="closed or opened"):
        publishing.publish(work, upload)
    assert work.session.get(Paper, CLOSED_PAPER) is not None


@ON_BOTH
def test_after_a_day_what_nobody_went_on_with_is_removed(work, office, there):
    before = there()
    old, young = (beginning.begin(work, DRAFT_ITEM, NEW) for _ in range(2))
    for each in (old, young):
        receive(work, each)
    day = timedelta(days=1, minutes=1)
    work.session.execute(
        update(Upload).where(Upload.id == old).values(changed_at=work.clock() - day)
    )
    work.session.commit()
    operator = office.work_for(ANONYMOUS)
    assert dropping.tidy(operator, dry_run=True) == 1
    assert len(there() - before) == 2
    assert dropping.tidy(operator) == 1
    assert dropping.tidy(operator) == 0
    assert state(work, old) is None
    assert state(work, young) is UploadState.WAITING
    assert len(there() - before) == 1
    (line, *_) = work.journal.about(old)
    assert line.entry.verb is Verb.UPLOAD_DROPPED
    operator.session.close()
