"""The doors for clerks."""

from typing import Final

from flask import Blueprint

from portal.web.clerk import (
    campaigns,
    desk,
    home,
    imports,
    membership,
    mistakes,
    releases,
    requests,
    restrictions,
    reviews,
    suspending,
)

BLUEPRINTS: Final[tuple[Blueprint, ...]] = (
    home.bp,
    imports.bp,
    requests.bp,
    reviews.bp,
    campaigns.bp,
    desk.bp,
    releases.bp,
    mistakes.bp,
    restrictions.bp,
    membership.bp,
    suspending.bp,
)
"""What the front door registers."""
