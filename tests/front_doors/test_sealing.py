"""Workers of a real server are sealed and unsealed from the command line, all of them, at once."""

import os
import signal
import subprocess
from contextlib import contextmanager
from pathlib import Path
from urllib.request import Request, urlopen
from uuid import UUID

import pytest
from click.testing import CliRunner
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.audit import Verb
from portal.cli import portal
from portal.cli.back_door import BackDoor, now, read_settings_file
from portal.cli.doctor.examining import answer_of
from portal.cli.doctor.patient import Patient
from portal.cli.serve import gunicorn
from portal.policy.app_roles import AppRole
from portal.records.tables import Person
from portal.services.sign_in.sessions import Opening, SessionLimits, open_session
from portal.services.sign_in.snapshots import keep_snapshot
from portal.services.switchboard import call_each
from portal.vault import LocalRoot
from portal.vault.roots import local
from portal.web.sign_in.cookies import SESSION
from tests.front_doors.conftest import copy_of
from tests.front_doors.deployment import BY_NAME
from tests.support.serving import ROOT, address_of, open_door

PASSPHRASE = "an invented passphrase of the root"
SHUT = "Restricted papers cannot be opened at the moment"
WORKERS = 2
PATIENCE = 2000  # answers to wait for a worker


def with_passphrase(path: Path) -> None:
    """Give the key file of a demonstration a passphrase that is kept nowhere."""
    plain = LocalRoot.load(path)._kept  # noqa: SLF001 -- the portal itself offers no such way
    salt = os.urandom(16)
    head = plain.head.replace(b"/2\n\x00", b"/2\n\x01") + salt
    stretched = local._stretched(PASSPHRASE, salt)  # noqa: SLF001 -- likewise
    path.write_bytes(local._written(head, plain.slots, stretched))  # noqa: SLF001 -- likewise


@contextmanager
def served(home, log):
    """Serve as `portal serve` does, on a port that is open already."""
    with open_door() as door, log.open("wb") as output:
        command = gunicorn("wsgi:application", host="127.0.0.1", port=1, workers=WORKERS)
        command[command.index("--bind") + 1] = f"fd://{door.fileno()}"
        settings = read_settings_file(home / "settings.env")
        settings["PORTAL_BASE_URL"] = address_of(door)
        process = subprocess.Popen(  # noqa: S603 -- our own command
            [*command[:-1], "--no-control-socket", command[-1]],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT), **settings},
            stdout=output,
            stderr=subprocess.STDOUT,
            pass_fds=(door.fileno(),),
        )
        try:
            yield Host(home, address_of(door), process.pid)
        finally:
            process.terminate()
            process.wait(30)


class Host:
    """A host whose workers serve, with somebody signed in who may read."""

    def __init__(self, home, url, server):
        self.home, self.url, self.server = home, url, server
        self.door = BackDoor(settings_file=home / "settings.env")
        self.folder = self.door.settings.sockets
        with Session(self.door.record_engine) as session:
            (person,) = session.scalars(select(Person.id).where(Person.name == READER)).all()
            self.cookie = signed_in(session, person)
        self.wait_for_workers()
        self.began = self.states()

    def ask(self, path):
        request = Request(self.url + path, headers={"Cookie": f"{SESSION}={self.cookie}"})  # noqa: S310 -- our own loopback address
        with urlopen(request, timeout=60) as answer:  # noqa: S310 -- likewise
            return answer.read().decode()

    def wait_for_workers(self, *, without=0):
        """Let the server answer until each worker listens; each answer takes its time."""
        for _ in range(PATIENCE):
            listening = self.states()
            if len(listening) == WORKERS and without not in listening:
                return
            self.ask("/health")
        raise AssertionError("the workers do not listen")

    def states(self):
        asked = call_each(self.folder, "state")
        return {each.process: each.is_open for each in asked if each.answered}

    def run(self, *arguments, typed=None):
        settings = ["--settings", str(self.home / "settings.env")]
        return CliRunner().invoke(portal, [*settings, "keys", *arguments], input=typed)

    def unseal(self):
        ran = self.run("unseal", typed=PASSPHRASE + "\n")
        assert ran.exit_code == 0, ran.output
        return ran.output

    def seal(self):
        ran = self.run("seal")
        assert ran.exit_code == 0, ran.output
        return ran.output

    def shut(self):
        """Say whether the reader's page is without what is restricted, from every worker."""
        found = {SHUT in self.ask("/me") for _ in range(4)}
        assert len(found) == 1
        return found.pop()


READER = "Superintendent Callum Reyes"


def signed_in(session, person: UUID) -> str:
    keep_snapshot(session, person, frozenset(AppRole), now())
    token = open_session(session, person, Opening(), SessionLimits(), now())
    session.commit()
    return token


@pytest.fixture(scope="module")
def host(made, tmp_path_factory):
    folder = tmp_path_factory.mktemp("sealing")
    home = copy_of(made, folder)
    with_passphrase(home / "root.key")
    with served(home, folder / "server.log") as serving:
        assert "Thornmere" in serving.ask("/")
        assert serving.shut()
        yield serving
    assert list(serving.folder.glob("*.socket")) == []


def test_a_host_that_knows_no_passphrase_starts_sealed(host):
    assert set(host.began.values()) == {False}
    assert "wants its passphrase" in (host.home.parent / "server.log").read_text()


def test_every_worker_opens_by_the_passphrase_and_it_is_said_once(host):
    host.seal()
    told = host.unseal()
    assert told.count(": open") == WORKERS
    assert "changes no key" in told
    assert not host.shut()
    again = host.run("unseal")
    assert (again.exit_code, "nothing was done" in again.output) == (0, True)


def test_a_wrong_passphrase_reaches_no_worker(host):
    host.seal()
    ran = host.run("unseal", typed=PASSPHRASE + "!\n")
    assert ran.exit_code == 1
    assert "Nothing was unsealed" in ran.output
    assert PASSPHRASE not in ran.output
    assert host.shut()


def test_sealing_takes_effect_at_once_in_every_worker_and_again_does_no_harm(host):
    host.unseal()
    assert not host.shut()
    assert "takes back no key" in host.seal()
    assert host.shut()
    assert "Thornmere" in host.ask("/")
    assert "was sealed already" in host.seal()


def test_a_dry_run_changes_nothing(host):
    host.unseal()
    assert "dry run" in host.run("seal", "--dry-run").output
    assert not host.shut()
    host.seal()
    ran = host.run("unseal", "--dry-run")
    assert "wants a passphrase" in ran.output
    assert host.shut()


def test_a_worker_that_is_replaced_while_the_host_is_sealed_is_sealed_too(host):
    host.unseal()
    host.seal()
    victim = next(iter(host.states()))
    os.kill(victim, signal.SIGKILL)
    host.wait_for_workers(without=victim)
    assert host.shut()
    host.unseal()
    assert not host.shut()


def test_both_are_in_the_log_under_the_operators_pseudonym(host):
    host.seal()
    host.unseal()
    host.seal()
    sealed, unsealed = (line.entry for line in host.door.journal().recent(limit=2))
    assert (sealed.verb, unsealed.verb) == (Verb.ROOT_SEALED, Verb.ROOT_UNSEALED)
    assert sealed.detail == {"workers": WORKERS, "silent": 0}
    assert unsealed.detail == {"workers": WORKERS}
    assert sealed.actor == unsealed.actor


def test_the_doctor_tells_of_sealed_workers(host):
    host.unseal()
    told = answer_of(BY_NAME["workers"], Patient(door=host.door))
    assert told.found == f"all {WORKERS} have the root open"
    told = answer_of(BY_NAME["root key"], Patient(door=host.door))
    assert "wants its passphrase" in told.found
    host.seal()
    told = answer_of(BY_NAME["workers"], Patient(door=host.door))
    assert "was sealed by" in told.found


def test_workers_write_no_core_and_show_nobody_their_memory(host):
    for worker in host.states():
        limits = Path(f"/proc/{worker}/limits").read_text()
        (line,) = [each for each in limits.splitlines() if each.startswith("Max core file size")]
        assert line.split()[4:6] == ["0", "0"]
