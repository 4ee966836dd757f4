"""Shuts this process in: from here on it opens no file, no socket and no other program.

By seccomp(2), where the kernel has it: the calls of :data:`REFUSED` then fail with EPERM, in every
thread that an import began.  What was opened and imported before stays.  Linux on x86-64 and on
AArch64; elsewhere, and in kernels without it, only the limits of :mod:`portal.inspection.child`
hold.
"""

import ctypes
import errno
import platform
import struct
from typing import Final

_NO_NEW_PRIVILEGES: Final = 38
_DUMPABLE: Final = 4
_FILTER: Final = 1
_EVERY_THREAD: Final = 1

_LOAD: Final = 0x20
_EQUALS: Final = 0x15
_AT_LEAST: Final = 0x35
_RETURN: Final = 0x06
_ALLOW: Final = 0x7FFF0000
_KILL: Final = 0x80000000
_FAIL: Final = 0x00050000

SECCOMP: Final = {"x86_64": 317, "aarch64": 277}
"""The number of seccomp(2) itself; unlike prctl(2), it can shut in threads that run already."""

# The number of each call on each machine, from the kernel's own tables.
REFUSED: Final[dict[str, tuple[int, dict[str, int]]]] = {
    "x86_64": (
        0xC000003E,
        {
            "open": 2, "creat": 85, "openat": 257, "openat2": 437, "socket": 41,
            "connect": 42, "bind": 49, "sendto": 44, "clone": 56, "fork": 57, "vfork": 58,
            "execve": 59, "execveat": 322, "clone3": 435, "kill": 62, "tgkill": 234, "ptrace": 101,
            "process_vm_readv": 310, "process_vm_writev": 311, "unlink": 87, "unlinkat": 263,
            "rename": 82, "renameat": 264, "renameat2": 316, "link": 86, "linkat": 265,
            "symlink": 88, "symlinkat": 266, "truncate": 76, "mkdir": 83, "mkdirat": 258,
            "chmod": 90, "fchmodat": 268, "mount": 165, "memfd_create": 319,
            "io_uring_setup": 425, "pidfd_getfd": 438, "open_by_handle_at": 304, "bpf": 321,
        },
    ),
    "aarch64": (
        0xC00000B7,
        {
            "openat": 56, "openat2": 437, "socket": 198, "connect": 203, "bind": 200,
            "sendto": 206, "clone": 220, "execve": 221, "execveat": 281, "clone3": 435, "kill": 129,
            "tgkill": 131, "ptrace": 117, "process_vm_readv": 270, "process_vm_writev": 271,
            "unlinkat": 35, "renameat": 38, "renameat2": 276, "linkat": 37, "symlinkat": 36,
            "truncate": 45, "mkdirat": 34, "fchmodat": 53, "mount": 40, "memfd_create": 279,
            "io_uring_setup": 425, "pidfd_getfd": 438, "open_by_handle_at": 265, "bpf": 280,
        },
    ),
}  # fmt: skip


def lock_in() -> bool:
    """Refuse this process what it no longer needs; say whether the kernel could."""
    machine = platform.machine()
    if machine not in REFUSED:
        return False
    c = ctypes.CDLL(None, use_errno=True)
    c.prctl(_DUMPABLE, 0, 0, 0, 0)
    if c.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0) != 0:
        return False
    rules = _rules(*REFUSED[machine])
    kept = ctypes.create_string_buffer(rules, len(rules))
    program = struct.pack("HxxxxxxP", len(rules) // 8, ctypes.addressof(kept))
    done: int = c.syscall(SECCOMP[machine], _FILTER, _EVERY_THREAD, program)
    return done == 0


def _rules(machine: int, calls: dict[str, int]) -> bytes:
    """Write the filter: another machine's calls end the process, the refused ones fail."""
    numbers = sorted(set(calls.values()))
    steps = [
        (_LOAD, 0, 0, 4),
        (_EQUALS, 1, 0, machine),
        (_RETURN, 0, 0, _KILL),
        (_LOAD, 0, 0, 0),
        # Calls of the x32 numbering would be others under the same names.
        (_AT_LEAST, len(numbers) + 1, 0, 0x40000000),
        *((_EQUALS, len(numbers) - at, 0, number) for at, number in enumerate(numbers)),
        (_RETURN, 0, 0, _ALLOW),
        (_RETURN, 0, 0, _FAIL | errno.EPERM),
    ]
    return b"".join(struct.pack("HBBI", *step) for step in steps)
