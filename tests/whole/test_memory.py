"""What a worker has in memory is for nobody else to look into (ENC-15)."""

import subprocess
import sys

from tests.support.tree import ROOT

SHIELDED = """
import ctypes, resource
from portal import memory
assert memory.shield()
assert resource.getrlimit(resource.RLIMIT_CORE) == (0, 0)
assert ctypes.CDLL(None).prctl(3, 0, 0, 0, 0) == 0
open("/proc/self/fd/0")
"""


def test_a_shielded_process_writes_no_core_and_is_not_to_be_looked_into():
    done = subprocess.run(  # noqa: S603 -- our own program
        [sys.executable, "-c", SHIELDED],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
    )
    assert done.returncode == 0, done.stderr
