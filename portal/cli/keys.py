"""``portal keys``: the root of the key hierarchy, and what hangs from it."""

import click
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.cli.back_door import BackDoor
from portal.errors import PortalError
from portal.records.tables import Body, Compartment, CompartmentKey
from portal.vault import LocalRoot


@click.group()
def keys() -> None:
    """Create the root key, and list the keys of compartments."""


@keys.command()
@click.pass_obj
def create(door: BackDoor) -> None:
    """Create the root key in the file that PORTAL_ROOT_KEY_FILE names; never over another."""
    path = door.settings.root_key_file
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        root = LocalRoot.create(path, passphrase=door.settings.root_passphrase or None)
    except PortalError as refused:
        raise click.ClickException(str(refused)) from None
    click.echo(f"Root key {root.id} is in {path}. Keep a copy where the papers' backups are not.")


@keys.command(name="list")
@click.pass_obj
def listing(door: BackDoor) -> None:
    """List each compartment's keys: epoch, root and check value.  No key is shown."""
    with Session(door.record_engine) as session:
        rows = session.execute(
            select(
                Body.slug,
                Compartment.slug,
                CompartmentKey.epoch,
                CompartmentKey.root,
                CompartmentKey.check_value,
            )
            .join(Compartment, Compartment.id == CompartmentKey.compartment_id)
            .join(Body, Body.id == Compartment.body_id)
            .order_by(Body.slug, Compartment.slug, CompartmentKey.epoch)
        ).all()
    for body, compartment, epoch, root, check_value in rows:
        click.echo(f"{body}/{compartment} epoch {epoch} under {root} check {check_value.hex()}")
    if not rows:
        click.echo("There are no compartments yet.")
