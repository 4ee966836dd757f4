"""The back door: the same services, from the command line."""

from pathlib import Path
from typing import Final

import click

from portal.cli.back_door import BackDoor
from portal.cli.corridor import corridor

ROOMS: Final = {
    "audit": "portal.cli.audit:audit",
    "backup": "portal.cli.backing_up:backup",
    "demo": "portal.cli.demo:demo",
    "doctor": "portal.cli.doctor:doctor",
    "emergency": "portal.cli.emergency:emergency",
    "import": "portal.cli.importing:importing",
    "keys": "portal.cli.keys:keys",
    "migrate": "portal.cli.migrate:migrate",
    "people": "portal.cli.people:people",
    "policy": "portal.cli.policy:policy",
    "releases": "portal.cli.releases:releases",
    "requests": "portal.cli.requests:requests",
    "restore": "portal.cli.restoring:restore",
    "reviews": "portal.cli.reviews:reviews",
    "serve": "portal.cli.serve:serve",
    "sessions": "portal.cli.sessions:sessions",
}


@click.command(cls=corridor(ROOMS))
@click.option(
    "--settings",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Read the settings from this file of NAME=value lines instead of the environment.",
)
@click.version_option("0.1.0", prog_name="portal")
@click.pass_context
def portal(ctx: click.Context, settings: Path | None) -> None:
    """Look after a Clear Days portal from the command line."""
    ctx.obj = BackDoor(settings_file=settings)
