"""Grounds read out of text: what a council wrote, and whether a person must look at it."""

from portal.services.grounds_in_text.answer import read_ground
from portal.services.grounds_in_text.model import Assertion, Nation, Reading, Regime

__all__ = ["Assertion", "Nation", "Reading", "Regime", "read_ground"]
