"""Kill -9, TEST-01: who dies at any seam of publishing leaves all of a version or none."""

import json
import shutil
import signal
import subprocess
import sys
from contextlib import contextmanager
from random import Random
from time import monotonic
from uuid import UUID

import pytest
from sqlalchemy import select

from portal.audit import Outcome, Verb
from portal.policy import ANONYMOUS
from portal.records.tables import PaperVersion
from portal.services import papers, restricted_files
from portal.services.repairing import repair
from portal.services.submitting import PDF, add_version
from tests.services.attacked.dying import engines_in
from tests.services.attacked.published import CANARY, CONTENTS, LATER
from tests.support.furnishing import (
    CLOSED_PAPER,
    MEMBER,
    OPEN_PAPER,
    furnish,
    open_an_office,
)
from tests.support.tree import ROOT
from tests.web.conftest import app_over

SEED = 20_261_128
RECOVERY = 5.0  # seconds
SHOWN = 25  # the public site is asked through the whole application once in so many kills


class Killing:
    """A folder with a portal in it, and processes that act there until they die."""

    def __init__(self, folder, template):
        self.folder = folder
        self.template = template
        self._engines = engines_in(folder)
        self._parent = subprocess.Popen(  # noqa: S603 -- our own module
            [sys.executable, "-m", "tests.services.attacked.dying", str(folder)],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.killed = 0

    def again(self):
        shutil.rmtree(self.folder, ignore_errors=True)
        shutil.copytree(self.template, self.folder)

    @contextmanager
    def office(self):
        """Start the portal as it stands; statements are prepared once for all these starts."""
        record, log = self._engines
        yield open_an_office(record, log, self.folder)
        for engine in self._engines:
            engine.dispose()

    def shows(self, office):
        """Say whether the public site answers, asked through the whole application."""
        answer = app_over(office, self._engines[0]).test_client().get("/")
        return answer.status_code == 200

    def act(self, act, *, seam=None, after=None):
        asked = {"act": act, "seam": seam, "after": after}
        self._parent.stdin.write(json.dumps(asked) + "\n")
        self._parent.stdin.flush()
        answer = json.loads(self._parent.stdout.readline())
        if answer["killed"]:
            assert answer["status"] == signal.SIGKILL
            self.killed += 1
        else:
            assert answer["status"] == 0
        return answer["told"], answer["killed"]

    def end(self):
        self._parent.stdin.close()
        self._parent.wait(30)
        self._parent.stdout.close()


@pytest.fixture(scope="module")
def template(tmp_path_factory, templates):
    """Furnish a portal with a version of each paper in it."""
    folder = tmp_path_factory.mktemp("template")
    for name in ("record", "log"):
        shutil.copyfile(templates(name), folder / f"{name}.db")
    record, log = engines_in(folder)
    office = open_an_office(record, log, folder)
    furnish(office)
    work = office.work_for(ANONYMOUS)
    for paper, content in CONTENTS.items():
        add_version(work, paper, file_name="a.pdf", media_type=PDF, pieces=(content,))
    work.commit()
    work.session.close()
    for engine in (record, log):
        engine.dispose()
    return folder


@pytest.fixture
def killing(tmp_path, template):
    found = Killing(tmp_path / "portal", template)
    yield found
    found.end()


def holds(killing, office, acknowledged):
    """Check the invariants of a portal that started (I8) after somebody in it was killed."""
    folder, begun = killing.folder, monotonic()
    with office.session() as session:
        work = office.work_for(ANONYMOUS)
        repair(work, before=LATER)
        assert monotonic() - begun < RECOVERY
        again = repair(work, before=LATER)
        assert not again.did_something, "I3: repair does nothing the second time"
        assert (again.missing, again.kept) == ((), ())
        rows = session.scalars(select(PaperVersion)).all()
        lying = {each.name for each in (folder / "papers").iterdir()}
        assert lying == {row.blob.hex for row in rows}, "I3: no orphan is left"
        assert acknowledged <= {row.id for row in rows}, "I1: what was acknowledged is there"
        reader = office.work_of(MEMBER)
        for row in rows:
            assert _read(office, reader, row) == CONTENTS[row.paper_id], "I1, I2"
            assert _pinned(office, row), "I5: the log knows of every effect"
        opened = [each for each in office.journal.recent(limit=20) if _is_opening(each)]
        sealed = [row for row in rows if row.sealed_key is not None]
        assert len(opened) == len(sealed), "I6: each opening has its intent"
        reader.session.close()
        work.session.close()
    assert office.journal.verify(), "I5: the log is whole"
    assert not any(CANARY in each.read_bytes() for each in folder.rglob("*") if each.is_file()), (
        "I4"
    )
    if killing.killed % SHOWN == 1:
        assert killing.shows(office), "I7: the public site answers"


def _read(office, reader, row):
    if row.sealed_key is None:
        found = papers.read_file(office.work_for(ANONYMOUS), row.paper_id, row.id)
        return b"".join(found.stream(0, found.size))
    found = restricted_files.find_file(reader, row.paper_id, row.id)
    return b"".join(found.read(reader, 0, found.size))


def _pinned(office, row):
    lines = [
        each
        for each in office.journal.about(row.id)
        if each.entry.verb is Verb.VERSION_PUBLISHED and each.outcome
    ]
    return [each.outcome.detail["outcome"] for each in lines] == [Outcome.DONE]


def _is_opening(line):
    return line.entry.verb is Verb.PAPER_OPENED


def die(killing, act, **when):
    """Have somebody killed while they act, and look at what is left."""
    told, killed = killing.act(act, **when)
    acknowledged = {UUID(each) for each in told if len(each) == 36}
    with killing.office() as office:
        holds(killing, office, acknowledged)
    return killed


def seams_of(killing, act):
    """Let somebody act who is not killed; give the seams they pass."""
    told, killed = killing.act(act)
    assert not killed
    return json.loads(told[-1])


@pytest.mark.parametrize("every", [11, pytest.param(1, marks=pytest.mark.slow)])
def test_killed_at_each_seam_of_publishing(killing, every):
    killing.again()
    seams = seams_of(killing, "publish")
    assert len(set(seams)) >= 24
    for seam in range(1, len(seams) + 1, every):
        killing.again()
        assert die(killing, "publish", seam=seam), seams[seam - 1]
    print(f"{killing.killed} kills at {len(set(seams))} kinds of seam")  # noqa: T201 -- the count


@pytest.mark.parametrize("count", [5, pytest.param(60, marks=pytest.mark.slow)])
def test_killed_at_random_times(killing, count):
    print(f"seed {SEED}")  # noqa: T201 -- so that a failure can be repeated
    draw = Random(SEED)  # noqa: S311 -- to be repeated, not to be secret
    takes = 0.0
    for _ in range(2):  # the first time everything has to be loaded, and nobody is killed there
        killing.again()
        begun = monotonic()
        seams_of(killing, "publish")
        takes = monotonic() - begun
    for _ in range(count):
        killing.again()
        die(killing, "publish", after=draw.uniform(0.0, takes))
    print(f"{killing.killed} of {count} were killed, within {takes:.3f} s")  # noqa: T201 -- the count
    assert killing.killed


@pytest.mark.parametrize("every", [9, pytest.param(1, marks=pytest.mark.slow)])
def test_killed_at_each_seam_of_repair(killing, tmp_path, every):
    """What two deaths while publishing left is mended by a repair that dies as well."""
    killing.again()
    with killing.office() as office:
        for paper in (CLOSED_PAPER, OPEN_PAPER):
            work = office.work_for(ANONYMOUS)
            add_version(work, paper, file_name="a.pdf", media_type=PDF, pieces=(CONTENTS[paper],))
            work.session.commit()  # and nobody pins it
            work.session.close()
    (killing.folder / "papers" / f"{'0' * 32}.draft").write_bytes(b"left")
    left = tmp_path / "left"
    shutil.copytree(killing.folder, left)
    killing.template = left
    seams_of(killing, "mend")  # when nothing is prepared yet
    killing.again()
    seams = seams_of(killing, "mend")
    for seam in range(1, len(seams) + 1, every):
        killing.again()
        assert die(killing, "mend", seam=seam), seams[seam - 1]
