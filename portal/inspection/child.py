"""The child process: limits itself, does one task with one file, answers, and ends.

python -m portal.inspection.child TASK FILE-DESCRIPTOR SECONDS MEMORY < asked.json
"""

import importlib
import json
import mmap
import os
import resource
import sys

from portal.inspection import lock_in
from portal.inspection.sandbox import OUT_OF_MEMORY
from portal.inspection.tasks import TASKS, Task


def main() -> int:
    """Do what the command line says, and give the exit code."""
    name, descriptor, seconds, memory = sys.argv[1:]
    _limit(int(seconds), int(memory))
    module, function = TASKS[name].split(":")
    task: Task = getattr(importlib.import_module(module), function)
    asked = json.load(sys.stdin)
    content = _mapped(int(descriptor))
    lock_in.lock_in()
    try:
        answer = json.dumps(task(content, asked))
    except MemoryError:
        return OUT_OF_MEMORY
    sys.stdout.write(answer)
    sys.stdout.flush()
    return 0


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
