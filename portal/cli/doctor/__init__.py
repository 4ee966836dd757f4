"""``portal doctor``: is the whole deployment fit to serve?  One line for each check."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import Final

import click

from config import Settings, UnusableSettings
from portal.cli.back_door import BackDoor
from portal.cli.doctor import directory, emergency, front, identity, recovery, scanning, stores
from portal.cli.doctor.examining import examine
from portal.cli.doctor.findings import Check, Finding, State
from portal.cli.doctor.patient import Patient

CHECKS: Final[tuple[Check, ...]] = (
    *identity.CHECKS,
    *directory.CHECKS,
    *front.CHECKS,
    *stores.CHECKS,
    *scanning.CHECKS,
    *recovery.CHECKS,
    *emergency.CHECKS,
)
"""Every check, in the order of its line; docs/operations.md has the same table."""

ALL_GOOD: Final = 0
SOMETHING_WRONG: Final = 1
NOT_RUN: Final = 2


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print a list of JSON objects instead.")
@click.pass_context
def doctor(ctx: click.Context, *, as_json: bool) -> None:
    """Check the whole deployment, one line for each check, and say what to mend.

    The exit code is 0 if all is good, 1 if something is wrong, and 2 if the settings cannot be
    used, so that nothing was checked. Nothing that is secret is printed.
    """
    door: BackDoor = ctx.obj
    findings = unusable_in(door)
    if findings:
        tell(findings, as_json=as_json)
        ctx.exit(NOT_RUN)
    findings = examine(Patient(door=door), CHECKS)
    tell(findings, as_json=as_json)
    wrong = any(finding.state is State.WRONG for finding in findings)
    ctx.exit(SOMETHING_WRONG if wrong else ALL_GOOD)


def unusable_in(door: BackDoor) -> list[Finding]:
    """Give a finding for each fault of settings that cannot be used; none, if they can."""
    try:
        Settings.from_environ(door.environ)
    except UnusableSettings as unusable:
        faults = [problem.partition(": ") for problem in unusable.problems]
    except click.ClickException as unread:
        faults = [(unread.message.rstrip("."), "", "Name a file of NAME=value lines.")]
    else:
        return []
    return [
        Finding(
            check="settings",
            state=State.WRONG,
            found=found,
            advice=advice[:1].upper() + advice[1:],
        )
        for found, _, advice in faults
    ]


def tell(findings: Sequence[Finding], *, as_json: bool) -> None:
    """Print findings, a line each, or as one list for a program."""
    if as_json:
        click.echo(json.dumps([asdict(finding) for finding in findings], indent=2))
        return
    for finding in findings:
        click.echo(finding.as_text())
