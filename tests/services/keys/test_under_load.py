"""TEST-21: the root and the compartments' keys are changed under load, with kills: all is readable.

Readers read all the while, through the root they were started with.  Every command is killed on
its way, later each time, until it comes to its end; nobody waits for a clock.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from portal.policy import ANONYMOUS
from portal.services.key_management.listing import Proof, list_keys
from portal.services.office import PortalOffice
from portal.vault import LocalRoot
from tests.services.keys.killing import back_door, nothing_left_over, read_all, whole
from tests.services.keys.stock import epochs
from tests.support.databases import KINDS
from tests.support.furnishing import SLUG, open_an_office

pytestmark = pytest.mark.slow
KILLED = -9
LATER = 4  # times as many moments on, each kill


class Reader(threading.Thread):
    """Reads the closed paper's files again and again, and keeps what went wrong."""

    def __init__(self, office: PortalOffice) -> None:
        super().__init__(daemon=True)
        self.office = office
        self.read = 0
        self.wrong: list[BaseException] = []
        self.enough = threading.Event()

    def run(self) -> None:
        while not self.enough.is_set():
            try:
                self.read += read_all(self.office)
            except BaseException as problem:  # noqa: BLE001 -- it is what the test asks for
                self.wrong.append(problem)
                return


@contextmanager
def reading(*offices: PortalOffice) -> Iterator[None]:
    """Read in all offices meanwhile; each must have read something, and nothing went wrong."""
    readers = [Reader(office) for office in offices]
    for reader in readers:
        reader.start()
    try:
        yield
    finally:
        for reader in readers:
            reader.enough.set()
        for reader in readers:
            reader.join(30)
    assert [reader.wrong for reader in readers] == [[] for _ in readers]
    assert all(reader.read for reader in readers)


@pytest.mark.parametrize("database_kind", KINDS, indirect=True)
def test_everything_is_turned_over_under_load_and_stays_readable(  # noqa: PLR0913, PLR0917 -- fixtures
    database_kind, office, stocked, record_engine, log_engine, tmp_path
):
    kills = 0
    turned = [f"{SLUG}/general", f"{SLUG}/prevent"]
    compartments = [stocked.compartments[slug] for slug in ("general", "prevent")]
    (tmp_path / "next").mkdir()
    (tmp_path / "next" / "papers").symlink_to(tmp_path / "papers")
    next_settings = tmp_path / "next.env"
    next_settings.write_text(f"PORTAL_ROOT_KEY_FILE={tmp_path / 'next' / 'root.key'}\n")
    with back_door(tmp_path, record_engine, log_engine) as door:

        def until_done(*arguments: str, settings=None) -> int:
            killed, kill_at = 0, 9
            while (code := door.run(*arguments, kill_at=kill_at, settings=settings)) == KILLED:
                killed, kill_at = killed + 1, kill_at * LATER
            assert code == 0, (tmp_path / "said.txt").read_text()
            return killed

        with reading(office):
            for round_, renewal in enumerate(("rewrap", "reencrypt", "rewrap")):
                if database_kind != "sqlite" and round_:
                    break  # what the second database has to show, it shows in one round
                kills += until_done("rotate-compartment", *turned)
                kills += until_done(renewal, *turned, "--close")
                assert whole(office, compartments), round_
            kills += until_done("rotate-root", "--to", str(next_settings))
        following = open_an_office(record_engine, log_engine, tmp_path / "next")
        assert following.door.root != office.door.root
        with reading(office, following):  # one worker was restarted, the other was not yet
            assert whole(following, compartments)
        after = tmp_path / "after.env"
        after.write_text(door.settings.read_text() + "\n" + next_settings.read_text())
        with reading(following):
            kills += until_done("rotate-root", "--finish", settings=after)
            kills += until_done("rotate-compartment", *turned, settings=after)
            kills += until_done("rewrap", *turned, "--close", settings=after)
            kills += until_done(
                "rotate-root", "--finish", "--destroy", str(door.settings), settings=after
            )
    assert kills >= 10
    work = following.work_for(ANONYMOUS)
    with work.session:
        found = list_keys(work)
    assert not found.strays
    assert {line.proof for line in found.lines} == {Proof.GOOD}
    assert {line.root for line in found.lines} == {following.door.root}
    for line in found.lines:
        assert (line.closed_at is None) == line.newest
        assert line.newest or not line.wraps
    for compartment in compartments:
        with work.session:
            assert len(epochs(work, compartment)) == 1
    assert whole(following, compartments)
    assert nothing_left_over(following, tmp_path)
    assert len((tmp_path / "root.key").read_bytes()) < 100  # no slot is left in it
    assert LocalRoot.load(tmp_path / "root.key").id == office.door.root
