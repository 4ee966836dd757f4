"""``portal keys list``: what hangs from the root."""

import click
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.cli.back_door import BackDoor
from portal.records.tables import Body, Compartment, CompartmentKey


@click.command(name="list")
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
