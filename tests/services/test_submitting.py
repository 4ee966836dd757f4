"""Putting papers before a body: what is restricted reaches neither the record nor disk in clear."""

import hashlib
from uuid import uuid4

import pytest
from sqlalchemy import func, inspect, select, text, update

from portal.audit import Verb
from portal.errors import KeysUnavailable, LogUnavailable, NotFound, Refused
from portal.policy import Classification
from portal.records.tables import CompartmentKey, Paper, PaperKind, PaperVersion
from portal.services import papers, restricted_files, restricted_papers
from portal.services.submitting import PDF, Submission, add_version, submit_paper
from tests.support.databases import KINDS
from tests.support.furnishing import (
    CLERK,
    CLOSED_PAPER,
    MEMBER,
    NEXT_ITEM,
    NOW,
    OPEN_ITEM,
    OPEN_PAPER,
    SENSITIVE_PAPER,
)

CONTENT = b"%PDF-1.7 Wheatear " + bytes(range(256)) * 300
WHOLE = Submission(
    title="Wheatear title",
    kind=PaperKind.APPENDIX,
    author="Wheatear author",
    text="Wheatear text",
    marking="Wheatear marking",
    dated_on=NOW.date(),
)
ON_BOTH = pytest.mark.parametrize("database_kind", KINDS, indirect=True)


@pytest.fixture
def database_kind(request):
    return getattr(request, "param", "sqlite")


@pytest.fixture
def work(work_of):
    return work_of(CLERK)


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "papers"


def pieces(content=CONTENT, size=7_001):
    return (content[at : at + size] for at in range(0, len(content), size))


def blobs(folder):
    return sorted(each for each in folder.rglob("*") if each.is_file())


def put(work, paper, content=CONTENT, name="wheatear.pdf"):
    return add_version(work, paper, file_name=name, media_type=PDF, pieces=pieces(content))


def versions(work):
    return work.session.scalar(select(func.count()).select_from(PaperVersion))


def in_clear(engine):
    with engine.connect() as connection:
        return "\n".join(
            str(value)
            for table in inspect(engine).get_table_names()
            for row in connection.execute(text(f'SELECT * FROM "{table}"'))  # noqa: S608 -- names of our own tables
            for value in row
        )


@ON_BOTH
def test_an_open_paper_is_read_by_anybody_as_it_was_put(work, work_of):
    paper = submit_paper(work, NEXT_ITEM, WHOLE)
    work.commit()
    page = papers.read_paper(work_of(None), paper)
    told = (page.title, page.kind, page.author, page.text, page.marking, page.dated_on)
    assert told == (
        "Wheatear title",
        PaperKind.APPENDIX,
        "Wheatear author",
        "Wheatear text",
        "Wheatear marking",
        NOW.date(),
    )
    assert page.published_at == NOW
    entry = work.journal.latest(Verb.PAPER_PUBLISHED, paper)
    assert entry.actor == work.actor
    assert "Wheatear" not in entry.encode().decode()


def test_papers_stand_in_the_order_they_were_put(work):
    first, second = (submit_paper(work, NEXT_ITEM, WHOLE) for _ in range(2))
    assert [work.session.get_one(Paper, each).position for each in (first, second)] == [0, 1]
    after = submit_paper(work, OPEN_ITEM, WHOLE)
    assert work.session.get_one(Paper, after).position == 1


@ON_BOTH
def test_a_restricted_paper_lies_sealed_and_opens_to_its_readers_whole(
    work, work_of, furnished, record_engine, log_engine
):
    restriction = furnished.restrictions["general"]
    paper = submit_paper(work, NEXT_ITEM, WHOLE, restriction=restriction)
    put(work, paper)
    work.commit()
    row = work.session.get_one(Paper, paper)
    assert row.classification is Classification.EX
    assert row.restriction_id == restriction
    assert "Wheatear" not in in_clear(record_engine) + in_clear(log_engine)
    assert "wheatear" not in in_clear(record_engine) + in_clear(log_engine)
    page = restricted_papers.read_paper(work_of(MEMBER), paper)
    assert (page.title, page.author, page.text, page.marking, page.dated_on) == (
        "Wheatear title",
        "Wheatear author",
        "Wheatear text",
        "Wheatear marking",
        NOW.date(),
    )
    with pytest.raises(NotFound):
        papers.read_paper(work_of(None), paper)


def test_nothing_is_put_under_what_is_not_there(work):
    with pytest.raises(NotFound):
        submit_paper(work, uuid4(), WHOLE)
    with pytest.raises(NotFound):
        submit_paper(work, NEXT_ITEM, WHOLE, restriction=uuid4())
    with pytest.raises(NotFound):
        put(work, uuid4())


def test_nothing_is_closed_under_an_item_taken_in_public(work, furnished, record_engine):
    with pytest.raises(Refused, match="taken in public"):
        submit_paper(work, OPEN_ITEM, WHOLE, restriction=furnished.restrictions["general"])
    work.commit()
    assert "Wheatear" not in in_clear(record_engine)


def test_an_open_file_is_kept_as_it_came(work, work_of, folder):
    version = put(work, OPEN_PAPER)
    work.commit()
    row = work.session.get_one(PaperVersion, version)
    assert (row.number, row.size, row.file_name) == (1, len(CONTENT), "wheatear.pdf")
    assert row.sha256 == hashlib.sha256(CONTENT).hexdigest()
    assert (row.sealed_key, row.created_by, row.created_at) == (None, CLERK, NOW)
    (blob,) = blobs(folder)
    assert blob.read_bytes() == CONTENT
    found = papers.read_file(work_of(None), OPEN_PAPER, version)
    assert b"".join(found.stream(0, found.size)) == CONTENT


@ON_BOTH
def test_a_restricted_file_reaches_the_disk_as_ciphertext_pinned_in_the_log(work, work_of, folder):
    version = put(work, CLOSED_PAPER)
    work.commit()
    row = work.session.get_one(PaperVersion, version)
    (blob,) = blobs(folder)
    stored = blob.read_bytes()
    assert not any(CONTENT[at : at + 16] in stored for at in range(0, len(CONTENT), 997))
    assert (row.size, row.sealed_size) == (len(CONTENT), len(stored))
    assert row.file_name == row.sha256 == ""
    pinned = work.journal.latest(Verb.VERSION_SEALED, CLOSED_PAPER)
    assert pinned.objects == (str(version), str(CLOSED_PAPER))
    assert pinned.detail["sha256"] == hashlib.sha256(stored).hexdigest()
    assert (pinned.detail["version"], pinned.detail["length"]) == (1, len(stored))
    reader = work_of(MEMBER)
    found = restricted_files.find_file(reader, CLOSED_PAPER, version)
    assert b"".join(found.read(reader, 0, found.size)) == CONTENT


@pytest.mark.parametrize("paper", [OPEN_PAPER, CLOSED_PAPER], ids=["open", "closed"])
def test_versions_are_numbered_and_the_same_content_looks_like_another(work, folder, paper):
    first, second = (work.session.get_one(PaperVersion, put(work, paper)) for _ in range(2))
    assert (first.number, second.number) == (1, 2)
    assert first.etag != second.etag
    assert first.blob != second.blob
    one, other = (each.read_bytes() for each in blobs(folder))
    assert (one == other) is (paper == OPEN_PAPER)


@pytest.mark.parametrize("paper", [OPEN_PAPER, CLOSED_PAPER], ids=["open", "closed"])
@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ((PDF, []), "The file is empty"),
        ((PDF, [b"", b""]), "The file is empty"),
        (("text/html", [CONTENT]), "of this kind are not taken"),
        (("application/PDF", [CONTENT]), "of this kind are not taken"),
    ],
    ids=["nothing", "empty pieces", "a page", "in capitals"],
)
def test_a_refused_file_leaves_nothing(work, folder, paper, sent, said):
    media_type, content = sent
    with pytest.raises(Refused, match=said):
        add_version(work, paper, file_name="x.pdf", media_type=media_type, pieces=content)
    assert blobs(folder) == []
    assert versions(work) == 0


@pytest.mark.parametrize("paper", [OPEN_PAPER, CLOSED_PAPER], ids=["open", "closed"])
def test_an_upload_that_breaks_off_leaves_nothing(work, folder, paper):
    def breaking():
        yield CONTENT
        raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        add_version(work, paper, file_name="x.pdf", media_type=PDF, pieces=breaking())
    assert blobs(folder) == []
    assert versions(work) == 0


@ON_BOTH
def test_without_a_log_no_restricted_file_is_kept(work, folder, log_engine):
    with log_engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE log_head RENAME TO gone")
    with pytest.raises(LogUnavailable):
        put(work, SENSITIVE_PAPER)
    work.session.rollback()
    assert blobs(folder) == []
    assert versions(work) == 0


def test_without_a_key_nothing_is_sealed_or_kept(work, furnished, folder, record_engine):
    general = furnished.compartments["general"]
    work.session.execute(
        update(CompartmentKey)
        .where(CompartmentKey.compartment_id == general)
        .values(compartment_id=furnished.compartments["dhr"], epoch=9)
    )
    work.session.commit()
    restriction = furnished.restrictions["general"]
    with pytest.raises(KeysUnavailable):
        submit_paper(work, NEXT_ITEM, WHOLE, restriction=restriction)
    with pytest.raises(KeysUnavailable):
        put(work, CLOSED_PAPER)
    work.commit()
    assert blobs(folder) == []
    assert "Wheatear" not in in_clear(record_engine)
