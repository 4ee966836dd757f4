"""The web floor with all its rooms, for those who send files."""

import pytest

from tests.support.furnishing import CLERK
from tests.web.conftest import authority, provider_at_work, whole_world

__all__ = ["authority", "provider_at_work", "whole_world"]


@pytest.fixture
def database_kind():
    """Take one kind: what a database decides of uploads is tested where it is."""
    return "sqlite"


@pytest.fixture
def clerk(whole_world):
    return whole_world.client(CLERK)
