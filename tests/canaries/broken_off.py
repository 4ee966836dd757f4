"""Begins an upload and is killed in the middle of it; run as a process of its own."""

import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

from portal.cli.back_door import BackDoor
from portal.services.submitting import PDF, add_version
from tests.canaries.spreading import PIECE, with_canaries


def pieces(canary: str) -> Iterator[bytes]:
    """Give most of a file, then end without any chance to tidy up."""
    content = with_canaries(canary, PIECE * 16)
    for start in range(0, PIECE * 12, PIECE):
        yield content[start : start + PIECE]
    os.kill(os.getpid(), signal.SIGKILL)


def main(settings: str, paper: str) -> None:
    """Upload to a paper; the canaries come by standard input, which leaves no trace."""
    name, canary = sys.stdin.read().split()
    work = BackDoor(settings_file=Path(settings)).office().work_of(None)
    add_version(work, UUID(paper), file_name=name, media_type=PDF, pieces=pieces(canary))


if __name__ == "__main__":
    main(*sys.argv[1:])
