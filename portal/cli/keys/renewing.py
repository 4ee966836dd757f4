"""``portal keys rewrap`` and ``reencrypt``: what older epochs seal goes to the newest."""

from collections.abc import Callable, Sequence
from typing import Final
from uuid import UUID

import click
from sqlalchemy import select

from portal.cli.back_door import BackDoor
from portal.cli.keys import cures
from portal.cli.keys.operator import at_work, chosen, in_progress, of_compartments
from portal.records.tables import CompartmentKey
from portal.services.key_management.moving import Moved, nobody_watches
from portal.services.key_management.reencrypting import reencrypt, to_reencrypt
from portal.services.key_management.rewrapping import rewrap, to_rewrap
from portal.services.key_management.rotating import close_epochs
from portal.services.work import Work

Counting = Callable[[Work, UUID], int]
Doing = Callable[[Work, UUID, Moved], int]

closing: Final = click.option(
    "--close", is_flag=True, help="Close the older epochs when nothing is left in them."
)


@click.command(name="rewrap", epilog=cures.REWRAP)
@of_compartments
@closing
@click.pass_obj
def rewrap_(
    door: BackDoor, *, names: Sequence[str], every: bool, dry_run: bool, close: bool
) -> None:
    """Wrap every data key of a compartment under its newest key; no paper is opened.

    The portal goes on working, and both epochs are readable meanwhile. It can be broken off at
    any moment and run again.
    """
    _renew(
        door,
        names,
        every=every,
        dry_run=dry_run,
        close=close,
        act=(to_rewrap, rewrap),
        cured=cures.REWRAP,
    )


@click.command(name="reencrypt", epilog=cures.REENCRYPT)
@of_compartments
@closing
@click.pass_obj
def reencrypt_(
    door: BackDoor, *, names: Sequence[str], every: bool, dry_run: bool, close: bool
) -> None:
    """Seal every field and file anew, with new data keys, that was sealed before the newest epoch.

    Run `rotate-compartment` first. The log has the intent before anything is opened, nothing is
    in clear on a disk, and it can be broken off at any moment and run again.
    """
    _renew(
        door,
        names,
        every=every,
        dry_run=dry_run,
        close=close,
        act=(to_reencrypt, reencrypt),
        cured=cures.REENCRYPT,
    )


def _renew(  # noqa: PLR0913 -- what was said on the command line, each by name
    door: BackDoor,
    names: Sequence[str],
    *,
    every: bool,
    dry_run: bool,
    close: bool,
    act: tuple[Counting, Doing],
    cured: str,
) -> None:
    count, do = act
    left = 0
    with at_work(door) as work:
        for name, compartment in chosen(work.session, names, every=every):
            number = count(work, compartment)
            if dry_run:
                click.echo(f"{name}: {number} would be done.")
                continue
            # Also where nothing is to do: what a crash left beside is then removed.
            done = (
                _done(work, compartment, name, number, do)
                if number
                else do(work, compartment, nobody_watches)
            )
            remain = count(work, compartment)
            left += remain
            click.echo(f"{name}: {done} done, {remain} left.")
            if close and not remain:
                _close(work, compartment, name)
    click.echo(cured)
    if left:
        raise click.ClickException(
            f"{left} were left: they do not open, and the portal's log says which, or somebody was"
            " changing them. Run it again; what is then left has to be restored from a backup."
        )


def _done(work: Work, compartment: UUID, name: str, number: int, do: Doing) -> int:
    return in_progress(name, number, lambda moved: do(work, compartment, moved))


def _close(work: Work, compartment: UUID, name: str) -> None:
    epochs = work.session.scalars(
        select(CompartmentKey.epoch)
        .where(CompartmentKey.compartment_id == compartment)
        .order_by(CompartmentKey.epoch)
    ).all()
    work.session.rollback()
    if len(epochs) > 1 and close_epochs(work, compartment, epochs[-2]):
        click.echo(f"{name}: epochs up to {epochs[-2]} are closed.")
