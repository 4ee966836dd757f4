"""``portal keys create``: the root of the key hierarchy."""

import click

from portal.cli.back_door import BackDoor
from portal.errors import PortalError
from portal.vault import LocalRoot


@click.command()
@click.pass_obj
def create(door: BackDoor) -> None:
    """Create the root key in the file that PORTAL_ROOT_KEY_FILE names; never over another."""
    path = door.settings.root_key_file
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        root = LocalRoot.create_file(path, passphrase=door.settings.root_passphrase or None)
    except PortalError as refused:
        raise click.ClickException(str(refused)) from None
    click.echo(f"Root key {root.id} is in {path}. Keep a copy where the papers' backups are not.")
