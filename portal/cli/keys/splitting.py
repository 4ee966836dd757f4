"""``portal keys split``: the recovery key, drawn anew and split among its holders."""

import os
from pathlib import Path

import click

from portal.cli.back_door import BackDoor
from portal.cli.operating import operating, progress
from portal.services.recovery import splitting
from portal.services.recovery.splitting import Paper
from portal.services.work import Work


@click.command()
@click.option(
    "--holder", "holders", multiple=True, required=True, help="Who holds a share; repeat."
)
@click.option(
    "--threshold",
    type=click.IntRange(2, 255),
    default=splitting.THRESHOLD,
    show_default=True,
    help="How many shares recover everything.",
)
@click.option(
    "--folder",
    type=click.Path(path_type=Path, file_okay=False),
    help="Write each share into a file of its own here instead of showing it.",
)
@click.option("--dry-run", is_flag=True, help="Only say what would be done.")
@click.pass_obj
def split(
    door: BackDoor, *, holders: tuple[str, ...], threshold: int, folder: Path | None, dry_run: bool
) -> None:
    """Draw a new recovery key and hand its shares out, one for each holder.

    It takes any three of five, unless you say otherwise. The set takes force when all shares are
    handed out; then the shares of the set before open no key that is made later, and no backup
    that is made later. Older backups they still open: have them destroyed. It cures a lost or a
    stolen share. It does not cure a stolen key of a compartment: for that run reencrypt.
    """
    operating(door, lambda work: _split(work, holders, threshold, folder, dry_run=dry_run))


def _split(
    work: Work, holders: tuple[str, ...], threshold: int, folder: Path | None, *, dry_run: bool
) -> None:
    plan = splitting.plan(work, holders, threshold)
    replaced = f" It replaces set {plan.before}." if plan.before else ""
    click.echo(
        f"A recovery key for {plan.keys} compartment keys, {len(plan.holders)} shares, any"
        f" {plan.threshold} of which recover everything.{replaced}"
    )
    if dry_run:
        click.echo("Nothing was done.")
        return
    if folder is not None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    def hand_over(paper: Paper) -> None:
        if folder is not None:
            _write(folder, paper)
        else:
            _show(paper)

    with progress("Copying the keys") as show:
        name = splitting.split(work, plan, hand_over, show)
    click.echo(f"Set {name} is in force: {plan.keys} keys can be recovered with it.")
    if plan.before:
        click.echo(
            f"The shares of set {plan.before} still open backups made until now: have their"
            " holders destroy them, and make a new backup."
        )
    click.echo("Have three holders try their shares out now: `portal keys drill`.")


def _write(folder: Path, paper: Paper) -> None:
    path = folder / f"share-{paper.set_name}-{paper.number}.txt"
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(paper.text)
        file.flush()
        os.fsync(file.fileno())
    click.echo(f"Share {paper.number}, for {paper.holder}, is in {path}.")


def _show(paper: Paper) -> None:
    click.pause(
        f"Share {paper.number}, for {paper.holder} alone. Everybody else looks away. [Enter]"
    )
    click.echo(paper.text)
    click.pause("Write it down, compare it, then go on. [Enter]")
    click.clear()
