"""What every test may ask for: databases, a browser, servers; and what no test may do."""

import os
from collections.abc import Iterable, Iterator
from zlib import crc32

import pytest
from hypothesis import HealthCheck, Phase, settings

from tests.support import compiled_once

compiled_once.share()

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

FEW = 2
"""How many cases of one test the quick subset takes; which, is decided by their names."""


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark every test that asks for the browser, so that ``-m "not browser"`` means it.

    Where that is asked for, as by ``make quick``, a test of many cases keeps a few of them.
    """
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.browser)
    if "CLEAR_DAYS_TEST_FEW" in os.environ:
        kept = set(few_of_each([item.nodeid for item in items]))
        config.hook.pytest_deselected(items=[item for item in items if item.nodeid not in kept])
        items[:] = [item for item in items if item.nodeid in kept]


def few_of_each(names: Iterable[str]) -> Iterator[str]:
    """Choose a few cases of each test, the same in every process that is asked."""
    tests: dict[str, list[str]] = {}
    for name in names:
        tests.setdefault(name.partition("[")[0], []).append(name)
    for cases in tests.values():
        yield from sorted(cases, key=lambda name: crc32(name.encode()))[:FEW]
