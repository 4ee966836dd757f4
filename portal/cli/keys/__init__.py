"""``portal keys``: the root of the key hierarchy, and what hangs from it."""

from typing import Final

import click

from portal.cli.corridor import corridor

ROOMS: Final = {
    "close": "portal.cli.keys.rotating:close",
    "create": "portal.cli.keys.creating:create",
    "dispose": "portal.cli.keys.disposing:dispose",
    "drill": "portal.cli.keys.drilling:drill",
    "list": "portal.cli.keys.listing:listing",
    "recover": "portal.cli.keys.recovering:recover",
    "reencrypt": "portal.cli.keys.renewing:reencrypt_",
    "rewrap": "portal.cli.keys.renewing:rewrap_",
    "rotate-compartment": "portal.cli.keys.rotating:rotate_compartment_",
    "rotate-root": "portal.cli.keys.changing_root:rotate_root",
    "split": "portal.cli.keys.splitting:split",
}


@click.group(cls=corridor(ROOMS))
def keys() -> None:
    """Make, list, turn over, recover and destroy keys; no key is ever shown."""
