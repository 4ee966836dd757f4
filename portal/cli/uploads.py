"""``portal uploads``: files that were sent in and not published."""

import click

from portal.cli.back_door import BackDoor
from portal.cli.people import at_work
from portal.services.uploads import dropping


@click.group()
def uploads() -> None:
    """Look after files that were sent in and not published."""


@uploads.command()
@click.option("--dry-run", is_flag=True, help="Count them, and remove nothing.")
@click.pass_obj
def tidy(door: BackDoor, *, dry_run: bool) -> None:
    """Remove the files that nobody went on with for a day. Run it every hour."""
    count = at_work(door, lambda work: dropping.tidy(work, dry_run=dry_run))
    files = "1 file" if count == 1 else f"{count} files"
    click.echo(f"{files} {'to remove' if dry_run else 'removed'}.")
