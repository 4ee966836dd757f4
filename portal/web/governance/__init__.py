"""The doors for those who watch over access: monitoring officers, proper officers, auditors."""

from typing import Final

from flask import Blueprint

from portal.web.governance import (
    access_reviews,
    break_glass,
    home,
    identity_links,
    interests,
    needs,
    permissions,
    restoring,
    retention,
    reviews,
    sessions,
    simulator,
    who,
)

BLUEPRINTS: Final[tuple[Blueprint, ...]] = (
    home.bp,
    who.bp,
    simulator.bp,
    reviews.bp,
    permissions.bp,
    identity_links.bp,
    break_glass.bp,
    access_reviews.bp,
    interests.bp,
    needs.bp,
    retention.bp,
    sessions.bp,
    restoring.bp,
)
"""What the front door registers."""
