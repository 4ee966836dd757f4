"""The doors for those who watch over access: monitoring officers, proper officers, auditors."""

from typing import Final

from flask import Blueprint

from portal.web.governance import home, reviews, simulator, who

BLUEPRINTS: Final[tuple[Blueprint, ...]] = (home.bp, who.bp, simulator.bp, reviews.bp)
"""What the front door registers."""
