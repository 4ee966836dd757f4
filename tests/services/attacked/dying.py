"""Publishes in a process of its own and kills it at a seam; run as a process that forks them.

A seam is a moment beside anything that outlives a process: a call to the disk of papers, a
statement or a commit of the record or of the log.  Each has a name, and the same publishing passes
the same seams in the same order.  Nothing in the portal knows of them: its calls are wrapped here.

What a process has written outlives its being killed whether it was flushed or not, so that nothing
here waits for the disk; who calls ``fsync`` passes its seams, and the wait alone is left out.
"""

import gc
import json
import os
import select
import signal
import sys
from pathlib import Path

from sqlalchemy import event

from portal.policy import ANONYMOUS
from portal.records.engines import engine_for
from portal.services.repairing import repair
from portal.services.submitting import PDF, add_version
from tests.services.attacked.published import CONTENTS, LATER
from tests.support.furnishing import open_an_office

OF_THE_DISK = ("open", "write", "fsync", "close", "link", "unlink")


class Seams:
    """Counts the seams that are passed, and dies at the one that is wanted."""

    def __init__(self, wanted):
        self.wanted = wanted
        self.passed = []

    def __call__(self, name):
        self.passed.append(name)
        if len(self.passed) == self.wanted:
            os.kill(os.getpid(), signal.SIGKILL)

    def over_the_disk(self):
        for name in OF_THE_DISK:
            real = (lambda _: None) if name == "fsync" else getattr(os, name)
            setattr(os, name, self._around(name, real))

    def _around(self, name, real):
        def wrapped(*args, **named):
            self(f"before {name}")
            answer = real(*args, **named)
            self(f"after {name}")
            return answer

        return wrapped

    def over(self, engine, what):
        @event.listens_for(engine, "before_cursor_execute")
        def _before(_connection, _cursor, statement, *_rest):
            self(f"before {what} {statement.split()[0].lower()}")

        @event.listens_for(engine, "after_cursor_execute")
        def _after(_connection, _cursor, statement, *_rest):
            self(f"after {what} {statement.split()[0].lower()}")

        @event.listens_for(engine, "commit")
        def _commit(_connection):
            self(f"before {what} commit")


def engines_in(folder):
    """Give the engines of a portal's databases; they may outlive the files, and find new ones."""
    return tuple(
        engine_for(f"sqlite:///{folder}/{name}.db", durable=False) for name in ("record", "log")
    )


def publish(office, seams, tell):
    """Publish a version of each paper, and tell of each once it is acknowledged."""
    for paper, content in CONTENTS.items():
        work = office.work_for(ANONYMOUS)
        pieces = (content[at : at + 50_000] for at in range(0, len(content), 50_000))
        version = add_version(work, paper, file_name="a.pdf", media_type=PDF, pieces=pieces)
        work.commit()
        seams("before it is acknowledged")
        tell(str(version))
        seams("after it is acknowledged")
        work.session.close()


def mend(office, seams, tell):
    """Repair, and tell when it is done."""
    repair(office.work_for(ANONYMOUS), before=LATER)
    seams("before it is acknowledged")
    tell("mended")


def act(folder, engines, asked, pipe):
    record, log = engines
    office = open_an_office(record, log, folder)
    seams = Seams(asked["seam"])
    seams.over_the_disk()
    seams.over(record, "record")
    seams.over(log, "log")
    written = os.fdopen(pipe, "w", buffering=1)
    {"publish": publish, "mend": mend}[asked["act"]](
        office, seams, lambda told: print(told, file=written, flush=True)
    )
    print(json.dumps(seams.passed), file=written, flush=True)


def one(folder, engines, asked):
    """Let one process act and die; give what it told, and how it ended."""
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(read)
        status = 1
        try:
            act(folder, engines, asked, write)
            status = 0
        finally:
            os._exit(status)
    os.close(write)
    if asked["after"] is not None:
        select.select([], [], [], asked["after"])
        os.kill(child, signal.SIGKILL)
    with os.fdopen(read) as told:
        lines = told.read().splitlines()
    _, status = os.waitpid(child, 0)
    return {"told": lines, "killed": os.WIFSIGNALED(status), "status": status}


def main(folder):
    engines = engines_in(folder)
    warm = False
    for line in sys.stdin:
        if not warm:  # the statements are prepared here, once for all who are forked
            publish(open_an_office(*engines, folder), Seams(None), str)
            for engine in engines:
                engine.dispose()
            gc.collect()
            gc.freeze()  # a child that collects would copy all of it
            warm = True
        print(json.dumps(one(folder, engines, json.loads(line))), flush=True)  # noqa: T201 -- its answer


if __name__ == "__main__":
    main(Path(sys.argv[1]))
