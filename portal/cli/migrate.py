"""``portal migrate``: bring both databases to the tables this version needs."""

import click

from portal.cli.back_door import BackDoor
from portal.errors import PortalError
from portal.records import migrating


@click.command()
@click.option("--check", is_flag=True, help="Only say whether the databases are up to date.")
@click.pass_obj
def migrate(door: BackDoor, *, check: bool) -> None:
    """Bring the record and the log up to date, from whatever version they are at."""
    chains = (("record", door.record_engine), ("log", door.log_engine))
    for chain, engine in chains:
        if check:
            state = "up to date" if migrating.is_current(engine, chain) else "out of date"
            click.echo(f"The {chain} is {state}.")
            if state != "up to date":
                raise click.ClickException("Run `portal migrate` while the portal is stopped.")
            continue
        try:
            migrating.upgrade(engine, chain)
        except PortalError as refused:
            raise click.ClickException(str(refused)) from None
        click.echo(f"The {chain} is at {migrating.current(engine, chain)}.")
