"""Repair: what was broken off is taken back, and what was acknowledged stays."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import delete, select

from portal.audit import Outcome, Verb
from portal.errors import CannotOpen, LogUnavailable
from portal.records.tables import PaperVersion
from portal.services import restricted_files, restricted_papers
from portal.services.repairing import blob_columns, repair
from portal.services.submitting import PDF, add_version
from tests.support.databases import KINDS
from tests.support.furnishing import CLERK, CLOSED_PAPER, MEMBER, NOW, OPEN_PAPER

CONTENT = b"%PDF-1.7 Dotterel " + bytes(range(256)) * 300
LATER = datetime(2099, 1, 1, tzinfo=UTC)  # when everything of today is old
ON_BOTH = pytest.mark.parametrize("database_kind", KINDS, indirect=True)
BOTH = pytest.mark.parametrize("paper", [OPEN_PAPER, CLOSED_PAPER], ids=["open", "closed"])


@pytest.fixture
def database_kind(request):
    return getattr(request, "param", "sqlite")


@pytest.fixture
def work(work_of):
    return work_of(CLERK)


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "papers"


def put(work, paper):
    version = add_version(work, paper, file_name="a.pdf", media_type=PDF, pieces=(CONTENT,))
    work.commit()
    return version


def put_unpinned(work, paper):
    """Keep a version in the record, and die before the log says so."""
    version = add_version(work, paper, file_name="a.pdf", media_type=PDF, pieces=(CONTENT,))
    work.session.commit()
    return version


def names(folder):
    return sorted(each.name for each in folder.iterdir())


def read(work, paper, version):
    found = restricted_files.find_file(work, paper, version)
    return b"".join(found.read(work, 0, found.size))


def outcomes(work, version):
    return [
        each.outcome and each.outcome.detail["outcome"]
        for each in work.journal.about(version)
        if each.entry.verb is Verb.VERSION_PUBLISHED
    ]


@ON_BOTH
@BOTH
def test_what_was_acknowledged_is_left_alone(work, folder, paper):
    put(work, paper)
    before, entries = names(folder), work.journal.checkpoint()
    found = repair(work, before=LATER)
    assert not found.did_something
    assert (found.missing, found.kept) == ((), ())
    assert names(folder) == before
    assert work.journal.checkpoint() == entries


@ON_BOTH
@BOTH
def test_a_version_that_was_never_acknowledged_goes_with_its_file(work, folder, paper):
    kept = put(work, paper)
    before = names(folder)
    broken = put_unpinned(work, paper)
    assert repair(work, before=LATER, dry_run=True).versions == (broken,)
    assert work.session.get(PaperVersion, broken)
    assert repair(work, before=LATER).versions == (broken,)
    assert work.session.get(PaperVersion, broken) is None
    assert work.session.get(PaperVersion, kept)
    assert names(folder) == before
    assert outcomes(work, broken) == [Outcome.ABORTED]
    assert not repair(work, before=LATER).did_something
    assert work.journal.latest(Verb.PAPERS_REPAIRED, broken) is None
    assert [each.entry.verb for each in work.journal.recent(limit=2)].count(
        Verb.PAPERS_REPAIRED
    ) == 1


def test_the_version_before_is_read_meanwhile(work, work_of):
    first = put(work, CLOSED_PAPER)
    broken = put_unpinned(work, CLOSED_PAPER)
    reader = work_of(MEMBER)
    assert read(reader, CLOSED_PAPER, first) == CONTENT
    assert restricted_papers.read_paper(reader, CLOSED_PAPER).file.version == first
    with pytest.raises(CannotOpen):
        restricted_files.find_file(work_of(MEMBER), CLOSED_PAPER, broken)
    third = put(work, CLOSED_PAPER)
    repair(work, before=LATER)
    assert read(work_of(MEMBER), CLOSED_PAPER, third) == CONTENT
    assert restricted_papers.read_paper(work_of(MEMBER), CLOSED_PAPER).file.version == third


def test_what_is_young_is_left_alone(work, folder):
    put_unpinned(work, OPEN_PAPER)
    work.blobs.write(uuid4(), [b"an upload under way"])
    (folder / f"{uuid4().hex}.draft").write_bytes(b"another")
    before = names(folder)
    assert not repair(work, before=NOW - timedelta(hours=1)).did_something
    assert names(folder) == before


def test_what_was_pinned_but_not_concluded_is_kept_and_concluded(work, monkeypatch):
    """The process died between the head and the outcome: all of it is there."""
    real = work.journal.conclude
    monkeypatch.setattr(work.journal, "conclude", lambda *_: None)
    version = put(work, CLOSED_PAPER)
    monkeypatch.setattr(work.journal, "conclude", real)
    assert outcomes(work, version) == [None]
    assert not repair(work, before=LATER).did_something
    assert outcomes(work, version) == [Outcome.DONE]
    assert work.session.get(PaperVersion, version)


@BOTH
def test_without_a_log_at_the_end_nobody_is_told_that_it_is_kept(work, log_engine, paper):
    version = add_version(work, paper, file_name="a.pdf", media_type=PDF, pieces=(CONTENT,))
    with log_engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE log_head RENAME TO gone")
    with pytest.raises(LogUnavailable):
        work.commit()
    with log_engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE gone RENAME TO log_head")
    assert repair(work, before=LATER).versions == (version,)


def test_a_transaction_that_was_given_up_pins_nothing(work):
    version = add_version(work, CLOSED_PAPER, file_name="a.pdf", media_type=PDF, pieces=(CONTENT,))
    work.session.rollback()
    work.commit()
    assert work.journal.latest(Verb.VERSION_SEALED, version) is None
    found = repair(work, before=LATER)
    assert (len(found.blobs), found.versions) == (1, ())


def test_files_that_nothing_names_and_old_drafts_go_and_strangers_stay(work, folder):
    put(work, OPEN_PAPER)
    before = names(folder)
    orphan = uuid4()
    work.blobs.write(orphan, [b"abc"])
    (folder / f"{uuid4().hex}.draft").write_bytes(b"abc")
    (folder / "note.txt").write_text("not ours")
    found = repair(work, before=LATER)
    assert (found.blobs, found.drafts) == ((orphan,), 1)
    assert names(folder) == sorted([*before, "note.txt"])


def test_a_missing_file_is_named_and_its_row_stays(work, folder):
    version = put(work, CLOSED_PAPER)
    blob = work.session.scalar(select(PaperVersion.blob).where(PaperVersion.id == version))
    (folder / blob.hex).unlink()
    for _ in range(2):
        (gap,) = repair(work, before=LATER).missing
        assert (gap.table, gap.row, gap.blob) == ("paper_version", version, blob)
        assert work.session.get(PaperVersion, version)


@BOTH
def test_where_the_record_is_older_than_the_log_no_file_is_removed(work, folder, paper):
    """Somebody restored last night's record: its newest files are not rubbish."""
    version = put(work, paper)
    before = names(folder)
    work.session.execute(delete(PaperVersion).where(PaperVersion.id == version))
    work.commit()
    found = repair(work, before=LATER)
    assert [each.hex for each in found.kept] == before == names(folder)
    assert not found.did_something


def test_the_other_copy_of_a_missing_file_is_kept(work, folder):
    version = put(work, OPEN_PAPER)
    blob = work.session.scalar(select(PaperVersion.blob).where(PaperVersion.id == version))
    other = folder / f"{blob.int ^ 1:032x}"
    (folder / blob.hex).rename(other)
    found = repair(work, before=LATER)
    assert [each.hex for each in found.kept] == [other.name]
    assert other.exists()


def test_every_column_that_names_blobs_is_known():
    known = {f"{table.name}.{column.name}" for table, column in blob_columns()}
    assert "paper_version.blob" in known


def test_what_may_be_gone_is_spared_and_not_missed(work, folder, monkeypatch):
    """As of a column that says so: what was disposed of, or the copy that is being made."""
    version = put(work, OPEN_PAPER)
    before = names(folder)
    monkeypatch.setitem(PaperVersion.__table__.c.blob.info, "may_be_gone", "yes")
    assert repair(work, before=LATER).blobs == ()
    assert names(folder) == before
    blob = work.session.scalar(select(PaperVersion.blob).where(PaperVersion.id == version))
    (folder / blob.hex).unlink()
    assert repair(work, before=LATER).missing == ()
