"""The doors that are open to everybody; whoever is signed in sees through them what is theirs."""

from typing import Final

from flask import Blueprint

from portal.web.public import about, ask, boards, disclosures, meetings, papers, register

BLUEPRINTS: Final[tuple[Blueprint, ...]] = (
    boards.bp,
    meetings.bp,
    papers.bp,
    register.bp,
    ask.bp,
    disclosures.bp,
    about.bp,
)
"""What the front door registers."""
