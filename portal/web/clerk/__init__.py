"""The doors for clerks."""

from typing import Final

from flask import Blueprint

from portal.web.clerk import (
    account_invitations,
    campaigns,
    desk,
    home,
    imports,
    leaks,
    membership,
    mistakes,
    releases,
    requests,
    restrictions,
    reviews,
    stored_leaks,
    suspending,
    uploads,
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
    account_invitations.bp,
    suspending.bp,
    uploads.bp,
    leaks.bp,
    stored_leaks.bp,
)
"""What the front door registers."""
