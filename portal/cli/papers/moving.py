"""``portal papers move``: the files of papers, to another folder, container or bucket."""

from dataclasses import replace
from pathlib import Path

import click

from portal import places
from portal.cli.back_door import BackDoor, read_settings_file
from portal.errors import LogUnavailable, StoreUnavailable
from portal.places import Place
from portal.policy import ANONYMOUS
from portal.records.blobs import Blobs
from portal.services import moving
from portal.services.moving import Came, Load
from portal.services.work import Work


@click.command()
@click.option(
    "--to",
    "url",
    required=True,
    help="Where to: a folder, az://account/container or s3://bucket.",
)
@click.option(
    "--with",
    "file",
    type=click.Path(path_type=Path, dir_okay=False),
    help="A file of PORTAL_PAPERS_… settings for the new store, if it wants any.",
)
@click.option("--dry-run", is_flag=True, help="Say what there is to move, and move nothing.")
@click.option(
    "--remove",
    is_flag=True,
    help="Once every file is verified where it lies now, remove it from where it lay.",
)
@click.pass_obj
def move(door: BackDoor, url: str, file: Path | None, *, dry_run: bool, remove: bool) -> None:
    """Copy every paper's file to another store, and read each back from there.

    What is read back must be what the record, or of a sealed file the log, has pinned. Killed, it
    goes on where it was when it is run again. It changes no setting: when it is done it says which.
    """
    target = _target(url, file)
    if target == door.settings.store:
        raise click.UsageError("The papers lie there already: name another place.")
    work = door.office().work_for(ANONYMOUS)
    try:
        with work.session:
            loads = moving.loads(work)
            size = sum(each.size or 0 for each in loads)
            click.echo(f"Files to move: {len(loads)}, {size / 1_000_000:,.1f} MB, to {target}.")
            if not dry_run:
                _move(work, loads, Blobs.at(target), remove=remove)
    except (StoreUnavailable, LogUnavailable) as failure:
        raise click.ClickException(
            f"It was broken off ({failure}): mend that, and run the same command again."
        ) from None
    if not dry_run:
        click.echo(_next(url, file, removed=remove))


def _move(work: Work, loads: tuple[Load, ...], target: Blobs, *, remove: bool) -> None:
    came: dict[Came, list[Load]] = {each: [] for each in Came}
    total = sum((each.size or 0) + 1 for each in loads)
    with click.progressbar(length=total, label="Copying and verifying") as bar:
        for each in loads:
            came[moving.move(work, each, target)].append(each)
            bar.update((each.size or 0) + 1)
    click.echo(
        f"Copied: {len(came[Came.COPIED])}; there already: {len(came[Came.THERE])}; every one of"
        " them was read back."
    )
    bad = [(how, each) for how in (Came.MISSING, Came.SPOILT) for each in came[how]]
    for how, each in bad:
        click.echo(f"Blob {each.blob} is {how.value}.", err=True)
    if bad:
        raise click.ClickException(
            "Not every file could be moved, so none was removed and the setting stays: restore the"
            " files named above from a backup, and run the same command again."
        )
    with click.progressbar(length=len(loads) * remove, label="Removing") as bar:
        moving.conclude(work, loads, remove=remove, told=lambda: bar.update(1))


def _next(url: str, file: Path | None, *, removed: bool) -> str:
    settings = f"PORTAL_PAPERS={url}" + (f" and what {file} says" if file else "")
    if removed:
        return f"The old files are removed. The portal must now run with {settings}."
    return (
        f"Now stop the portal, run this once more for what was added meanwhile, set {settings},"
        " start it, and run `portal doctor`. To remove the old files afterwards, run this with the"
        " old settings and --remove."
    )


def _target(url: str, file: Path | None) -> Place:
    told = read_settings_file(file) if file is not None else {}
    known = {"ENDPOINT", "REGION", "KEY_ID", "SECRET"}
    unknown = {name for name in told if name.removeprefix("PORTAL_PAPERS_") not in known}
    if unknown:
        raise click.UsageError(f"{file} may hold PORTAL_PAPERS_… settings alone.")
    try:
        place = places.place(url)
        if isinstance(place, Path):
            return place.resolve()
        endpoint = told.get("PORTAL_PAPERS_ENDPOINT", "")
        return replace(
            place,
            endpoint=places.address(endpoint) if endpoint else "",
            region=told.get("PORTAL_PAPERS_REGION", "eu-west-2"),
            key_id=told.get("PORTAL_PAPERS_KEY_ID", ""),
            secret=told.get("PORTAL_PAPERS_SECRET", ""),
        )
    except ValueError:
        raise click.UsageError(
            "Name a folder, az://account/container or s3://bucket, and as the endpoint an https"
            " address."
        ) from None
