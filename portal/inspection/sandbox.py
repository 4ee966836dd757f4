"""Hands a file to a child process that has little memory, little time and nowhere to go.

The file travels in memory (``memfd_create``) and never lies in a folder.  The child limits itself
before it looks at the first byte (:mod:`portal.inspection.child`), and is ended when its time is
over.  Whatever becomes of it, the portal goes on.
"""

import base64
import fcntl
import json
import logging
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, BinaryIO, Final

from portal.errors import PortalError

LOG: Final = logging.getLogger(__name__)

PIECE: Final = 64 * 1024
_PROJECT: Final = Path(__file__).resolve().parent.parent.parent
_SEALS: Final = fcntl.F_SEAL_SEAL | fcntl.F_SEAL_SHRINK | fcntl.F_SEAL_GROW | fcntl.F_SEAL_WRITE
TURNS: Final = {
    "inspection": threading.BoundedSemaphore(2),
    "reading": threading.BoundedSemaphore(2),
}
"""How many children there are at once: readers never stand in the way of uploads."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What a child may use: seconds, and bytes of memory and of its answer.

    ``queue`` says with whom it waits for its turn, and ``wait`` for how many seconds at most.
    """

    seconds: int = 60
    memory: int = 1_500_000_000
    answer: int = 64_000_000
    queue: str = "inspection"
    wait: float | None = None


USUAL: Final = Limits()

OUT_OF_MEMORY: Final = 3
"""With which a child ends that wanted more memory than it may have."""


class NotInspected(PortalError):
    """The child gave no answer: ``cause`` is time, memory, answer, crash or busy."""

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

    A file that the task makes stands in the answer under its name, in base64.

    :raises NotInspected: if the child needed more than its limits, or broke.
    """
    (answer,) = run_each({task: asked or {}}, pieces, limits)
    return answer


def run_each(
    tasks: Mapping[str, Mapping[str, Any]], pieces: Iterable[bytes], limits: Limits = USUAL
) -> tuple[dict[str, Any], ...]:
    """Have several tasks done with one file, each in a child of its own; give their answers.

    :raises NotInspected: as :func:`run`.
    """
    answers = []
    for answer, name, made in _done(tasks, pieces, limits):
        if made is not None:
            with made:
                answer[name] = base64.b64encode(made.read()).decode()
        answers.append(answer)
    return tuple(answers)


def make(
    task: str,
    pieces: Iterable[bytes],
    asked: Mapping[str, Any] | None = None,
    limits: Limits = USUAL,
) -> tuple[dict[str, Any], BinaryIO | None]:
    """Have a file made out of a file, in memory; give the answer, and the file if there is one.

    The caller closes it.

    :raises NotInspected: if the child needed more than its limits, or broke.
    """
    ((answer, _, made),) = _done({task: asked or {}}, pieces, limits)
    return answer, made


Done = tuple[dict[str, Any], str, BinaryIO | None]


def _done(
    tasks: Mapping[str, Mapping[str, Any]], pieces: Iterable[bytes], limits: Limits
) -> Iterator[Done]:
    turn = TURNS[limits.queue]
    if not turn.acquire(timeout=limits.wait):
        raise NotInspected(" ".join(tasks), "busy")
    try:
        with in_memory("paper") as content:
            for piece in pieces:
                content.write(piece)
            content.flush()
            fcntl.fcntl(content, fcntl.F_ADD_SEALS, _SEALS)
            for task, asked in tasks.items():
                yield _answer(task, content.fileno(), asked, limits)
    finally:
        turn.release()


def in_memory(name: str) -> BinaryIO:
    """Open a new file that lies in memory and in no folder."""
    return os.fdopen(os.memfd_create(name, os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING), "w+b", PIECE)


def _answer(task: str, content: int, asked: Mapping[str, Any], limits: Limits) -> Done:
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
            said = child.stdout.readline(limits.answer + 1)
            made, much = _kept(child.stdout, limits.answer - len(said))
            if much:
                child.kill()
            # The last words of a child that broke.
            broke = child.stderr.read(2000)
        finally:
            alarm.cancel()
        code = child.wait()
    cause = _cause(code, late=late.is_set(), much=much)
    if cause:
        made.close()
        raise _refused(task, cause, code, broke)
    try:
        answer, name = _read(task, said)
    except NotInspected:
        made.close()
        raise
    if not name:
        made.close()
        return answer, "", None
    made.seek(0)
    return answer, name, made


def _kept(stdout: IO[bytes], most: int) -> tuple[BinaryIO, bool]:
    """Keep what follows the answer, and say whether it was more than it may be."""
    made = in_memory("made")
    left = most
    while left >= 0 and (piece := stdout.read(PIECE)):
        left -= len(piece)
        made.write(piece)
    return made, left < 0


def _cause(code: int, *, late: bool, much: bool) -> str:
    if late or code == -signal.SIGXCPU:
        return "time"
    if much:
        return "answer"
    if code != 0:
        return "memory" if code == OUT_OF_MEMORY else "crash"
    return ""


def _read(task: str, said: bytes) -> tuple[dict[str, Any], str]:
    """Read an answer and what was made; a child taken over by a file may say anything."""
    try:
        head = json.loads(said)
    except (ValueError, RecursionError):
        head = None
    match head:
        case {"answer": dict() as answer, "made": None | str() as made}:
            return answer, made or ""
    raise _refused(task, "crash", 0, b"")


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
