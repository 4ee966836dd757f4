"""The back door: every command says what it does, and what is wrong in a sentence."""

import json
import os
import re
import socket
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from portal.cli import ROOMS, portal
from portal.cli.serve import gunicorn


def run(home: Path, *arguments: str) -> Result:
    return CliRunner().invoke(portal, ["--settings", str(home / "settings.env"), *arguments])


@pytest.mark.parametrize("room", ROOMS)
def test_every_command_has_help(room):
    result = CliRunner().invoke(portal, [room, "--help"])
    assert result.exit_code == 0
    assert re.search(r"Usage: portal \S+.*\n\n  [A-Z].*\.", result.output)


def test_the_log_is_whole_and_a_change_is_named(home):
    assert "The log is whole" in run(home, "audit", "verify").output
    log = sqlite3.connect(home / "log.sqlite3")
    with log:
        for (trigger,) in log.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'"):
            log.execute(f"DROP TRIGGER {trigger}")
        log.execute(
            "UPDATE log_entry SET leaf = replace(leaf, 'compartment', 'compartmemt') WHERE seq = 5"
        )
    log.close()
    result = run(home, "audit", "verify")
    assert result.exit_code == 1
    assert re.search(r"\b5\b", result.output)


def test_migrate_can_be_run_again_and_says_where_it_is(home):
    for _ in range(2):
        result = run(home, "migrate")
        assert result.exit_code == 0
        assert "The record is at " in result.output
        assert "The log is at " in result.output
    assert "up to date" in run(home, "migrate", "--check").output


def test_keys_are_listed_and_a_root_is_never_overwritten(home):
    listing = run(home, "keys", "list").output
    assert "thornmere-community-safety/prevent epoch 1" in listing
    before = (home / "root.key").read_bytes()
    result = run(home, "keys", "create")
    assert result.exit_code == 1
    assert (home / "root.key").read_bytes() == before


def test_settings_that_are_wrong_are_all_named(tmp_path):
    wrong = tmp_path / "settings.env"
    wrong.write_text("PORTAL_ENVIRONMENT=production\nPORTAL_TENANT=common\n")
    result = CliRunner().invoke(portal, ["--settings", str(wrong), "migrate"])
    assert result.exit_code == 1
    assert "PORTAL_TENANT" in result.output
    assert "PORTAL_DATABASE_URL" in result.output
    wrong.write_text("this is not a setting\n")
    result = CliRunner().invoke(portal, ["--settings", str(wrong), "migrate"])
    assert "line 1: write it as NAME=value" in result.output


def test_a_port_in_use_is_said_in_one_sentence():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        result = CliRunner().invoke(portal, ["demo", "--port", str(port)])
    assert result.exit_code == 1
    assert f"Port {port} is in use" in result.output


def test_explain_answers_line_by_line_as_a_real_process():
    lines = [
        {"role": "public", "class": "PUB", "regime": "part_va", "stage": "issued_pre"},
        {"role": "queen", "class": "PUB", "regime": "part_va", "stage": "issued_pre"},
    ]
    asked = "\n".join(map(json.dumps, lines))
    ran = subprocess.run(
        [sys.executable, "-m", "portal.cli", "policy", "explain"],
        input=asked,
        capture_output=True,
        text=True,
        check=False,
        env={"PATH": os.environ["PATH"]},
    )
    first, second = map(json.loads, ran.stdout.splitlines())
    assert first == {"effect": "R", "rule": "R035", "basis": "b1", "allowed": True}
    assert "queen" in second["error"]
    assert ran.returncode == 2


@pytest.mark.parametrize(
    ("host", "bound"), [("127.0.0.2", "127.0.0.2:8123"), ("::1", "[::1]:8123")]
)
def test_the_server_listens_where_the_settings_say_and_nowhere_else(host, bound):
    command = gunicorn("wsgi:application", host=host, port=8123, workers=1)
    assert command[command.index("--bind") + 1] == bound


def test_a_settings_file_alone_says_where_to_listen(home, monkeypatch):
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with (home / "settings.env").open("a") as file:
        file.write(f"PORTAL_HOST=localhost\nPORTAL_PORT={port}\n")
    commands = []
    monkeypatch.setattr("os.execv", lambda _program, command: commands.append(command))
    monkeypatch.setattr("os.environ", dict(os.environ))
    result = run(home, "serve")
    assert result.exit_code == 0, result.output
    assert f"localhost:{port}" in commands[0]
