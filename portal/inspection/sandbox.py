"""Hands a file to a child process that has little memory, little time and nowhere to go.

The file travels in memory (``memfd_create``) and never lies in a folder.  The child limits itself
before it looks at the first byte (:mod:`portal.inspection.child`), and is ended when its time is
over.  Whatever becomes of it, the portal goes on.
"""

import fcntl
import json
import logging
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from portal.errors import PortalError

LOG: Final = logging.getLogger(__name__)

AT_ONCE: Final = 2
_PROJECT: Final = Path(__file__).resolve().parent.parent.parent
_SEALS: Final = fcntl.F_SEAL_SEAL | fcntl.F_SEAL_SHRINK | fcntl.F_SEAL_GROW | fcntl.F_SEAL_WRITE
_turn: Final = threading.BoundedSemaphore(AT_ONCE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What a child may use: seconds, and bytes of memory and of its answer."""

    seconds: int = 60
    memory: int = 1_500_000_000
    answer: int = 64_000_000


USUAL: Final = Limits()

OUT_OF_MEMORY: Final = 3
"""With which a child ends that wanted more memory than it may have."""


class NotInspected(PortalError):
    """The child gave no answer; ``cause`` is ``time``, ``memory``, ``answer`` or ``crash``."""

    def __init__(self, task: str, cause: str) -> None:
        super().__init__(f"the task {task} ended without an answer: {cause}")
        self.cause = cause


def run(
    task: str,
    pieces: Iterable[bytes],
    asked: Mapping[str, Any] | None = None,
    limits: Limits = USUAL,
) -> dict[str, Any]:
    """Have a task of :data:`portal.inspection.tasks.TASKS` done with a file, and give its answer.

    :raises NotInspected: if the child needed more than its limits, or broke.
    """
    content = os.memfd_create("paper", os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING)
    try:
        for piece in pieces:
            _write(content, piece)
        fcntl.fcntl(content, fcntl.F_ADD_SEALS, _SEALS)
        with _turn:
            return _answer(task, content, asked or {}, limits)
    finally:
        os.close(content)


def _write(file: int, piece: bytes) -> None:
    view = memoryview(piece)
    while view:
        view = view[os.write(file, view) :]


def _answer(task: str, content: int, asked: Mapping[str, Any], limits: Limits) -> dict[str, Any]:
    command = [sys.executable, "-P", "-m", "portal.inspection.child", task, str(content)]
    told = [str(limits.seconds), str(limits.memory)]
    with subprocess.Popen(  # noqa: S603 -- the command is ours, and what was sent is not in it
        [*command, *told],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        pass_fds=[content],
        # Nothing of the portal's own environment: it may hold a passphrase.
        env={"PYTHONPATH": str(_PROJECT), "PYTHONDONTWRITEBYTECODE": "1", "LC_ALL": "C.UTF-8"},
        start_new_session=True,
    ) as child:
        assert child.stdin and child.stdout and child.stderr  # noqa: S101, PT018 -- pipes, as asked
        late = threading.Event()
        alarm = threading.Timer(limits.seconds, _end, (child, late))
        alarm.start()
        try:
            _ask(child, asked)
            said = child.stdout.read(limits.answer + 1)
            if len(said) > limits.answer:
                child.kill()
            # The last words of a child that broke.
            broke = child.stderr.read(2000)
        finally:
            alarm.cancel()
        code = child.wait()
    if late.is_set() or code == -signal.SIGXCPU:
        raise _refused(task, "time", code, broke)
    if len(said) > limits.answer:
        raise _refused(task, "answer", code, broke)
    if code != 0:
        raise _refused(task, "memory" if code == OUT_OF_MEMORY else "crash", code, broke)
    return _read(task, said)


def _read(task: str, said: bytes) -> dict[str, Any]:
    """Read an answer; a child that was taken over by a file may say anything."""
    try:
        answer = json.loads(said)
    except (ValueError, RecursionError):
        answer = None
    if not isinstance(answer, dict):
        raise _refused(task, "crash", 0, b"")
    return answer


def _ask(child: subprocess.Popen[bytes], asked: Mapping[str, Any]) -> None:
    assert child.stdin  # noqa: S101 -- a pipe, as asked
    try:
        child.stdin.write(json.dumps(asked).encode())
        child.stdin.close()
    except BrokenPipeError:  # it broke before it listened; what it said tells why
        pass


def _end(child: subprocess.Popen[bytes], late: threading.Event) -> None:
    late.set()
    child.kill()


def _refused(task: str, cause: str, code: int, broke: bytes) -> NotInspected:
    LOG.warning("an inspection (%s) ended with %d: %s: %r", task, code, cause, broke[-300:])
    return NotInspected(task, cause)
