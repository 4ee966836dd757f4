"""A portal at the back door whose commands are killed, and what must be so whenever they were."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

from sqlalchemy import Engine, select

from portal.policy import ANONYMOUS
from portal.records.tables import PaperVersion
from portal.services.office import PortalOffice
from portal.services.restricted_files import find_file
from tests.services.keys.conftest import FILE
from tests.services.keys.stock import unreadable
from tests.support.furnishing import CLERK, CLOSED_PAPER, PEPPER

VICTIM = Path(__file__).with_name("victim.py")
PROJECT = Path(__file__).parents[3]


@dataclass
class Backdoor:
    """A process that runs the portal's commands in processes that can be killed."""

    process: subprocess.Popen
    folder: Path
    settings: Path
    at: datetime | None = None  # what time it is there, if not the real one

    def run(self, *arguments: str, kill_at: int | None = None, settings: Path | None = None) -> int:
        asked = {
            "arguments": ["--settings", str(settings or self.settings), "keys", *arguments],
            "kill_at": kill_at,
            "folder": str(self.folder / "papers"),
            "at": None if self.at is None else self.at.isoformat(),
        }
        self.process.stdin.write(json.dumps(asked) + "\n")
        self.process.stdin.flush()
        return int(self.process.stdout.readline())


@contextmanager
def back_door(folder: Path, record: Engine, log: Engine) -> Iterator[Backdoor]:
    """Open a back door over what lies in a folder and two databases."""
    settings = folder / "settings.env"
    settings.write_text(
        "\n".join(f"{name}={value}" for name, value in settings_over(folder, record, log).items())
    )
    with (
        (folder / "said.txt").open("w") as said,
        subprocess.Popen(  # noqa: S603 -- our own program
            [sys.executable, "-P", str(VICTIM)],
            cwd=PROJECT,
            env={"PYTHONPATH": str(PROJECT), "PATH": "/usr/bin:/bin", "HOME": str(folder)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=said,
            text=True,
        ) as process,
    ):
        yield Backdoor(process=process, folder=folder, settings=settings)
        process.stdin.close()
        process.wait(30)


def settings_over(folder: Path, record: Engine, log: Engine) -> dict[str, str]:
    return {
        "PORTAL_ENVIRONMENT": "demonstration",
        "PORTAL_BASE_URL": "http://localhost:8000",
        "PORTAL_DATABASE_URL": record.url.render_as_string(hide_password=False),
        "PORTAL_LOG_DATABASE_URL": log.url.render_as_string(hide_password=False),
        "PORTAL_PAPERS": str(folder / "papers"),
        "PORTAL_ROOT_KEY_FILE": str(folder / "root.key"),
        "PORTAL_IDENTITY_PROVIDER": "demonstration",
        "PORTAL_TENANT": "11111111-2222-4333-8444-555555555555",
        "PORTAL_CLIENT_ID": "11111111-2222-4333-8444-666666666666",
        "PORTAL_CLIENT_SECRET": "9f3c1d" * 8,
        "PORTAL_SESSION_SECRET": "7a1e4b9c20d8f365" * 4,
        "PORTAL_LOG_PEPPER": PEPPER.decode(),
    }


def read_all(office: PortalOffice) -> int:
    """Read every version of the closed paper as its clerk does; say how many there are."""
    work = office.work_of(CLERK)
    with work.session:
        found = select(PaperVersion.id).where(PaperVersion.paper_id == CLOSED_PAPER)
        versions = work.session.scalars(found.order_by(PaperVersion.number)).all()
    for version in versions:
        with work.session:
            file = find_file(work, CLOSED_PAPER, version)
            assert b"".join(file.read(work, 0, file.size)) == FILE
    return len(versions)


def whole(office: PortalOffice, compartments: list[UUID]) -> bool:
    """See that everything opens under the key it names, files too, and that the log is whole."""
    work = office.work_for(ANONYMOUS)
    with work.session:
        for compartment in compartments:
            assert unreadable(work, compartment) == []
    assert read_all(office) == 2
    office.journal.verify()
    return True


def nothing_left_over(office: PortalOffice, folder: Path) -> bool:
    """See that every blob is one that the record names, and that none has another beside it.

    A write that was broken off leaves a draft, which the store's own tidying removes.
    """
    office.blobs.tidy(datetime.now(UTC) + timedelta(minutes=1))
    work = office.work_for(ANONYMOUS)
    with work.session:
        rows = work.session.execute(select(PaperVersion.blob, PaperVersion.other_blob)).all()
    named = {row.blob.hex for row in rows}
    assert sorted(each.name for each in (folder / "papers").iterdir()) == sorted(named), rows
    assert {row.other_blob for row in rows} == {None}
    return True
