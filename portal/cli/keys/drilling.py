"""``portal keys drill``: recovery shares, tried out without making a root."""

from pathlib import Path

import click

from portal.cli.back_door import BackDoor
from portal.cli.keys.giving import shares_given
from portal.cli.operating import operating
from portal.services.recovery import splitting
from portal.services.work import Work


@click.command()
@click.option(
    "--share",
    "files",
    multiple=True,
    type=click.Path(path_type=Path, dir_okay=False),
    help="A file that holds a share; repeat. Without any, the shares are typed.",
)
@click.pass_obj
def drill(door: BackDoor, *, files: tuple[Path, ...]) -> None:
    """Try recovery shares out: they must give the recovery key. Nothing else is done with it.

    Once a quarter, with a witness; the log has an entry of it. docs/recovery.md has the form.
    """

    def act(work: Work) -> None:
        name = splitting.drill(work, shares_given(files, splitting.THRESHOLD))
        click.echo(f"The shares are good: together they give the key of set {name}.")

    operating(door, act)
