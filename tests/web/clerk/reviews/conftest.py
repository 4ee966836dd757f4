"""The invented board over the web, with a review that is 31 days overdue."""

import pytest

from tests.support.reviews import days_ago, put_review, set_review, tie


@pytest.fixture
def database_kind():
    return "sqlite"


@pytest.fixture
def world(whole_world):
    tie(whole_world.office, whole_world.furnished)
    return whole_world


@pytest.fixture
def general(world):
    set_review(world.office, world.furnished.restrictions["general"], days_ago(31))
    return world.furnished.restrictions["general"]


@pytest.fixture
def review(world, general):
    return put_review(world.office, general, days_ago(31))
