"""What is written about the portal covers what the portal is."""

import re
import subprocess
import sys
from dataclasses import fields

import click
import pytest

from config import Settings
from portal.audit import Verb
from portal.cli import portal
from portal.policy import Permission
from tests.support.tree import ROOT

OPERATIONS = ROOT / "docs/operations.md"
SETTINGS = {each.metadata["name"] for each in fields(Settings)}


def commands(group: click.Group, name: str = "portal"):
    context = click.Context(group)
    for each in group.list_commands(context):
        command = group.get_command(context, each)
        assert command is not None, f"{name} {each} cannot be found"
        yield f"{name} {each}", command
        if isinstance(command, click.Group):
            yield from commands(command, f"{name} {each}")


@pytest.mark.parametrize("tool", ["list_rooms", "list_settings", "list_entra"])
def test_every_table_says_what_the_code_says(tool):
    asked = f"import {tool} as t; print(t.PAGE.read_text() == t.whole(t.PAGE.read_text()))"
    answer = subprocess.run(  # noqa: S603 -- our own program
        [sys.executable, "-c", asked],
        cwd=ROOT / "tools",
        capture_output=True,
        text=True,
        check=True,
    )
    assert answer.stdout.strip() == "True", "a table in docs is out of date: run `make tables`"


def test_every_setting_is_explained():
    page = OPERATIONS.read_text()
    assert {name for name in SETTINGS if f"`{name}`" not in page} == set()


def test_no_setting_is_explained_that_is_none():
    assert set(re.findall(r"`(PORTAL_[A-Z_]+)`", OPERATIONS.read_text())) <= SETTINGS


def test_every_command_is_explained():
    page = OPERATIONS.read_text()
    every = [name for name, _ in commands(portal)]
    assert len(every) >= 8
    assert [name for name in every if f"`{name}" not in page] == []


def test_every_command_explains_itself():
    silent = [
        name
        for name, command in commands(portal)
        if not (command.help or "").strip().endswith((".", ":"))
    ]
    assert silent == [], "these say nothing, or no sentence, when asked for --help"


def test_every_permission_and_every_verb_of_the_log_is_explained():
    page = OPERATIONS.read_text()
    assert [str(each) for each in (*Permission, *Verb) if f"`{each}`" not in page] == []
