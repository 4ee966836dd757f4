"""The back door: the same services, from the command line."""

import importlib
from pathlib import Path
from typing import Final

import click

from portal.cli.back_door import BackDoor

ROOMS: Final = {
    "audit": "portal.cli.audit:audit",
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
    "reviews": "portal.cli.reviews:reviews",
    "serve": "portal.cli.serve:serve",
    "sessions": "portal.cli.sessions:sessions",
}


class Corridor(click.Group):
    """Finds a command's room when it is asked for, so that one command does not wake them all."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Name the commands, in alphabetical order."""
        del ctx
        return sorted(ROOMS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Open the room of one command."""
        del ctx
        if cmd_name not in ROOMS:
            return None
        module, name = ROOMS[cmd_name].split(":")
        command: click.Command = getattr(importlib.import_module(module), name)
        return command


@click.command(cls=Corridor)
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
