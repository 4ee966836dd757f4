"""The drill to its end (TEST-18): a clean host, served, shows and gives what the lost one did.

The demonstration is backed up and its keys are split, by the commands that an operator has.  On a
host with nothing they are restored from the backup and three of five shares.  Then both hosts are
served, and whatever a stranger and a member reach by links is fetched from each and compared.
"""

import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from portal.cli import portal
from portal.cli.back_door import BackDoor, read_settings_file
from portal.cli.demo import make
from portal.records.tables import Body, Copies
from tests.canaries.visiting import Visitor, hidden
from tests.services.recovery.crawling import everything_reached, files_in, told
from tests.services.recovery.installation import HOLDERS
from tests.support.serving import Serve, address_of, open_door

pytestmark = pytest.mark.slow
MEMBER = "Board member on the Prevent panel (police)"
OFFICER = "Monitoring officer"
START = {None: ["/"], MEMBER: ["/", "/me"]}
ABOUT_THE_VISIT = {"/me/access", "/me/sessions"}
"""Pages that tell of the visit itself: when it began, and which entries the log has of it."""


@dataclass
class Host:
    """A host with a portal of its own: where it lies, and where it is served."""

    home: Path
    url: str = ""

    def command(self, *arguments: str) -> str:
        """Run a command at the back door, and give what it says."""
        done = CliRunner().invoke(
            portal, ["--settings", str(self.home / "settings.env"), *arguments]
        )
        assert done.exit_code == 0, done.output
        return done.output

    def serve(self, serve: Serve) -> None:
        door, provider = open_door(), open_door()
        environ = {
            **read_settings_file(self.home / "settings.env"),
            "PORTAL_BASE_URL": address_of(door),
            "PORTAL_IDENTITY_PROVIDER": address_of(provider),
        }
        self.url = address_of(door)
        serve("wsgi:application", environ=environ, health="/health", door=door, threads=4)
        serve("portal.cli.demo_provider:application", environ=environ, door=provider)

    def visitor(self, part: str | None) -> Visitor:
        visitor = Visitor(self.url)
        if part is not None:
            visitor.sign_in(part)
        return visitor


def found_a_host(home: Path) -> Host:
    """Make the demonstration; files are given as they are, not marked as a reader's."""
    make(home, 8000)
    work = BackDoor(settings_file=home / "settings.env").office().work_of(None)
    with work.session:
        for body in work.session.query(Body):
            body.copies = Copies.ORIGINAL
        work.commit()
    return Host(home=home)


def clean_host(home: Path, lost: Host) -> Host:
    """Give a host on which nothing is but the settings, which are kept apart from backups."""
    home.mkdir()
    settings = (lost.home / "settings.env").read_text()
    (home / "settings.env").write_text(settings.replace(str(lost.home), str(home)))
    return Host(home=home)


@pytest.fixture
def hosts(tmp_path, live_server):
    here = found_a_host(tmp_path / "here")
    holders = [each for name in HOLDERS for each in ("--holder", name)]
    here.command("keys", "split", *holders, "--folder", str(tmp_path / "shares"))
    here.command("backup", str(tmp_path / "backup"))
    there = clean_host(tmp_path / "there", here)
    there.command("restore", str(tmp_path / "backup"), "--reason", "The disk burnt")
    shares = sorted((tmp_path / "shares").iterdir())
    assert len(shares) == 5
    given = [each for share in shares[::2] for each in ("--share", str(share))]
    there.command("keys", "recover", *given)
    for host in (here, there):
        host.serve(live_server)
    return here, there


def confirm_the_restoring(host: Host) -> None:
    """Confirm it as the second person."""
    officer = host.visitor(OFFICER)
    page = officer.get("/ig/restoring")
    (action,) = set(re.findall(r'action="(/ig/restoring/[0-9a-f-]+/confirm)"', page.body.decode()))
    assert officer.post(action, csrf_token=hidden(page, "csrf_token")).status == 303


def reached(hosts, part):
    """Give what somebody reaches on each host, on one and the same day."""
    while True:
        today = date.today()  # noqa: DTZ011 -- pages say how many days there are to a meeting
        found = [everything_reached(host.visitor(part), START[part]) for host in hosts]
        if date.today() == today:  # noqa: DTZ011 -- likewise
            return found


def test_a_restored_host_shows_and_gives_everything_as_the_lost_one_did(hosts):
    confirm_the_restoring(hosts[1])
    taken = {}
    for part in START:
        before, after = reached(hosts, part)
        assert before.keys() == after.keys()
        assert {each for each, answer in after.items() if answer.status != 200} == set()
        differ = {each for each in before if told(before[each]) != told(after[each])}
        assert differ <= ABOUT_THE_VISIT, sorted(differ)
        taken[part] = files_in(after)
        assert files_in(before) == taken[part]
        print(f"{part or 'a stranger'}: {len(after)} pages, {len(taken[part])} files")  # noqa: T201 -- the counts
    assert all(each.startswith(b"%PDF-") for files in taken.values() for each in files.values())
    assert len(taken[None]) > 10
    assert {each for each in taken[MEMBER] if "/read/" in each}, "no restricted file was taken"
    assert taken[None].keys() < taken[MEMBER].keys()
