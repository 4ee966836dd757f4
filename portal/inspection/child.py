"""The child process: limits itself, does one task with one file, answers, and ends.

python -m portal.inspection.child TASK FILE-DESCRIPTOR SECONDS MEMORY < asked.json

It answers in one line of JSON, ``{"answer": …, "made": name or null}``; the file that was made,
if one was, follows that line as it is.
"""

import importlib
import json
import mmap
import os
import resource
import sys
from typing import Any

from portal.inspection import lock_in
from portal.inspection.sandbox import OUT_OF_MEMORY
from portal.inspection.tasks import PREPARED, TASKS, Made, Preparation, Task


def main() -> int:
    """Do what the command line says, and give the exit code."""
    name, descriptor, seconds, memory = sys.argv[1:]
    _limit(int(seconds), int(memory))
    task: Task = _found(TASKS[name])
    asked = json.load(sys.stdin)
    if name in PREPARED:
        prepare: Preparation = _found(PREPARED[name])
        asked = prepare(asked)
    content = _mapped(int(descriptor))
    lock_in.lock_in()
    try:
        done = task(content, asked)
        made = done if isinstance(done, Made) else None
        head = {"answer": made.answer if made else done, "made": made.name if made else None}
        said = json.dumps(head).encode()
    except MemoryError:
        return OUT_OF_MEMORY
    sys.stdout.buffer.write(said)
    if made:
        sys.stdout.buffer.write(b"\n")
        sys.stdout.buffer.write(made.content)
    sys.stdout.flush()
    return 0


def _found(where: str) -> Any:  # noqa: ANN401 -- a function, of the kind its table says
    module, function = where.split(":")
    return getattr(importlib.import_module(module), function)


def _limit(seconds: int, memory: int) -> None:
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    # Not a byte into any file, whatever a parser wants to keep for later.
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def _mapped(descriptor: int) -> memoryview:
    size = os.fstat(descriptor).st_size
    if size == 0:
        return memoryview(b"")
    return memoryview(mmap.mmap(descriptor, size, prot=mmap.PROT_READ))


if __name__ == "__main__":
    code = main()
    # Without tidying up: a parser that broke things may break more at the end.
    os._exit(code)
