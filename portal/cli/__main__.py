"""``python -m portal.cli``: the portal's command."""

from portal.cli import portal

portal(prog_name="portal")
