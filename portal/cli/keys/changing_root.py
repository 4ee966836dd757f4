"""``portal keys rotate-root``: from one root to the next, and never a guess between them."""

from pathlib import Path

import click

from config import Settings, UnusableSettings
from portal.cli.back_door import BackDoor, read_settings_file
from portal.cli.keys import cures
from portal.cli.keys.operator import at_work, dry_run, in_progress
from portal.errors import PortalError
from portal.services.key_management.changing_root import (
    give_up,
    leave,
    to_leave,
    to_wrap,
    wrap_by_next,
)
from portal.settings.chosen_root import root_of
from portal.vault import Root, create_root, open_root, root_exists

SETTINGS = click.Path(path_type=Path, dir_okay=False, exists=True)


@click.command(name="rotate-root", epilog=cures.ROTATE_ROOT)
@click.option("--to", "next_settings", type=SETTINGS, help="The settings of the next root.")
@click.option("--finish", is_flag=True, help="Leave the root before this one.")
@click.option(
    "--destroy",
    "old_settings",
    type=SETTINGS,
    help="With --finish: the settings of the root before this one, whose slots are destroyed.",
)
@click.option("--give-up", "giving_up", is_flag=True, help="Forget a change that was begun.")
@dry_run
@click.pass_obj
def rotate_root(  # noqa: PLR0913 -- what was said on the command line, each by name
    door: BackDoor,
    *,
    next_settings: Path | None,
    finish: bool,
    old_settings: Path | None,
    giving_up: bool,
    dry_run: bool,
) -> None:
    """Change the root of the keys, in two steps; the portal goes on working.

    First `--to FILE`: the next root wraps every compartment's key, beside the present one. FILE
    holds the settings that differ, such as PORTAL_ROOT_KEY_FILE=...; a key file that is not there
    is made. Then put these settings in the portal's own and restart it. Last `--finish`, with the
    new settings in force; `--destroy FILE` names the old ones, and destroys what is there.
    """
    if sum((next_settings is not None, finish, giving_up)) != 1:
        raise click.UsageError("Say one of --to FILE, --finish and --give-up.")
    if old_settings is not None and not finish:
        raise click.UsageError("--destroy goes with --finish.")
    if next_settings is not None:
        _begin(door, next_settings, dry_run=dry_run)
    elif finish:
        _finish(door, old_settings, dry_run=dry_run)
    else:
        _give_up(door, dry_run=dry_run)
    click.echo(cures.ROTATE_ROOT)


def _begin(door: BackDoor, path: Path, *, dry_run: bool) -> None:
    there = _settings(door, path)
    try:
        new = not root_exists(root_of(there))
    except PortalError as refused:
        raise click.ClickException(str(refused)) from None
    if dry_run and new:
        click.echo("A root would be made where those settings say, and wrap every key.")
        return
    with at_work(door) as work:
        root = _root(there, make=new)
        number = to_wrap(work, root)
        if dry_run:
            click.echo(f"{number} keys would be wrapped by {root.id} too.")
            return
        if number:
            in_progress("Keys", number, lambda moved: wrap_by_next(work, root, moved))
        click.echo(
            f"{root.id} has wrapped every key, beside {work.door.root}. Now put its settings in"
            " the portal's own, restart the portal, and run `portal keys rotate-root --finish`."
        )


def _finish(door: BackDoor, path: Path | None, *, dry_run: bool) -> None:
    with at_work(door) as work:
        before = None if path is None else _root(_settings(door, path), make=False)
        number = to_leave(work)
        if dry_run:
            click.echo(f"{number} keys would be left to {work.door.root} alone.")
            return
        left = leave(work, before)
    click.echo(f"{left.keys} keys are left to this root alone.")
    if before is None:
        click.echo("The root before it still has its slots, and opens older backups.")
        return
    click.echo(
        f"{left.destroyed} slots of {before.id} are destroyed. Backups from before no longer open:"
        " take a new one now."
    )
    if left.final_at is not None:
        click.echo(f"Whoever keeps that root could bring them back until {left.final_at:%d %B %Y}.")


def _give_up(door: BackDoor, *, dry_run: bool) -> None:
    if dry_run:
        click.echo("What a next root has wrapped would be forgotten.")
        return
    with at_work(door) as work:
        click.echo(f"{give_up(work)} keys are left to {work.door.root} alone.")


def _settings(door: BackDoor, path: Path) -> Settings:
    """Give the settings in force, with those of a file in their place."""
    try:
        return Settings.from_environ({**door.environ, **read_settings_file(path)})
    except UnusableSettings as unusable:
        raise click.ClickException(str(unusable)) from None


def _root(settings: Settings, *, make: bool) -> Root:
    choice = root_of(settings)
    try:
        return create_root(choice) if make else open_root(choice)
    except PortalError as refused:
        raise click.ClickException(str(refused)) from None
