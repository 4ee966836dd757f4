"""``portal papers move``, ``portal repair``, the doctor and two workers over real stores."""

import hashlib
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from urllib.request import urlopen
from uuid import UUID

import pytest
from click.testing import CliRunner

from portal.cli import portal
from portal.cli.back_door import BackDoor, read_settings_file
from portal.cli.doctor.examining import answer_of
from portal.cli.doctor.findings import State
from portal.cli.doctor.patient import Patient
from tests.canaries.watching import children
from tests.front_doors.deployment import BY_NAME
from tests.support.stores import azure, place, s3

__all__ = ["azure", "place", "s3"]


def run(home, *args, settings="settings.env"):
    return CliRunner().invoke(portal, ["--settings", str(home / settings), *args])


def told_of(place):
    told = {"ENDPOINT": place.endpoint, "KEY_ID": place.key_id, "SECRET": place.secret}
    return "".join(f"PORTAL_PAPERS_{name}={each}\n" for name, each in told.items() if each)


def settings_for(home, place):
    """Write the settings as they are after a move."""
    lines = (home / "settings.env").read_text().splitlines()
    kept = [each for each in lines if not each.startswith("PORTAL_PAPERS=")]
    path = home / "moved.env"
    path.write_text("\n".join([*kept, f"PORTAL_PAPERS={place}"]) + "\n" + told_of(place))
    return path


def test_papers_move_to_a_real_store_and_the_doctor_finds_them_there(home, place):
    (home / "store.env").write_text(told_of(place))
    to = ("papers", "move", "--to", str(place), "--with", str(home / "store.env"))
    before = sorted((home / "papers").iterdir())
    assert before
    dry = run(home, *to, "--dry-run")
    assert (dry.exit_code, "Files to move" in dry.output) == (0, True), dry.output
    first = run(home, *to)
    assert first.exit_code == 0, first.output
    assert f"Copied: {len(before)}" in first.output
    assert f"set PORTAL_PAPERS={place}" in first.output
    assert sorted((home / "papers").iterdir()) == before
    again = run(home, *to, "--remove")
    assert again.exit_code == 0, again.output
    assert f"there already: {len(before)}" in again.output
    assert place.secret not in first.output + again.output
    assert list((home / "papers").iterdir()) == []
    door = BackDoor(settings_file=settings_for(home, place))
    answer = answer_of(BY_NAME["papers"], Patient(door=door))
    assert (answer.state, answer.advice) == (State.GOOD, ""), answer
    repaired = run(home, "repair", settings="moved.env")
    assert (repaired.exit_code, "0 unnamed files" in repaired.output) == (0, True), repaired.output


def test_two_workers_send_files_from_a_bucket(home, s3, live_server):
    bucket = s3()
    (home / "store.env").write_text(told_of(bucket))
    moved = run(
        home, "papers", "move", "--to", str(bucket), "--with", str(home / "store.env"), "--remove"
    )
    assert moved.exit_code == 0, moved.output
    environ = read_settings_file(settings_for(home, bucket))
    record = sqlite3.connect(home / "record.sqlite3")
    rows = record.execute(
        "SELECT v.paper_id, v.id, v.sha256 FROM paper_version v JOIN paper p ON p.id = v.paper_id"
        " WHERE v.sealed_key IS NULL AND p.published_at IS NOT NULL"
    ).fetchall()
    record.close()
    server = live_server(
        "wsgi:application",
        environ={**environ, "GUNICORN_CMD_ARGS": "--workers 2"},
        health="/health",
    )
    assert len(children(server.pid)) == 2

    def digest(row):
        paper, version, _ = row
        url = f"{server.url}/papers/{UUID(paper)}/files/{UUID(version)}"
        with urlopen(url, timeout=60) as answer:  # noqa: S310 -- our own server
            return hashlib.sha256(answer.read()).hexdigest()

    with ThreadPoolExecutor(8) as crowd:
        asked = (rows * 40)[:40]
        assert list(crowd.map(digest, asked)) == [row[2] for row in asked]


def test_a_missing_file_is_named_by_both_commands_and_nothing_is_removed(home):
    lost, *others = sorted((home / "papers").iterdir())
    lost.unlink()
    moved = run(home, "papers", "move", "--to", str(home / "new"), "--remove")
    assert moved.exit_code == 1
    assert "not where it should be" in moved.output
    assert sorted((home / "papers").iterdir()) == others
    repaired = run(home, "repair", "--dry-run")
    assert repaired.exit_code == 1
    assert "of paper_version" in repaired.output
    assert sorted((home / "papers").iterdir()) == others


@pytest.mark.parametrize(
    "to", ["ftp://papers", "s3://Not A Bucket", "az://account", "az://account/container/more"]
)
def test_a_place_that_is_none_is_refused(home, to):
    refused = run(home, "papers", "move", "--to", to)
    assert refused.exit_code == 2
    assert "az://account/container or s3://bucket" in refused.output


def test_papers_are_not_moved_to_where_they_lie(home):
    refused = run(home, "papers", "move", "--to", str(home / "papers"))
    assert (refused.exit_code, "lie there already" in refused.output) == (2, True)


def test_a_file_of_other_settings_is_refused(home):
    (home / "store.env").write_text("PORTAL_HOST=127.0.0.1\n")
    refused = run(home, "papers", "move", "--to", "s3://papers", "--with", str(home / "store.env"))
    assert (refused.exit_code, "settings alone" in refused.output) == (2, True)
