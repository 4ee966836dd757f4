"""``portal sessions``: signing everybody out."""

import click

from portal.cli.back_door import BackDoor
from portal.cli.people import at_work, in_words
from portal.services.access import by_operator


@click.group()
def sessions() -> None:
    """End sessions: everybody's. For one person's, run `portal people sign-out`."""


@sessions.command()
@click.option("--all", "everybody", is_flag=True, help="End every session of everybody.")
@click.pass_obj
def end(door: BackDoor, *, everybody: bool) -> None:
    """End everybody's sessions: whoever is signed in has to sign in again."""
    if not everybody:
        raise click.UsageError("Say `--all`, or run `portal people sign-out` for one person.")
    click.echo(f"{in_words(at_work(door, by_operator.end_every_session)).capitalize()} ended.")
