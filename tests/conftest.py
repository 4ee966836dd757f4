"""What every test may ask for: databases, a browser, servers; and what no test may do."""

import os

import pytest
from hypothesis import HealthCheck, Phase, settings

pytest_plugins = [
    "tests.support.databases",
    "tests.support.network",
    "tests.support.serving",
    "tests.support.browser",
    "tests.support.left_out",
    "tests.support.clamd",
]

settings.register_profile(
    "dev", deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
settings.register_profile(
    "ci", parent=settings.get_profile("dev"), derandomize=True, print_blob=True
)
settings.register_profile("quick", parent=settings.get_profile("dev"), max_examples=20)
settings.register_profile(
    "mutants",  # where failing is usual, and the smallest failing example is of no use
    parent=settings.get_profile("ci"),
    max_examples=10,
    phases=(Phase.explicit, Phase.generate),
)
settings.load_profile(
    os.environ.get("CLEAR_DAYS_TEST_PROFILE", "ci" if os.environ.get("CI") else "dev")
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test that asks for the browser, so that ``-m "not browser"`` means it."""
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.browser)
