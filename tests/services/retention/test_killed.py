"""Killed at every moment it tells of, and run again: whole, once, and nothing else is lost."""

import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.audit import Verb
from portal.records.tables import DestroyedEpoch, Disposal, DisposalState, Paper, PaperVersion
from portal.services import restricted_papers
from portal.services.retention.carrying_out import carry_out
from portal.services.retention.certificates import digest_of
from tests.services.keys.stock import unreadable
from tests.support.furnishing import CANARY, CLOSED_PAPER, HIDDEN_PAPER, MEMBER
from tests.support.tree import ROOT

pytestmark = pytest.mark.slow

SUFFERED = 20
"""More moments than it tells of: the last runs come to the end."""


@contextmanager
def victim(*told: str) -> Iterator[Callable[[int], int]]:
    """Wake a process that suffers, and give how a child of it ends that dies at a moment."""
    with subprocess.Popen(  # noqa: S603 -- our own program
        [sys.executable, "-m", "tests.services.retention.victim", *told],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:

        def dies_at(moment: int) -> int:
            process.stdin.write(f"{moment}\n")
            process.stdin.flush()
            ended = int(process.stdout.readline())
            assert ended in {0, -signal.SIGKILL}
            return ended

        yield dies_at
        process.stdin.close()
        process.wait(30)


def test_it_is_whole_whenever_it_was_killed(  # noqa: PLR0913, PLR0917 -- an installation is made of these
    work_of, approved, operator, furnished, record_url, log_url, record_engine, tmp_path
):
    work_of(None).session.close()
    killed = 0
    with victim(record_url, log_url, str(tmp_path), str(approved)) as dies_at:
        for moment in range(1, SUFFERED):
            if dies_at(moment) == 0:
                break
            killed += 1
            page = restricted_papers.read_paper(work_of(MEMBER), HIDDEN_PAPER)
            assert CANARY in page.title, "what stays can be read meanwhile"
            with Session(record_engine) as session:
                gone = session.get_one(Paper, CLOSED_PAPER).disposed_at is not None
                state = session.get_one(Disposal, approved).state
                assert gone == (state in {DisposalState.ERASED, DisposalState.DONE})
            work_of(None).session.close()
    assert killed >= 8
    carry_out(operator(), approved)
    with Session(record_engine) as session:
        disposal = session.get_one(Disposal, approved)
        assert disposal.state is DisposalState.DONE
        assert [each.epoch for each in session.scalars(select(DestroyedEpoch))] == [1]
        left = select(PaperVersion).where(PaperVersion.paper_id == CLOSED_PAPER)
        assert session.scalars(left).all() == []
        blobs = set(session.scalars(select(PaperVersion.blob)))
    assert {each.name for each in (tmp_path / "papers").iterdir()} == {each.hex for each in blobs}
    journal = work_of(None).journal
    assert journal.latest(Verb.DISPOSAL_CERTIFIED, approved).detail["certificate"] == digest_of(
        disposal.certificate
    )
    assert len(journal.every(Verb.PAPER_DISPOSED, CLOSED_PAPER)) == 1
    assert unreadable(operator(), furnished.compartments["general"]) == []
