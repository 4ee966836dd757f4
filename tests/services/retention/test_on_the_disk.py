"""On the disk: a whole backup put back opens nothing of it, and no file holds what was open."""

import shutil
import sqlite3
from contextlib import closing

import pytest

from portal.errors import CannotOpen
from portal.records.engines import engine_for
from portal.records.tables import Paper, PaperVersion
from portal.services import restricted_files, restricted_papers
from portal.services.retention.carrying_out import carry_out
from tests.services.retention.conftest import CLOSED_BYTES
from tests.support.furnishing import (
    CANARY,
    CLOSED_PAPER,
    HIDDEN_PAPER,
    MEMBER,
    NOW,
    OPEN_PAPER,
    PREVENT_MEMBER,
    SENSITIVE_PAPER,
    open_an_office,
)

pytestmark = pytest.mark.slow


@pytest.fixture
def database_kind() -> str:
    """Files are what SQLite keeps; of a server's there are as many as it likes."""
    return "sqlite"


def copied(url: str, to) -> str:
    """Copy a database as a backup does, and give the copy's address."""
    opened = sqlite3.connect(url.removeprefix("sqlite:///")), sqlite3.connect(to)
    with closing(opened[0]) as here, closing(opened[1]) as there:
        here.backup(there)
    return f"sqlite:///{to}"


def read_whole(office, person, paper) -> bytes:
    """Read a restricted paper's page, and its newest file."""
    work = office.work_of(person)
    with work.session:
        page = restricted_papers.read_paper(work, paper)
        assert CANARY in page.title
        if page.file is None:
            return b""
        found = restricted_files.find_file(work, paper, page.file.version)
        return b"".join(found.read(work, 0, found.size))


def test_a_whole_backup_put_back_beside_todays_root(  # noqa: PLR0913, PLR0917 -- what there is
    work_of, approved, operator, office, tmp_path, record_url, log_url
):
    backup = tmp_path / "backup"
    backup.mkdir()
    work_of(None).session.close()
    assert read_whole(office, MEMBER, CLOSED_PAPER) == CLOSED_BYTES
    record, log = (
        copied(url, backup / name) for url, name in ((record_url, "record.db"), (log_url, "log.db"))
    )
    shutil.copytree(tmp_path / "papers", backup / "papers")
    shutil.copy(tmp_path / "root.key", backup / "root.key")

    # With the root of then it opens: what follows fails for want of the key, and of nothing else.
    engines = engine_for(record), engine_for(log)
    before = open_an_office(*engines, backup, lambda: NOW)
    assert read_whole(before, MEMBER, CLOSED_PAPER) == CLOSED_BYTES

    carry_out(operator(), approved)
    (backup / "root.key").unlink()
    shutil.copy(tmp_path / "root.key", backup / "root.key")
    restored = open_an_office(*engines, backup, lambda: NOW)
    for paper in (CLOSED_PAPER, HIDDEN_PAPER):  # whatever lay in those epochs, as we say
        with pytest.raises(CannotOpen):
            read_whole(restored, MEMBER, paper)
    work = restored.work_of(MEMBER)
    with work.session:
        versions = work.session.query(PaperVersion.id).filter_by(paper_id=CLOSED_PAPER).all()
        assert len(versions) == 2
        for (version,) in versions:
            with pytest.raises(CannotOpen):
                restricted_files.find_file(work, CLOSED_PAPER, version).read(work, 0, 10)
    assert read_whole(restored, PREVENT_MEMBER, SENSITIVE_PAPER) == b""
    assert read_whole(office, MEMBER, HIDDEN_PAPER) == b""  # the live record has it still
    for engine in engines:
        engine.dispose()


def test_no_file_holds_what_was_open(work_of, approved_open, operator, tmp_path):
    told = work_of(None).session.get_one(Paper, OPEN_PAPER)
    needles = {each.encode() for each in (told.title, told.author, told.text)} | {b"Kingfisher"}
    needles -= {b"Head of community safety"}  # other rows say so too
    work_of(None).session.close()
    assert len(needles) == 3
    assert {each for each in needles if found(each, tmp_path)} == needles
    carry_out(operator(), approved_open)
    assert {each for each in needles if found(each, tmp_path)} == set()


def found(needle: bytes, folder) -> bool:
    """Say whether some bytes are in any file of the installation."""
    return any(needle in each.read_bytes() for each in folder.rglob("*") if each.is_file())
