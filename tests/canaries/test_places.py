"""Whatever is planted where the portal could have left it is found there."""

import base64
import tempfile
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from portal.policy import Classification
from portal.records.tables import AgendaItem, Minute
from portal.services.minuting import add_minute
from portal.services.restricting import close_row, seal_row
from tests.canaries.brood import Brood
from tests.canaries.searching import Searcher
from tests.canaries.visiting import Answer
from tests.canaries.watching import Watch
from tests.support.databases import KINDS
from tests.support.furnishing import BOARD, MEMBER, OPEN_ITEM, furnish, open_an_office

WORDY = "The board heard what had been done and asked what would be done next. " * 60

NUMBER = "SELECT oid FROM pg_database WHERE datname = current_database()"


@pytest.fixture
def brood() -> Brood:
    return Brood()


@pytest.fixture
def watch(brood, tmp_path) -> Watch:
    for name in ("home", "temporary"):
        (tmp_path / name).mkdir()
    return Watch(Searcher(brood), temporary=tmp_path / "temporary", home=tmp_path / "home")


@pytest.fixture
def look_into_the_database(database_kind, tmp_path, request, brood, record_engine):
    """Give a way to look into every file of the record's database."""

    def look() -> list[str]:
        if database_kind == "sqlite":
            found = Searcher(brood).in_folder(tmp_path)
        else:
            with record_engine.connect() as connection:
                connection.execute(text("CHECKPOINT"))
                number = connection.scalar(text(NUMBER))
            data = request.getfixturevalue("postgres").data
            found = [
                each
                for folder in (data / "base" / str(number), data / "pg_wal")
                for each in Searcher(brood).in_folder(folder, headless=False)
            ]
        return [each.where for each in found]

    return look


@pytest.fixture
def furnished_office(record_engine, log_engine, tmp_path):
    office = open_an_office(record_engine, log_engine, tmp_path)
    return office, furnish(office)


@pytest.mark.usefixtures("furnished_office")
def test_a_row_in_clear_is_found(record_engine, brood, look_into_the_database):
    assert look_into_the_database() == []
    with Session(record_engine) as session:
        session.execute(
            text("UPDATE meeting SET venue = :venue WHERE body_id = :body"),
            {"venue": f"In {brood('venue')}", "body": BOARD.hex}
            if record_engine.dialect.name == "sqlite"
            else {"venue": f"In {brood('venue')}", "body": BOARD},
        )
        session.commit()
    assert look_into_the_database()


@pytest.mark.usefixtures("furnished_office")
def test_a_long_row_that_a_database_shortens_is_found(record_engine, brood, look_into_the_database):
    with Session(record_engine) as session:
        session.add(Minute(item_id=OPEN_ITEM, text=f"{WORDY}{brood('minute')}{WORDY}"))
        session.commit()
    assert look_into_the_database()


@pytest.mark.parametrize("database_kind", KINDS[1:], indirect=True)
def test_a_row_that_was_open_for_a_moment_of_its_transaction_is_found(
    furnished_office, brood, look_into_the_database
):
    office, furnished = furnished_office
    work = office.work_of(MEMBER)
    minute = Minute(id=uuid4(), item_id=OPEN_ITEM, text=brood("minute"))
    work.session.add(minute)
    work.session.flush()
    seal_row(work, minute, furnished.compartments["general"])
    minute.classification = Classification.EX
    work.commit()
    work.session.close()
    assert look_into_the_database()


def minuted(work, words, restriction):
    add_minute(work, OPEN_ITEM, words, restriction=restriction)


def added_and_closed(work, words, restriction):
    minute = Minute(id=uuid4(), item_id=OPEN_ITEM, text=words)
    work.session.add(minute)
    close_row(work, minute, restriction)


def written_into_an_old_row_and_closed(work, words, restriction):
    item = work.session.get(AgendaItem, OPEN_ITEM)
    item.heading = words
    close_row(work, item, restriction)


@pytest.mark.parametrize("way", [minuted, added_and_closed, written_into_an_old_row_and_closed])
def test_words_that_are_sealed_before_the_database_sees_them_are_not_found(
    furnished_office, record_engine, brood, look_into_the_database, way
):
    office, furnished = furnished_office
    with Session(record_engine) as session:
        session.execute(text("UPDATE agenda_item SET stage = 'post_closed'"))
        session.commit()
    work = office.work_of(MEMBER)
    way(work, f"{WORDY}{brood('words')}", furnished.restrictions["general"])
    work.commit()
    work.session.close()
    assert look_into_the_database() == []


def test_a_temporary_file_is_found(watch, brood, tmp_path):
    watch.look()
    assert watch.findings == []
    (tmp_path / "temporary" / "upload").write_bytes(brood("upload").encode())
    watch.look()
    assert [each.names for each in watch.findings] == [("upload",)]


def test_a_draft_of_a_blob_is_found(watch, brood, tmp_path):
    (tmp_path / "home" / f"{uuid4().hex}.draft").write_bytes(brood("draft").encode())
    watch.look()
    assert [each.names for each in watch.findings] == [("draft",)]


def test_a_file_that_was_deleted_while_it_is_open_is_found(watch, brood):
    with tempfile.TemporaryFile() as file:
        file.write(brood("spooled").encode() * 200)
        file.flush()
        watch.look()
    (found,) = watch.findings
    assert found.names == ("spooled",)
    assert "(deleted)" in found.where


def test_a_file_that_is_there_only_between_two_looks_of_ours_is_found(watch, brood, tmp_path):
    with watch.looking():
        before = watch.looks
        path = Path(tmp_path / "temporary" / "short")
        path.write_bytes(brood("short").encode())
        while watch.looks < before + 2:
            watch.look()
        path.unlink()
    assert watch.findings


@pytest.mark.parametrize("place", ["body", "header"])
def test_base64_in_an_answer_is_found(brood, place):
    coded = base64.b64encode(b"\0{title: " + brood("title").encode() + b"}").decode()
    answer = Answer(
        address="GET /",
        status=200,
        headers=(("ETag", coded if place == "header" else "random"),),
        body=f"<p data-page='{coded if place == 'body' else ''}'>".encode(),
    )
    found = Searcher(brood).in_bytes(answer.everything, answer.address)
    assert ("title",) in {each.names for each in found}


def test_a_line_of_a_log_is_found(brood, tmp_path):
    log = tmp_path / "server.log"
    log.write_text(f"[ERROR] unexpected KeyError: '{brood('title')}'\n")
    assert Searcher(brood).in_file(log)
