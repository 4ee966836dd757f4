"""Runs commands of the portal in processes that kill themselves, with SIGKILL, at a given moment.

Each line on standard input is a JSON object: the arguments of ``portal``, and the number of the
moment before which the process is to die, or null; and the time it is to be, or null for the real
one.  A moment is a statement or a commit of either
database, or something done to a file in the folder that was named.  Each line on standard output
says what came of it.
"""

import gc
import json
import os
import signal
import sys
import traceback
from collections.abc import Callable
from datetime import datetime

import click
from sqlalchemy import Engine, event

from portal.cli import back_door
from portal.cli import portal as command
from portal.services.key_management import reencrypting, rewrapping
from tests.support import compiled_once

FILES = {"open", "os.link", "os.remove", "os.rename", "os.mkdir"}


def moments(kill_at: int | None, folder: str) -> Callable[..., None]:
    """Count the moments of this process, and end it before one of them."""
    passed = 0

    def moment(*_: object, **__: object) -> None:
        nonlocal passed
        passed += 1
        if passed == kill_at:
            os.kill(os.getpid(), signal.SIGKILL)

    def heard(name: str, arguments: tuple[object, ...]) -> None:
        if name in FILES and str(arguments[0]).startswith(folder):
            moment()

    event.listen(Engine, "before_cursor_execute", moment)
    event.listen(Engine, "commit", moment)
    sys.addaudithook(heard)
    return moment


def warm_up(settings: str) -> None:
    """Load everything and have statements prepared here, once for all who are forked.

    Nothing is changed: it is what would be done that is asked.
    """
    for verb in ("rotate-compartment", "rewrap", "reencrypt"):
        arguments = ["--settings", settings, "keys", verb, "--all", "--dry-run"]
        command.main(arguments, standalone_mode=False)
    gc.collect()  # no connection is left open for a child to share
    gc.freeze()


def run(asked: dict[str, object]) -> int:
    """Do what is asked, in a process of its own; the exit code, or 137 if it was killed."""
    child = os.fork()
    if child:
        _, status = os.waitpid(child, 0)
        return os.waitstatus_to_exitcode(status)
    os.dup2(2, 1)  # what it says must not be taken for an answer
    code = 1
    try:
        if asked["at"] is not None:
            at = datetime.fromisoformat(str(asked["at"]))
            back_door.now = lambda: at
        moments(asked["kill_at"], str(asked["folder"]))
        command.main(list(asked["arguments"]), standalone_mode=False)
        code = 0
    except click.ClickException as refused:
        refused.show()
        code = 3
    except BaseException:  # noqa: BLE001 -- this process ends here, whatever it was
        traceback.print_exc()
    os._exit(code)


if __name__ == "__main__":
    # Small batches, so that there are many moments between them.
    rewrapping._Rewrap.batch = 5  # noqa: SLF001 -- no setting is worth having for this
    reencrypting._Reencrypt.batch = 5  # noqa: SLF001 -- likewise
    compiled_once.share()
    answers, sys.stdout = sys.stdout, sys.stderr  # what a command says is no answer
    warm = False
    for line in sys.stdin:
        asked = json.loads(line)
        if not warm:
            warm_up(asked["arguments"][1])
            warm = True
        answers.write(f"{run(asked)}\n")
        answers.flush()
