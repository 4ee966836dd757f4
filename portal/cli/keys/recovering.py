"""``portal keys recover``: everything readable again on a host that has no root any more."""

from pathlib import Path

import click

from portal.cli.back_door import BackDoor
from portal.cli.keys.giving import shares_given
from portal.cli.operating import operating, progress, told_plainly
from portal.services.recovery import recovering, splitting
from portal.services.work import Work
from portal.settings.chosen_root import root_of
from portal.vault import create_root, root_exists


@click.command()
@click.option(
    "--share",
    "files",
    multiple=True,
    type=click.Path(path_type=Path, dir_okay=False),
    help="A file that holds a share; repeat. Without any, three shares are typed.",
)
@click.pass_obj
def recover(door: BackDoor, *, files: tuple[Path, ...]) -> None:
    """Open every compartment key with recovery shares, and wrap it under a new root.

    On a clean host, off the network, after `portal restore`. Where the root key file is missing a
    new one is made. Each key is held against the log, then one thing of each compartment is
    opened. It can be broken off and run again. It cures a lost root. It does not cure a stolen
    one: for that run rotate-compartment and reencrypt afterwards.
    """
    _make_a_root(door)

    def act(work: Work) -> None:
        given = shares_given(files, splitting.THRESHOLD)
        with progress("Wrapping the keys") as show:
            done = recovering.recover(work, given, show)
        click.echo(
            f"{done.wrapped} keys were recovered under root {done.root}, and {done.already} were"
            f" there already. Opened as proof: one thing in each of {done.proved} compartments;"
            f" {done.empty} hold nothing."
        )
        click.echo(
            f"The shares of set {done.set_name} have been seen on this host: draw new ones with"
            " `portal keys split`, and make a new backup."
        )

    operating(door, act)


def _make_a_root(door: BackDoor) -> None:
    """Make the root that the settings name, if there is none; one that is there is not touched."""
    path, choice = door.settings.root_key_file, root_of(door.settings)
    with told_plainly():
        if root_exists(choice):
            return
        if path is not None:
            path.parent.mkdir(parents=True, exist_ok=True)
        root = create_root(choice)
    click.echo(f"A new root {root.id} is made.")
