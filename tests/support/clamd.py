"""A real clamd for tests: on a socket in a folder of its own, with one signature of ours."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pytest

NAME: Final = "Invented.Harm"
HARM: Final = b"an invented sign of harm: thornmere-wryneck-7431"
LISTENING: Final = b"Self checking"


@dataclass(frozen=True)
class Clamd:
    """A scanner at work."""

    address: str
    temporary: Path
    pid: int


@pytest.fixture(scope="session")
def clamd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Clamd]:
    """Run one for the session; it knows one harmful thing, ours."""
    program = shutil.which("clamd", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    if program is None:
        pytest.skip("no clamd on this machine: install clamav-daemon to run these tests")
    folder = tmp_path_factory.mktemp("clamd")
    signatures, temporary = folder / "signatures", folder / "temporary"
    for each in (signatures, temporary):
        each.mkdir()
    (signatures / "ours.ndb").write_text(f"{NAME}:0:*:{HARM.hex()}\n")
    door = folder / "door"
    settings = folder / "clamd.conf"
    settings.write_text(
        f"Foreground yes\nLocalSocket {door}\nDatabaseDirectory {signatures}\n"
        f"TemporaryDirectory {temporary}\nStreamMaxLength 101M\nMaxFileSize 101M\n"
        "MaxScanSize 400M\nMaxThreads 2\n"
    )
    with subprocess.Popen(  # noqa: S603 -- the program that was looked for
        [program, "--config-file", str(settings)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    ) as process:
        try:
            assert process.stdout is not None
            said = []
            for line in process.stdout:  # until it listens, or ends
                said.append(line)
                if line.startswith(LISTENING):
                    break
            assert door.exists(), b"".join(said).decode()
            yield Clamd(address=str(door), temporary=temporary, pid=process.pid)
        finally:
            process.terminate()
