"""``portal releases``: tidying up after a release or a withdrawal that was broken off."""

import click
from sqlalchemy.exc import SQLAlchemyError

from portal.cli.back_door import BackDoor
from portal.policy import ANONYMOUS
from portal.services.unsealing import settle_all_files


@click.group()
def releases() -> None:
    """Look after the files of papers that were released or taken down.

    While one opens or closes, its file is there twice. If the process dies then, the copy that
    the record does not name stays until it is removed by this.
    """


@releases.command()
@click.pass_obj
def settle(door: BackDoor) -> None:
    """Remove, of each such file, the copy that the record does not name.

    Run it every night, and after a crash. Running it again does nothing.
    """
    work = door.office().work_for(ANONYMOUS)
    try:
        with work.session:
            looked_at = settle_all_files(work)
    except SQLAlchemyError:
        raise click.ClickException(
            "The record cannot be used, so nothing was removed: run `portal doctor`."
        ) from None
    click.echo(f"Papers looked at: {looked_at}. Each has the files that the record names, alone.")
