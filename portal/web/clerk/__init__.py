"""The doors for clerks."""

from typing import Final

from flask import Blueprint

from portal.web.clerk import home, imports

BLUEPRINTS: Final[tuple[Blueprint, ...]] = (
    home.bp,
    imports.bp,
)
"""What the front door registers."""
