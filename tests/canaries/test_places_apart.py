"""What is planted in a backup, in freed pages, in a folder of a run or by a sandbox is found."""

import sqlite3
import subprocess
import tempfile
from contextlib import contextmanager

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from portal.inspection import office as libreoffice
from portal.policy import ANONYMOUS
from portal.services.backups.making import make
from tests.canaries.brood import Brood
from tests.canaries.searching import Searcher
from tests.canaries.stage import Stage
from tests.canaries.watching import Watch, descendants
from tests.support.databases import KINDS
from tests.support.furnishing import BOARD, CANARY, furnish, open_an_office


@pytest.fixture
def brood() -> Brood:
    return Brood()


@pytest.fixture
def backed_up(record_engine, log_engine, tmp_path):
    """Give a way to back a furnished portal up, and the folder."""
    office = open_an_office(record_engine, log_engine, tmp_path)
    furnish(office)

    def back_up():
        work = office.work_for(ANONYMOUS, office.journal.pseudonyms.of_operator("root"))
        with work.session:
            make(work, (record_engine, log_engine), tmp_path / "backup", lambda *_: None)
        return tmp_path / "backup"

    return back_up


def test_a_row_in_clear_is_found_in_a_backup_and_a_sealed_one_is_not(
    record_engine, brood, backed_up
):
    assert Searcher(brood).in_folder(backed_up()) == []
    with Session(record_engine) as session:
        key = BOARD.hex if record_engine.dialect.name == "sqlite" else BOARD
        told = {"venue": f"In {brood('venue')}", "body": key}
        session.execute(text("UPDATE meeting SET venue = :venue WHERE body_id = :body"), told)
        session.commit()
    found = Searcher(brood).in_folder(backed_up())
    assert {each.where.rpartition("/")[2] for each in found} == {"record.meeting.jsonl"}
    assert not [
        path
        for path in backed_up().rglob("*")
        if path.is_file() and CANARY.encode() in path.read_bytes()
    ]


def test_what_a_disposal_would_leave_in_a_page_that_was_freed_is_found(brood, tmp_path):
    """It is what a database leaves that was not told to overwrite what is deleted."""
    for overwritten in (False, True):
        path = tmp_path / f"{overwritten}.db"
        database = sqlite3.connect(path)
        database.execute(f"PRAGMA secure_delete = {'ON' if overwritten else 'OFF'}")
        with database:
            database.execute("CREATE TABLE paper (title TEXT)")
            database.execute("INSERT INTO paper VALUES (?)", (brood("title") * 200,))
        with database:
            database.execute("DELETE FROM paper")
        database.close()
        assert bool(Searcher(brood).in_file(path)) is not overwritten


@pytest.mark.parametrize("database_kind", KINDS[:1], indirect=True)
@pytest.mark.usefixtures("database_kind")
def test_every_folder_of_a_run_is_looked_into(tmp_path):
    stage = Stage.found(tmp_path, {})
    searcher = Searcher(stage.closed)
    assert stage.written(searcher) == []
    planted = {
        stage.door.settings.papers / ("0" * 32): b"of a paper that was disposed of",
        stage.door.settings.root_key_file.parent / "old.key": b"of a key that was rotated",
        stage.backup / "papers" / ("1" * 32): b"of a paper that was backed up",
        stage.backup / "dump-1" / "record.paper.jsonl": b"of a row",
        tmp_path / "temporary" / "lu1" / "converted.pdf": b"of a conversion",
    }
    for number, (path, what) in enumerate(planted.items()):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(what + stage.closed(f"plant {number}").encode())
    printed = tmp_path / "printed" / "certificate.txt"
    printed.write_text(stage.closed("certificate"))
    stage.printed.append(printed)
    found = {name for each in stage.written(searcher) for name in each.names}
    assert found == stage.closed.named.keys()
    stage.close()


@contextmanager
def at_work_apart(given, script):
    """Have something at work where LibreOffice is, until the test has looked."""
    words = libreoffice.way()
    if words is None:
        pytest.skip("LibreOffice, with bubblewrap or user namespaces")
    with subprocess.Popen(  # noqa: S603 -- our own command
        [*words, f"{script}; echo ready; exec sleep 100", "sh"],
        stdin=given,
        stdout=subprocess.PIPE,
        env={"PATH": "/usr/bin:/bin:/usr/sbin:/sbin", "SEEN": "/usr /bin /lib /lib64"},
    ) as process:
        assert process.stdout is not None
        yield process
        process.kill()


@pytest.mark.parametrize("database_kind", KINDS[:1], indirect=True)
@pytest.mark.usefixtures("database_kind")
def test_a_file_on_the_disk_is_found_in_a_sandbox_too_and_its_own_memory_is_passed_over(
    brood, tmp_path
):
    for name in ("home", "temporary"):
        (tmp_path / name).mkdir()
    watch = Watch(Searcher(brood), temporary=tmp_path / "temporary", home=tmp_path / "home")
    keep = f"printf %s {brood('in memory')} >/tmp/x; exec 5</tmp/x"
    with at_work_apart(subprocess.DEVNULL, keep) as one:
        assert one.stdout.readline() == b"ready\n"
        watch.follow(one.pid)
        watch.look()
        assert descendants(one.pid)
        assert watch.findings == []
        assert watch.conversions
    with tempfile.TemporaryFile(dir=tmp_path) as spooled:
        spooled.write(brood("on the disk").encode())
        spooled.flush()
        with at_work_apart(spooled, "true") as one:
            assert one.stdout.readline() == b"ready\n"
            watch.follow(one.pid)
            watch.look()
    assert {name for each in watch.findings for name in each.names} == {"on the disk"}
