"""The doors for clerks."""

from typing import Final

from flask import Blueprint

from portal.web.clerk import imports

BLUEPRINTS: Final[tuple[Blueprint, ...]] = (imports.bp,)
"""What the front door registers."""
