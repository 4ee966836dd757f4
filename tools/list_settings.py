"""Writes the tables of settings, commands, checks, roles and so on into ``docs/operations.md``.

Each comes from where the portal itself reads it: ``config.py``, the commands' own help, the
doctor's checks, the policy's offices, the log's forms.  Run it with ``make tables`` after changing
one of them; a test compares them.
"""

import sys
from collections.abc import Iterator, Sized
from datetime import time
from pathlib import Path
from typing import Final

import click

ROOT: Final = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from config import declared  # noqa: E402 -- found only once the path says where
from portal.audit import FORMS  # noqa: E402 -- likewise
from portal.cli import portal  # noqa: E402 -- likewise
from portal.cli.doctor import CHECKS  # noqa: E402 -- likewise
from portal.policy import Office, Permission  # noqa: E402 -- likewise
from portal.policy.app_roles import APP_ROLES  # noqa: E402 -- likewise
from portal.policy.offices import ALLOWS  # noqa: E402 -- likewise
from portal.settings.declared import NONE  # noqa: E402 -- likewise

PAGE: Final = ROOT / "docs/operations.md"


def settings() -> str:
    """Write the table of settings, in the order of ``config.py``."""
    lines = ["| Setting | What it is for | What it wants | If left out |", "|---|---|---|---|"]
    for row in declared():
        cells = (f"`{row['name']}`", row["about"], row["wanted"], _default(row["default"]))
        lines.append("| " + " | ".join(_cell(cell) for cell in cells) + " |")
    return "\n".join(lines)


def commands() -> str:
    """Write the table of commands, each with the first sentence of its help."""
    lines = ["| Command | What it does |", "|---|---|"]
    for name, command in _below(portal, "portal"):
        told = " ".join((command.help or "").split("\n\n")[0].split())
        lines.append(f"| `{name}` | {_cell(told)} |")
    return "\n".join(lines)


def checks() -> str:
    """Write the table of the doctor's checks, in the order of their lines."""
    lines = ["| Check | Good means |", "|---|---|"]
    lines += [f"| `{check.name}` | {_cell(check.about)} |" for check in CHECKS]
    return "\n".join(lines)


def permissions() -> str:
    """Write the table of permissions, each with the offices that carry it."""
    lines = ["| Permission | Held by |", "|---|---|"]
    for permission in Permission:
        holders = (office.replace("_", " ") for office in Office if permission in ALLOWS[office])
        lines.append(f"| `{permission}` | {', '.join(holders) or 'nobody yet'} |")
    return "\n".join(lines)


def roles() -> str:
    """Write the table of application roles, each with what it lets count."""
    lines = ["| Application role | What it does |", "|---|---|"]
    lines += [f"| `{role}` | {meaning.about} |" for role, meaning in APP_ROLES.items()]
    return "\n".join(lines)


def verbs() -> str:
    """Write the table of what the log records, each with what its entries may tell."""
    lines = ["| Verb | What happened | What else an entry tells |", "|---|---|---|"]
    for verb, form in FORMS.items():
        told = sorted({*form.tells, *(form.outcome or {})})
        lines.append(f"| `{verb}` | {_cell(form.sentence)} | {', '.join(told) or 'nothing'} |")
    return "\n".join(lines)


def whole(page: str) -> str:
    """Put the tables in their places on the page."""
    tables = (
        ("settings", settings()),
        ("commands", commands()),
        ("checks", checks()),
        ("roles", roles()),
        ("permissions", permissions()),
        ("verbs", verbs()),
    )
    for name, table in tables:
        begin, end = f"<!-- {name}: written by `make tables` -->", f"<!-- end of {name} -->"
        before, _, rest = page.partition(begin)
        _, _, after = rest.partition(end)
        page = f"{before}{begin}\n{table}\n{end}{after}"
    return page


def _below(group: click.Group, name: str) -> Iterator[tuple[str, click.Command]]:
    context = click.Context(group)
    for each in group.list_commands(context):
        command = group.get_command(context, each)
        if command is None:
            continue
        yield f"{name} {each}", command
        if isinstance(command, click.Group):
            yield from _below(command, f"{name} {each}")


def _default(value: object) -> str:
    if value is None:
        return "the portal does not start"
    if value is NONE or (isinstance(value, Sized) and not len(value)):
        return "nothing"
    if isinstance(value, bool):
        return "`yes`" if value else "`no`"
    if isinstance(value, time):
        return f"`{value:%H:%M}`"
    return f"`{value}`"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


if __name__ == "__main__":
    PAGE.write_text(whole(PAGE.read_text()))
    print(f"settings, commands, checks, permissions and verbs listed in {PAGE.relative_to(ROOT)}")
