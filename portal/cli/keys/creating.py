"""``portal keys create``: the root of the key hierarchy."""

import click

from portal.cli.back_door import BackDoor
from portal.cli.keys.asking import passphrase_asked
from portal.errors import PortalError
from portal.settings.chosen_root import root_of
from portal.settings.roots import RootKind
from portal.vault import create_root


@click.command()
@click.option(
    "--ask",
    is_flag=True,
    help="Ask for a passphrase, which is kept nowhere: the portal then starts sealed.",
)
@click.pass_obj
def create(door: BackDoor, *, ask: bool) -> None:
    """Create the root key that the settings name; never over another.

    For PORTAL_ROOT=local that is a file; for all others a first key at whoever keeps the root,
    which says that PORTAL_ROOT_NAME is taken.
    """
    settings = door.settings
    local = settings.root is RootKind.LOCAL and settings.root_key_file is not None
    if ask and not local:
        raise click.UsageError("Only a root in a file has a passphrase.")
    try:
        if settings.root_key_file is not None:
            settings.root_key_file.parent.mkdir(parents=True, exist_ok=True)
        root = create_root(root_of(settings), passphrase_asked(new=True) if ask else None)
    except (PortalError, OSError) as refused:
        raise click.ClickException(str(refused)) from None
    if local:
        click.echo(
            f"Root key {root.id} is in {settings.root_key_file}."
            " Keep a copy where the papers' backups are not."
        )
    else:
        click.echo(
            f"Root {root.id} is made. See docs/operations.md for what its keeper must back up, and"
            " run `portal doctor`."
        )
    if ask:
        click.echo("The portal starts sealed: run `portal keys unseal` after each start.")
