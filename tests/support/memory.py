"""How much memory a process takes, and took at most, as its system counts it."""

import re
from pathlib import Path
from typing import Final

_NOW: Final = "VmRSS"
_MOST: Final = "VmHWM"
FORGET: Final = "5"
"""What makes the system count the most anew from now on (proc(5), clear_refs)."""


def resident(pid: int | str = "self") -> int:
    """Give the bytes that a process takes now."""
    return _counted(pid, _NOW)


def most_resident(pid: int | str = "self") -> int:
    """Give the bytes that it took at most since it was last told to forget."""
    return _counted(pid, _MOST)


def forget_the_most(pid: int | str = "self") -> None:
    """Have the most counted anew."""
    Path(f"/proc/{pid}/clear_refs").write_text(FORGET)


def _counted(pid: int | str, what: str) -> int:
    found = re.search(rf"{what}:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text())
    assert found, what
    return int(found[1]) * 1024
