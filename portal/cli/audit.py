"""``portal audit``: prove that the log is whole, and find whose a marked copy is."""

import json
from collections.abc import Callable
from typing import Final

import click

from portal.audit import GENESIS, BrokenLog, Checkpoint, Verification
from portal.cli.back_door import BackDoor
from portal.cli.people import at_work
from portal.errors import LogUnavailable
from portal.services.reading.copies import CopyFacts, whose

BROKEN: Final = 1
OUT_OF_REACH: Final = 2

Result = Verification | BrokenLog | LogUnavailable


class Head(click.ParamType[Checkpoint]):
    """A checkpoint as it is printed: a number of entries, a colon, a head in hexadecimal."""

    name = "size:head"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> Checkpoint:
        """Read a checkpoint, or say how one is written."""
        size, _, head = str(value).partition(":")
        try:
            kept: Checkpoint | None = Checkpoint(int(size), bytes.fromhex(head))
        except ValueError:
            kept = None
        if kept is None or kept.size < 0 or len(kept.head) != len(GENESIS):
            self.fail("write it as it was printed: a number, a colon, 64 digits", param, ctx)
        return kept


@click.group()
def audit() -> None:
    """Prove that the log is whole, and find whose a marked copy is."""


@audit.command()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object instead of text.")
@click.option(
    "--extends",
    type=Head(),
    help="A checkpoint that you kept from an earlier run, which the log must extend; without"
    " one, a log that was cut short or replaced whole can look whole.",
)
@click.pass_context
def verify(ctx: click.Context, *, as_json: bool, extends: Checkpoint | None) -> None:
    """Recompute the stored log from its first entry.

    Prints how many entries there are, their head and anything odd; or the first entry that
    fails, with exit code 1. Exit code 2 means that the log could not be read.
    """
    door: BackDoor = ctx.obj
    try:
        journal = door.journal()
    except click.ClickException as unusable:
        unusable.show()
        ctx.exit(OUT_OF_REACH)  # 1 is for a log that was read, and is broken
    result = outcome_of(lambda: journal.verify(extends))
    click.echo(json.dumps(as_data(result)) if as_json else as_text(result))
    ctx.exit(exit_code(result))


@audit.command()
@click.argument("number")
@click.option("--person", is_flag=True, help="Name the person too, not only their pseudonym.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object instead of text.")
@click.pass_obj
def copy(door: BackDoor, number: str, *, person: bool, as_json: bool) -> None:
    """Say whose the copy with a NUMBER is, as it stands on each of its pages.

    The log is told that it was read. Without --person the answer is the pseudonym alone.
    """
    facts = at_work(door, lambda work: whose(work, number, person=person))
    click.echo(json.dumps(copy_as_data(facts)) if as_json else copy_as_text(facts))


def copy_as_data(facts: CopyFacts) -> dict[str, object]:
    """Give what is known of a copy for a program; a person who was not asked for is null."""
    return {
        "copy": facts.number,
        "at": facts.at.isoformat(),
        "actor": facts.actor,
        "made": facts.made or None,
        "page": facts.page,
        "objects": list(facts.papers),
        "name": facts.name or None,
        "organisation": facts.organisation or None,
    }


def copy_as_text(facts: CopyFacts) -> str:
    """Say it in lines."""
    lines = [
        f"Copy {facts.number} was made on {facts.at:%-d %B %Y at %H:%M} UTC.",
        f"For: {facts.actor}",
        f"Of: {' '.join(facts.papers)}",
    ]
    if facts.page is not None:
        lines.append(f"It is page {facts.page}, shown in the browser.")
    if facts.name:
        lines.append(f"That is {facts.name}{f', {facts.organisation}' * bool(facts.organisation)}.")
    return "\n".join(lines)


def outcome_of(verification: Callable[[], Verification]) -> Result:
    """Run a verification, and give what it found or why it stopped."""
    try:
        return verification()
    except (BrokenLog, LogUnavailable) as stopped:
        return stopped


def exit_code(result: Result) -> int:
    """Give 0 for a log that is whole, 1 for a broken one, 2 for one out of reach."""
    if isinstance(result, Verification):
        return 0
    return BROKEN if isinstance(result, BrokenLog) else OUT_OF_REACH


def as_text(result: Result) -> str:
    """Say it in a line, and a line more for each finding."""
    if isinstance(result, LogUnavailable):
        return "The log could not be read, so nothing is proved either way; see the messages above."
    if isinstance(result, BrokenLog):
        return f"Entry {result.seq} fails: {result.reason}."
    kept = result.checkpoint
    count = "1 entry" if kept.size == 1 else f"{kept.size} entries"
    lines = [f"The log is whole: {count}, head {kept.head.hex()}."]
    lines += [f"Worth a question, {finding}." for finding in result.findings]
    lines.append(f"Keep this for next time: --extends {kept.size}:{kept.head.hex()}")
    return "\n".join(lines)


def as_data(result: Result) -> dict[str, object]:
    """Give the same for a program: ``whole`` is true, false, or null if nothing is known."""
    if isinstance(result, LogUnavailable):
        return {"whole": None, "reason": str(result)}
    if isinstance(result, BrokenLog):
        return {"whole": False, "entry": result.seq, "reason": result.reason}
    return {
        "whole": True,
        "entries": result.checkpoint.size,
        "head": result.checkpoint.head.hex(),
        "findings": [
            {"entry": finding.seq, "oddity": finding.oddity.value} for finding in result.findings
        ],
    }
