"""Killed at any moment: no false alarm, no half backup, and a restoring that can be done again."""

import os
import random
import signal
import subprocess
import sys
import threading

import pytest

from portal.services.backups.checking import check
from portal.services.rollback.watch import Standing
from tests.services.recovery.installation import silent
from tests.support.furnishing import PEPPER

BEGINNING = """
import sys
from pathlib import Path
from portal.records.engines import engine_for
from tests.services.recovery.installation import Installation

folder = Path(sys.argv[1])
urls = [f"sqlite:///{folder}/{name}.db" for name in ("record", "log")]
here = Installation(*map(engine_for, urls), folder)
"""
COMMITTING = """
print("begun", flush=True)
while True:
    here.commit()
"""
BACKING_UP = """
here.office
print("begun", flush=True)
while True:
    here.back_up(Path(sys.argv[2]))
"""
RESTORING = """
print("begun", flush=True)
here.restore(Path(sys.argv[2]))
"""


def killed(program: str, *arguments: object, after: float) -> None:
    """Run a program, and kill it so many seconds after it has begun, unless it has ended."""
    process = subprocess.Popen(  # noqa: S603 -- our own program
        [sys.executable, "-c", BEGINNING + program, *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == b"begun\n"
    killing = threading.Timer(after, os.kill, (process.pid, signal.SIGKILL))
    killing.start()
    process.wait(timeout=30)
    killing.cancel()
    process.stdout.close()


@pytest.fixture
def chance():
    seed = random.randrange(2**32)  # noqa: S311 -- printed, so that it can be had again
    sys.stdout.write(f"seed {seed}\n")
    return random.Random(seed)  # noqa: S311 -- likewise


@pytest.mark.slow
def test_a_crash_between_commit_and_head_is_no_rollback(here, chance):
    before = here.office.watch.version()
    here.record.dispose()
    here.log.dispose()
    for _ in range(3):
        killed(COMMITTING, here.folder, after=chance.uniform(0.05, 0.6))
        again = here.restarted()
        assert again.office.watch.examine().standing is Standing.WHOLE
        again.office.journal.verify()
    assert here.restarted().office.watch.version() > before


@pytest.mark.slow
def test_a_backup_that_was_broken_off_leaves_the_last_one_whole(here, backup, chance):
    for _ in range(2):
        killed(BACKING_UP, here.folder, backup, after=chance.uniform(0.02, 0.5))
        check(backup, PEPPER, here.clock(), silent)
    made = here.restarted().back_up(backup)
    assert check(backup, PEPPER, here.clock(), silent) == made.manifest
    assert len(list(backup.glob("dump-*"))) == 1
    assert not list((backup / "papers").glob(".*"))


@pytest.mark.slow
def test_a_restoring_that_was_broken_off_is_done_again(elsewhere, backup, shares, here, chance):
    before = here.opened()
    for after in (0.01, chance.uniform(0.1, 1.2)):
        there = elsewhere()
        killed(RESTORING, there.folder, backup, after=after)
        try:
            there.restore(backup)
        except Exception as refused:  # noqa: BLE001 -- it had been done before it was killed
            assert "The record is not empty" in str(refused)  # noqa: PT017
        assert there.office.watch.examine().standing is Standing.DECLARED
        there.recover(*shares[:3])
        assert there.opened() == before
