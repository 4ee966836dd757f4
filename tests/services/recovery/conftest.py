"""An installation with sealed things in it, made once and copied; and places with nothing."""

import shutil
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest

from portal.records import migrating
from portal.records.engines import engine_for
from portal.services.submitting import add_version
from portal.vault import Share
from tests.services.recovery.installation import Elsewhere, Installation
from tests.support.furnishing import CLERK, CLOSED_PAPER, OPEN_PAPER, furnish, keep_more_private

FILE = b"%PDF-1.7\n" + bytes(range(256)) * 200

Opening = Callable[[Path], Installation]


@pytest.fixture(scope="session")
def opening() -> Iterator[Opening]:
    """Open an installation whose databases are files of its folder."""
    engines = []

    def opened(folder: Path) -> Installation:
        made = [
            engine_for(f"sqlite:///{folder}/{name}.db", durable=False) for name in ("record", "log")
        ]
        engines.extend(made)
        return Installation(*made, folder)

    yield opened
    for engine in engines:
        engine.dispose()


def put_a_board(here: Installation) -> None:
    """Make the tables, and put a board in with things sealed in it and files of papers."""
    for chain, engine in (("record", here.record), ("log", here.log)):
        migrating.upgrade(engine, chain)
    keep_more_private(here.office, furnish(here.office), times=1)
    work = here.office.work_of(CLERK)
    with work.session:
        for paper in (CLOSED_PAPER, OPEN_PAPER):
            add_version(work, paper, file_name="p.pdf", media_type="application/pdf", pieces=[FILE])
        work.commit()


@pytest.fixture(scope="session")
def stock(
    tmp_path_factory: pytest.TempPathFactory, opening: Opening
) -> tuple[Path, tuple[Share, ...], tuple[Share, ...]]:
    """Make, once: an installation, its backup and a restored one; the shares, and older ones."""
    folder = tmp_path_factory.mktemp("stock")
    (folder / "here").mkdir()
    here = opening(folder / "here")
    put_a_board(here)
    old, shares = here.split(), here.split()
    here.back_up(folder / "backup")
    (folder / "there").mkdir()
    there = opening(folder / "there")
    there.restore(folder / "backup")
    for each in (here, there):
        each.record.dispose()
        each.log.dispose()
    return folder, shares, old


@pytest.fixture
def here(stock, opening: Opening, tmp_path: Path) -> Installation:
    shutil.copytree(stock[0] / "here", tmp_path / "here")
    return opening(tmp_path / "here")


@pytest.fixture
def shares(stock) -> tuple[Share, ...]:
    return stock[1]


@pytest.fixture
def old_shares(stock) -> tuple[Share, ...]:
    return stock[2]


@pytest.fixture
def backup(stock, tmp_path: Path) -> Path:
    """Copy the backup."""
    shutil.copytree(stock[0] / "backup", tmp_path / "backup")
    return tmp_path / "backup"


@pytest.fixture
def lost(stock, opening: Opening, tmp_path: Path) -> Installation:
    """Copy a host on which the backup was restored, and which has no root yet."""
    shutil.copytree(stock[0] / "there", tmp_path / "there")
    return opening(tmp_path / "there")


@pytest.fixture
def elsewhere(
    opening: Opening, tmp_path: Path, request: pytest.FixtureRequest
) -> Iterator[Elsewhere]:
    """Give a clean host: empty databases, and an empty folder."""
    numbers, engines, dropping = count(1), [], []

    def clean(kind: str = "sqlite") -> Installation:
        folder = tmp_path / f"elsewhere-{next(numbers)}"
        folder.mkdir()
        if kind == "sqlite":
            return opening(folder)
        server = request.getfixturevalue("postgres")
        names = [server.clone() for _ in range(2)]
        dropping.extend((server, name) for name in names)
        made = [engine_for(server.url(name), durable=False) for name in names]
        engines.extend(made)
        return Installation(*made, folder)

    yield clean
    for engine in engines:
        engine.dispose()
    for server, name in dropping:
        server.drop(name)
