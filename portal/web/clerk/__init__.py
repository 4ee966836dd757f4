"""The doors for clerks."""

from typing import Final

from flask import Blueprint

from portal.web.clerk import campaigns, home, imports, requests, restrictions, reviews

BLUEPRINTS: Final[tuple[Blueprint, ...]] = (
    home.bp,
    imports.bp,
    requests.bp,
    reviews.bp,
    campaigns.bp,
    restrictions.bp,
)
"""What the front door registers."""
