"""``portal keys rotate-compartment`` and ``close``: epochs begin, and end."""

from collections.abc import Sequence

import click
from sqlalchemy import select

from portal.cli.back_door import BackDoor
from portal.cli.keys import cures
from portal.cli.keys.operator import at_work, chosen, of_compartments
from portal.records.tables import CompartmentKey
from portal.services.key_management.counting import counts
from portal.services.key_management.rotating import close_epochs, rotate_compartment


@click.command(name="rotate-compartment", epilog=cures.ROTATE_COMPARTMENT)
@of_compartments
@click.option("--again", is_flag=True, help="Even if nothing was sealed in the newest epoch yet.")
@click.pass_obj
def rotate_compartment_(
    door: BackDoor, *, names: Sequence[str], every: bool, dry_run: bool, again: bool
) -> None:
    """Begin a compartment's next epoch: what is sealed from now on gets a new key.

    What was sealed before opens as it did. Then run `rewrap`, or `reencrypt` after a leak. An
    epoch in which nothing was sealed yet is not followed by another, so that a command which was
    broken off can be repeated.
    """
    with at_work(door) as work:
        for name, compartment in chosen(work.session, names, every=every):
            newest = work.keys.current(work.session, compartment).epoch
            sealed = sum(
                number
                for sealing, number in counts(work.session, compartment).items()
                if sealing.wrapped_by == newest
            )
            work.session.rollback()
            if not sealed and not again:
                click.echo(f"{name}: nothing was sealed in epoch {newest} yet, so it stays.")
            elif dry_run:
                click.echo(f"{name}: epoch {newest + 1} would follow epoch {newest}.")
            else:
                epoch = rotate_compartment(work, compartment)
                click.echo(f"{name}: epoch {epoch} follows epoch {newest}.")
    click.echo(cures.ROTATE_COMPARTMENT)


@click.command(epilog=cures.CLOSE)
@of_compartments
@click.pass_obj
def close(door: BackDoor, *, names: Sequence[str], every: bool, dry_run: bool) -> None:
    """Close every older epoch of a compartment: nothing that claims to be of it is opened again.

    An epoch that still seals something is not closed: `rewrap` or `reencrypt` first. Closing
    deletes no key; disposal does.
    """
    with at_work(door) as work:
        for name, compartment in chosen(work.session, names, every=every):
            epochs = work.session.scalars(
                select(CompartmentKey.epoch)
                .where(CompartmentKey.compartment_id == compartment)
                .order_by(CompartmentKey.epoch)
            ).all()
            work.session.rollback()
            if len(epochs) < 2:  # noqa: PLR2004 -- the newest and one before it
                click.echo(f"{name}: there is one epoch, which stays open.")
            elif dry_run:
                click.echo(f"{name}: epochs up to {epochs[-2]} would be closed, if they are empty.")
            elif close_epochs(work, compartment, epochs[-2]):
                click.echo(f"{name}: epochs up to {epochs[-2]} are closed.")
            else:
                click.echo(f"{name}: epochs up to {epochs[-2]} were closed already.")
    click.echo(cures.CLOSE)
