"""``portal papers``: the files of papers, where they lie and what is in them."""

from typing import Final

import click

from portal.cli.corridor import corridor

ROOMS: Final = {
    "check": "portal.cli.papers.checking:check",
    "move": "portal.cli.papers.moving:move",
}


@click.group(cls=corridor(ROOMS))
def papers() -> None:
    """Look after the files of papers."""
