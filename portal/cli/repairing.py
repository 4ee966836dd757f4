"""``portal repair``: what broken-off work left of papers' files."""

import click
from sqlalchemy.exc import SQLAlchemyError

from portal.cli.back_door import BackDoor
from portal.errors import LogUnavailable, StoreUnavailable
from portal.policy import ANONYMOUS
from portal.services import repairing
from portal.services.repairing import YOUNG, Repaired


@click.command()
@click.option("--dry-run", is_flag=True, help="Say what there is to do, and do nothing.")
@click.pass_obj
def repair(door: BackDoor, *, dry_run: bool) -> None:
    """Remove what a crash left of papers' files, and name what is missing.

    Only what is older than an hour is touched, and nothing that was ever acknowledged. Run it every
    night, and after a crash; running it again does nothing. It ends with 1 if a file is missing.
    """
    office = door.office()
    work = office.work_for(ANONYMOUS)
    try:
        with work.session:
            found = repairing.repair(work, before=office.clock() - YOUNG, dry_run=dry_run)
    except (StoreUnavailable, LogUnavailable, SQLAlchemyError):
        raise click.ClickException(
            "The papers, the record or the log cannot be used: run `portal doctor`, then this"
            " again."
        ) from None
    for line in _lines(found, dry_run=dry_run):
        click.echo(line)
    if found.missing or found.kept:
        raise click.ClickException(
            "Something that was acknowledged is missing: see above. If the record was restored,"
            " restore the papers of the same day; nothing of it was removed."
        )


def _lines(found: Repaired, *, dry_run: bool) -> list[str]:
    verb = "To be removed" if dry_run else "Removed"
    of_versions = f"{len(found.versions)} versions that were never acknowledged"
    told = [f"{verb}: {found.drafts} drafts, {of_versions}, {len(found.blobs)} unnamed files."]
    told += [f"Version {each} was never acknowledged." for each in found.versions]
    told += [f"File {each} is named by nothing." for each in found.blobs]
    told += [f"File {each.blob} of {each.table} {each.row} is missing." for each in found.missing]
    told += [f"File {each} was a version that the record has lost." for each in found.kept]
    return told
