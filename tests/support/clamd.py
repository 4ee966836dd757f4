"""A real clamd for tests: on a socket in a folder of its own, with signatures of ours."""

import hashlib
import io
import os
import shutil
import socket
import subprocess
import tarfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

import pytest

from portal.cli.back_door import now
from portal.inspection.clamd import TEST_FILE

NAME: Final = "Invented.Harm"
HARM: Final = b"an invented sign of harm: thornmere-wryneck-7431"
NUMBER: Final = 27_431
AGE: Final = timedelta(days=3)
LISTENING: Final = b"Self checking"


@dataclass(frozen=True)
class Clamd:
    """A scanner at work."""

    address: str
    temporary: Path
    pid: int

    def is_emptied(self) -> bool:
        """Say whether it keeps nothing; it answers a moment before it removes what it looked at."""
        for _ in range(2_000):
            if not any(self.temporary.iterdir()):
                return True
            with socket.socket(socket.AF_UNIX) as door:
                door.connect(self.address)
                door.sendall(b"zPING\0")
                door.recv(9)
        return False


@pytest.fixture(scope="session")
def clamd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Clamd]:
    """Run one for the session; it knows one harmful thing, ours."""
    signatures = {"ours.ndb": _known(NAME, HARM)}
    with _running(tmp_path_factory.mktemp("clamd"), signatures) as running:
        yield running


@pytest.fixture(scope="session")
def dated_clamd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Clamd]:
    """Run one that knows the test file of all scanners, by signatures made three days ago."""
    signatures = {"daily.cud": _dated(_known("Invented.Test", TEST_FILE), now() - AGE)}
    with _running(tmp_path_factory.mktemp("dated-clamd"), signatures) as running:
        yield running


def _known(name: str, content: bytes) -> bytes:
    return f"{name}:0:*:{content.hex()}\n".encode()


def _dated(signatures: bytes, at: datetime) -> bytes:
    """Pack signatures as their makers do (cvd.c), unsigned: a heading, then an archive."""
    made = f"{at:%d %b %Y %H-%M +0000}"
    heading = f"ClamAV-VDB:{made}:{NUMBER}:1:63:X:X:nobody:{int(at.timestamp())}"
    digest = hashlib.sha256(signatures).hexdigest()
    told = f"{heading}\ndaily.ndb:{len(signatures)}:{digest}\n".encode()
    archive = io.BytesIO()
    with tarfile.open(fileobj=archive, mode="w", format=tarfile.USTAR_FORMAT) as into:
        for name, content in (("daily.info", told), ("daily.ndb", signatures)):
            member = tarfile.TarInfo(name)
            member.size = len(content)
            into.addfile(member, io.BytesIO(content))
    return heading.encode().ljust(512) + archive.getvalue()


@contextmanager
def _running(folder: Path, knows: Mapping[str, bytes]) -> Iterator[Clamd]:
    program = shutil.which("clamd", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    if program is None:
        pytest.skip("no clamd on this machine: install clamav-daemon to run these tests")
    signatures, temporary = folder / "signatures", folder / "temporary"
    for each in (signatures, temporary):
        each.mkdir()
    for name, content in knows.items():
        (signatures / name).write_bytes(content)
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
