"""``portal backup``: everything but the keys, in one folder, while the portal is used."""

from pathlib import Path

import click

from portal.cli.back_door import BackDoor, now
from portal.cli.operating import operating, progress, told_plainly
from portal.services.backups.checking import check
from portal.services.backups.making import make
from portal.services.work import Work

SOME_MISSING = 2
"""The exit code of a backup that is made, of a record that names files that are not there."""


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option("--verify", is_flag=True, help="Only see whether the backup there is whole.")
@click.pass_context
def backup(ctx: click.Context, folder: Path, *, verify: bool) -> None:
    """Back up the record, the log and the papers; or verify a backup.

    FOLDER is new or empty, or holds the last backup: then only papers that are new are copied. No
    key, passphrase or setting is in it. The portal may be used meanwhile. Exit code 2 means that
    it was made, but the record names files that are not there.
    """
    door: BackDoor = ctx.obj
    if verify:
        with told_plainly(), progress("Verifying") as show:
            found = check(folder, door.settings.log_pepper.encode(), now(), show)
        click.echo(
            f"The backup of {found.made_at} is whole: {len(found.papers)} papers, a log of"
            f" {found.log_size} entries."
        )
        return

    def act(work: Work) -> int:
        with progress("Copying papers") as show:
            made = make(work, (door.record_engine, door.log_engine), folder, show)
        manifest = made.manifest
        click.echo(
            f"Backed up: {made.copied} papers copied, {made.kept} there already, a log of"
            f" {manifest.log_size} entries. Verify it with --verify where it will lie."
        )
        for name in manifest.missing:
            click.echo(f"The record names file {name}, which is not there: see `portal doctor`.")
        return len(manifest.missing)

    if operating(door, act):
        ctx.exit(SOME_MISSING)
