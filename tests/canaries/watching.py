"""Watches processes while they work: what they have in temporary and deleted files."""

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Lock, Thread
from typing import Final

from tests.canaries.apart import lies_in_memory_apart, lives_apart
from tests.canaries.searching import Finding, Searcher, files_below

EVERY: Final = 0.05
"""Seconds between two looks that nobody asked for."""


SHARED: Final = Path("/dev/shm")  # noqa: S108 -- looked into, not written
HANDED_OVER: Final = frozenset(
    f"/memfd:{each} (deleted)" for each in ("paper", "made", "office", "converted")
)
"""How /proc names the memory in which a file goes to a sandbox, and in which one comes back."""


class Watch:
    """Looks at temporary folders, at drafts, and at whatever a process holds open elsewhere.

    A file that was deleted while it is open is on the disk, though no folder names it.  Two things
    look like such a file and are none: the memory (``memfd_create``) in which the portal hands a
    file to a sandbox and takes what it made of it, and the file system in memory in which a
    sandbox of LibreOffice works.  They are passed over: the one by its name, and only
    in a sandbox and in the process that has started it; the other if nobody else sees it.
    """

    def __init__(self, searcher: Searcher, *, temporary: Path, home: Path) -> None:
        self.findings: list[Finding] = []
        self.looks = 0
        self.inspections = 0
        self.conversions = 0  # how often a process was seen that lives apart
        self._searcher = searcher
        self._temporary = temporary
        self._home = home
        self._pids: set[int] = {os.getpid()}
        self._seen: set[tuple[int, ...]] = set()
        self._lock = Lock()

    def follow(self, pid: int) -> None:
        """Watch a process, and those it starts, from now on."""
        self._pids.add(pid)

    def look(self) -> None:
        """Look once."""
        with self._lock:
            self.looks += 1
            for pid in sorted(self._pids):
                for each in (pid, *descendants(pid)):
                    self._look_at_process(each)
            for folder, pattern in ((self._temporary, "*"), (self._home, "*.draft"), (SHARED, "*")):
                for path in files_below(folder):
                    if path.match(pattern):
                        self._look_into(path, str(path))

    @contextmanager
    def looking(self) -> Iterator[None]:
        """Look again and again, besides when asked."""
        enough = Event()

        def until_enough() -> None:
            while not enough.wait(EVERY):
                self.look()

        thread = Thread(target=until_enough)
        thread.start()
        try:
            yield
        finally:
            enough.set()
            thread.join()

    def _look_at_process(self, pid: int) -> None:
        self.conversions += lives_apart(pid)
        opened = Path(f"/proc/{pid}/fd")
        try:
            descriptors = list(opened.iterdir())
        except OSError:
            return  # it has ended
        for each in descriptors:
            try:
                target = each.readlink()
            except OSError:
                continue  # it has been closed
            if str(target) in HANDED_OVER and hands_a_file_over(pid):
                self.inspections += 1
            elif lies_in_memory_apart(pid, each):
                continue
            elif not target.is_relative_to(self._home) or str(target).endswith("(deleted)"):
                self._look_into(each, f"process {pid}, {target}")

    def _look_into(self, path: Path, where: str) -> None:
        try:
            status = path.stat()
            known = (status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns)
            if not stat.S_ISREG(status.st_mode) or known in self._seen:
                return
            content = path.read_bytes()
        except OSError:
            return
        self._seen.add(known)
        self.findings += self._searcher.in_bytes(content, where)


def children(pid: int) -> list[int]:
    """Give the processes that a process has started."""
    found: list[int] = []
    for listing in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            found += map(int, listing.read_text().split())
        except OSError:
            continue
    return found


def descendants(pid: int) -> list[int]:
    """Give the processes that a process has started, and those that they have."""
    found = children(pid)
    return [*found, *(below for each in found for below in descendants(each))]


def hands_a_file_over(pid: int) -> bool:
    """Say whether a process is of a sandbox, or may start one: it serves the portal."""
    if lives_apart(pid):
        return True
    try:
        command = Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return True  # it has ended, and holds nothing any more
    if not command:
        return True  # likewise: nobody has asked for its end yet
    return any(each in command for each in (b"portal.inspection.child", b"gunicorn", b"soffice"))
