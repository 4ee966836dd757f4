"""Carries a disposal out in processes that are killed in the middle of it; itself a process.

It is awake before it is asked, and each line that comes in is a moment at which to die.
"""

import os
import signal
import sys
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

from portal.policy import ANONYMOUS
from portal.records.engines import engine_for
from portal.services.retention.carrying_out import carry_out
from tests.support.furnishing import open_an_office

AT = datetime(2032, 2, 18, 12, tzinfo=UTC)


def suffer(record: str, log: str, folder: str, disposal: str, moment: int) -> None:
    """Stop dead when progress is told for the so manieth time."""
    office = open_an_office(engine_for(record), engine_for(log), Path(folder), lambda: AT)
    told = 0

    def watch(*_: object) -> None:
        nonlocal told
        told += 1
        if told == moment:
            os.kill(os.getpid(), signal.SIGKILL)

    carry_out(office.work_for(ANONYMOUS), UUID(disposal), watch)


def main(*told: str) -> None:
    """Have a child suffer for each line, and say how it ended."""
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            suffer(*told, int(line))
            os._exit(0)
        ended = os.waitpid(child, 0)[1]
        sys.stdout.write(f"{os.waitstatus_to_exitcode(ended)}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
