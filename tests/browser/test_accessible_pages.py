"""Every page, as everybody sees it, at 320 and 1280 pixels, before axe (WCAG 2.2 A and AA)."""

import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import (
    ADMINISTRATOR,
    AUDITOR,
    CLERK,
    DHR,
    GUEST,
    MEMBER,
    MONITORING_OFFICER,
    PREVENT,
    confirm,
)
from tests.support.accessibility import violations
from tests.support.browser import NARROW, WIDE

EVERYBODY = (
    None,
    MEMBER,
    DHR,
    PREVENT,
    GUEST,
    CLERK,
    MONITORING_OFFICER,
    AUDITOR,
    ADMINISTRATOR,
)
IDENTIFIER = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}")
LEFT_OUT = re.compile(
    r"/files/|/read/[0-9a-f]{8}-|/image$|^/sign-in/start|^/static/|\.csv$|\.json$|\.txt$"
)


def kind_of(path: str) -> str:
    return IDENTIFIER.sub("<id>", path)


FORM_TOKEN = re.compile(r'value="[0-9a-f]{64}"')
LOOKED_AT: dict[str, list[str]] = {}
"""Pages by their bytes, the forms' token left out: those of one kind of reader are often alike."""


def links_on(page: Page) -> list[str]:
    found = page.evaluate("() => [...document.querySelectorAll('a[href]')].map(a => a.href)")
    here = urlsplit(page.url).netloc
    return [urlsplit(each).path for each in found if urlsplit(each).netloc == here]


def pages_to_see(page: Page) -> list[str]:
    """Follow links from the first page, keeping a few of every kind of page."""
    waiting, seen, kept = ["/", "/me", "/sign-in", "/nowhere", "/sign-in/problem"], set(), {}
    while waiting:
        path = waiting.pop(0)
        kind = kind_of(path)
        if path in seen or LEFT_OUT.search(path) or kept.get(kind, 0) >= 2:
            continue
        seen.add(path)
        kept[kind] = kept.get(kind, 0) + 1
        page.goto(path)
        waiting += [each for each in links_on(page) if each not in seen]
    return sorted(seen)


@pytest.mark.parametrize("role", EVERYBODY, ids=lambda role: role or "stranger")
def test_every_page_is_accessible_to(role, tab_of):
    page = tab_of(role)
    paths = pages_to_see(page)
    assert len(paths) >= 12
    wrong = []
    for path in paths:
        page.goto(path)
        wrong += [f"{path} {each}" for each in wrong_with(page)]
    assert not wrong, "\n".join(wrong)


def wrong_with(page: Page) -> list[str]:
    """Say what is wrong with a page at each width; one of the same bytes is looked at once."""
    bytes_of_it = FORM_TOKEN.sub("", page.content())
    if bytes_of_it not in LOOKED_AT:
        found = []
        for size in (WIDE, NARROW):
            page.set_viewport_size(size)
            found += [f"at {size['width']} px: {each}" for each in violations(page)]
            if scrolls_sideways(page):
                found.append(f"at {size['width']} px scrolls sideways")
        LOOKED_AT[bytes_of_it] = found
    return LOOKED_AT[bytes_of_it]


def test_the_page_between_agenda_and_restricted_paper_is_accessible(tab_of):
    page = tab_of(PREVENT)
    page.goto("/me")
    for size in (WIDE, NARROW):
        page.set_viewport_size(size)
        assert not violations(page)
        assert not scrolls_sideways(page)
    confirm(page)
    page.get_by_role("link", name=re.compile("Counter-terrorism")).first.click()
    for size in (WIDE, NARROW):
        page.set_viewport_size(size)
        assert not violations(page)
    page.get_by_role("button", name="Open the paper").click()
    for size in (WIDE, NARROW):
        page.set_viewport_size(size)
        assert not violations(page)
        assert not scrolls_sideways(page)


def scrolls_sideways(page: Page) -> bool:
    return page.evaluate(
        "() => document.documentElement.scrollWidth > document.documentElement.clientWidth"
    )
