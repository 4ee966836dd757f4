"""Processes that live apart, in a sandbox: what they hold in memory that nobody else sees."""

import os
from pathlib import Path
from typing import Final

IN_MEMORY: Final = "tmpfs"


def lives_apart(pid: int) -> bool:
    """Say whether a process sees other file systems than we do; of one that has ended, nothing."""
    try:
        return Path(f"/proc/{pid}/ns/mnt").readlink() != Path("/proc/self/ns/mnt").readlink()
    except OSError:
        return False


def lies_in_memory_apart(pid: int, opened: Path) -> bool:
    """Say whether a file that a process has open lies in a file system in memory of its own.

    It is gone with the process, no folder of ours names it, and nothing of it is on the disk.
    """
    if not lives_apart(pid):
        return False
    try:
        device = opened.stat().st_dev
        here, there = _in_memory("self"), _in_memory(str(pid))
    except OSError:
        return False
    return f"{os.major(device)}:{os.minor(device)}" in there - here


def _in_memory(process: str) -> set[str]:
    """Give the devices of the file systems in memory that a process sees (proc(5), mountinfo)."""
    lines = Path(f"/proc/{process}/mountinfo").read_text().splitlines()
    found = set()
    for line in lines:
        told, _, kind = line.partition(" - ")
        if kind.split()[0] == IN_MEMORY:
            found.add(told.split()[2])
    return found
