"""The doors for whoever has signed in: their home, their access, and what is closed to others."""

from typing import Final

from flask import Blueprint

from portal.web.member import (
    access,
    half_written,
    home,
    interests,
    need_to_know,
    opinions,
    papers,
    sessions,
    substitutes,
    why,
)

BLUEPRINTS: Final[tuple[Blueprint, ...]] = (
    home.bp,
    access.bp,
    papers.bp,
    why.bp,
    opinions.bp,
    interests.bp,
    substitutes.bp,
    need_to_know.bp,
    sessions.bp,
    half_written.bp,
)
"""What the front door registers."""
