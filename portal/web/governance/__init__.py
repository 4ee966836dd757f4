"""The doors for those who watch over access: monitoring officers, proper officers, auditors."""

from typing import Final

from flask import Blueprint

BLUEPRINTS: Final[tuple[Blueprint, ...]] = ()
"""What the front door registers."""
