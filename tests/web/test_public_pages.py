"""The public rooms: what each page says, empty, full and to whom."""

import pytest

from tests.support.furnishing import (
    CANARY,
    CLOSED_ITEM,
    HELD,
    MEMBER,
    MIXED_ITEM,
    NEXT,
    OPEN_ITEM,
    OPEN_PAPER,
    PLANNED,
    SLUG,
)

PAGES = (
    "/",
    "/boards",
    f"/boards/{SLUG}",
    f"/boards/{SLUG}/members",
    f"/boards/{SLUG}/forward-plan",
    f"/boards/{SLUG}/actions",
    "/meetings",
    f"/meetings/{HELD}",
    f"/meetings/{NEXT}",
    f"/meetings/{PLANNED}",
    f"/meetings/{HELD}/items/{OPEN_ITEM}",
    f"/meetings/{HELD}/items/{MIXED_ITEM}",
    f"/meetings/{HELD}/items/{CLOSED_ITEM}",
    f"/papers/{OPEN_PAPER}",
    "/restricted",
    "/accessibility",
    "/privacy",
    "/cookies",
)


@pytest.mark.parametrize("page", PAGES)
def test_a_stranger_may_read_it_and_sees_nothing_restricted(world, page):
    answer = world.client().get(page)
    assert answer.status_code == 200
    assert CANARY not in answer.text


@pytest.mark.parametrize("page", PAGES)
def test_a_member_may_read_it(world, page):
    assert world.client(MEMBER).get(page).status_code == 200
