"""``portal keys``: the root of the key hierarchy, and what hangs from it."""

from typing import Final

import click

from portal.cli.corridor import corridor

ROOMS: Final = {
    "create": "portal.cli.keys.creating:create",
    "dispose": "portal.cli.keys.disposing:dispose",
    "list": "portal.cli.keys.listing:listing",
}


@click.group(cls=corridor(ROOMS))
def keys() -> None:
    """Make, list, turn over, recover and destroy keys; no key is ever shown."""
