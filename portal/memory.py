"""Keeps what a worker has in memory out of core dumps and from its neighbours (ENC-15).

Python cannot erase memory: a key that was used may lie in it, in more than one copy, until the
process ends.  What can be done is to let nobody else look.
"""

import ctypes
import resource
import sys
from typing import Final

_SET_DUMPABLE: Final = 4  # prctl(2)


def shield() -> bool:
    """Write no core, and let no other process of this user look in (prctl(2), ptrace(2)).

    Say whether this system could do both.
    """
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if not sys.platform.startswith("linux"):
        return False
    done: int = ctypes.CDLL(None).prctl(_SET_DUMPABLE, 0, 0, 0, 0)
    return done == 0
