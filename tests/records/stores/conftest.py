"""Real object stores, and what stands between them and the portal."""

import pytest

from tests.records.stores.meddling import Between
from tests.support.stores import azure, place, s3

__all__ = ["azure", "place", "s3"]


@pytest.fixture
def between(place):
    """Stand between the portal and a store."""
    with Between(place) as standing:
        yield standing
