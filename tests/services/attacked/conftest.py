"""Each attack is tried on SQLite; those that rest on the database name both."""

import pytest


@pytest.fixture
def database_kind(request):
    return getattr(request, "param", "sqlite")
