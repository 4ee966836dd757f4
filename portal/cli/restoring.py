"""``portal restore``: a backup put back where there is nothing, and declared."""

import getpass
from pathlib import Path

import click

from portal.cli.back_door import BackDoor, now
from portal.cli.operating import operating, progress, told_plainly
from portal.records.blobs import Blobs
from portal.services.backups.restoring import Place
from portal.services.backups.restoring import restore as put_back
from portal.services.rollback.declaring import declare


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False), required=False)
@click.option("--reason", required=True, help="Why; kept in clear, so name no paper and nobody.")
@click.pass_obj
def restore(door: BackDoor, *, folder: Path | None, reason: str) -> None:
    """Restore a backup into empty databases, and declare that it was restored.

    The backup is verified first, and nothing is ever overwritten. Databases may be of another kind
    than the backup's were. Restricted papers stay shut until a second person confirms the
    restoring, under Governance. Without FOLDER nothing is restored: it declares what was restored
    in another way, as from a copy of the database.
    """
    if folder is None:
        lost = operating(door, lambda work: declare(work, reason))
    else:
        with told_plainly(), progress("Verifying, then copying") as show:
            done = put_back(_place(door), folder, reason, show)
        lost = done.lost
        kept = "kept, since it goes on from the backup's" if done.kept_the_log else "restored"
        click.echo(
            f"Restored the backup of {done.manifest.made_at}: the record, {done.papers} papers that"
            f" were not there; the log was {kept}."
        )
        for name in done.manifest.missing:
            click.echo(f"File {name} was missing when the backup was made, and still is.")
    click.echo(
        f"It is declared. The log tells of {lost} things that the record may not know of."
        " Restricted papers stay shut until a monitoring officer or an auditor confirms it:"
        " Governance, Restoring (/ig/restoring)."
    )


def _place(door: BackDoor) -> Place:
    journal = door.journal()
    return Place(
        record=door.record_engine,
        log=door.log_engine,
        blobs=Blobs.at(door.settings.papers),
        journal=journal,
        pepper=door.settings.log_pepper.encode(),
        operator=journal.pseudonyms.of_operator(getpass.getuser()),
        clock=now,
    )
