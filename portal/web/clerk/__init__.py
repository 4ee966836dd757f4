"""The doors for clerks."""

from typing import Final

from flask import Blueprint

from portal.web.clerk import home, imports, requests

BLUEPRINTS: Final[tuple[Blueprint, ...]] = (
    home.bp,
    imports.bp,
    requests.bp,
)
"""What the front door registers."""
