"""A store afar is made anew in each process; one used before a fork is refused, and not hung."""

import subprocess
import sys
import textwrap

import pytest

from tests.support.stores import s3
from tests.support.tree import ROOT

__all__ = ["s3"]
PROGRAM = """
    import os, sys
    from uuid import UUID
    from portal.errors import StoreUnavailable
    from portal.places import Afar, Kind
    from portal.records.blobs import Blobs

    endpoint, bucket, when = sys.argv[1:]
    blobs = Blobs.at(Afar(kind=Kind.S3, name=bucket, endpoint=endpoint, region="eu-west-2",
                          key_id="invented", secret="invented"))
    name = UUID("6f1d5b1e-5b0c-4c39-9a55-3a7d0f1f0c55")
    if when == "before":
        blobs.write(name, [b"abc"])
    child = os.fork()
    if child == 0:
        try:
            if when == "after":
                blobs.write(name, [b"abc"])
            print(blobs.size(name), flush=True)
        except StoreUnavailable as refused:
            print(refused, flush=True)
        os._exit(0)
    os.waitpid(child, 0)
    print(blobs.size(name))
"""


@pytest.mark.parametrize(
    ("when", "told"),
    [
        ("after", "3\n3\n"),
        ("before", "the store was used before the process was forked\n3\n"),
    ],
)
def test_a_child_uses_a_store_of_its_own_or_none(s3, when, told):
    place = s3()
    ran = subprocess.run(  # noqa: S603 -- the program is the text above
        [sys.executable, "-c", textwrap.dedent(PROGRAM), place.endpoint, place.name, when],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert ran.stdout == told


def test_who_keeps_papers_in_a_folder_never_meets_what_reaches_afar():
    program = """
        import sys
        from pathlib import Path
        from portal.records.blobs import Blobs
        Blobs.in_folder(Path(sys.argv[1]))
        print("obstore" in sys.modules)
    """
    ran = subprocess.run(  # noqa: S603 -- the program is the text above
        [sys.executable, "-c", textwrap.dedent(program), "/tmp"],  # noqa: S108 -- it is there
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert ran.stdout == "False\n"
