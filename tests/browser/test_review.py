"""A copied reason is refused, a fresh one keeps a restriction; once a year all are looked at."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from portal.cli.back_door import now
from portal.records.engines import engine_for
from portal.records.tables import Restriction, RestrictionState, Review, WithheldNotice
from tests.browser.conftest import (
    ADMINISTRATOR,
    AUDITOR,
    CLERK,
    MEMBER,
    MONITORING_OFFICER,
    Demonstration,
)
from tests.support.accessibility import axe
from tests.support.browser import NARROW, WIDE

FIRST = "The person accused is still to be tried, and witnesses live in the same street."
SECOND = "Sentence is passed in the autumn; the family has asked to be told before anybody else."
KEPT = "Looked at again, and kept private until the court has finished."
EVENT = "The hearing was put off"
SIDEWAYS = "() => document.documentElement.scrollWidth > document.documentElement.clientWidth"


@pytest.fixture
def heading(demonstration: Demonstration) -> str:
    """Let the review of something that was noticed be 31 days overdue; give its heading."""
    engine = engine_for(demonstration.settings["PORTAL_DATABASE_URL"])
    with Session(engine) as session:
        notice = session.scalars(
            select(WithheldNotice)
            .join(Restriction, Restriction.id == WithheldNotice.restriction_id)
            .where(
                WithheldNotice.published_at.is_not(None),
                Restriction.state == RestrictionState.RESOLVED,
                Restriction.id.not_in(select(Review.restriction_id)),
            )
            .order_by(WithheldNotice.heading)
        ).first()
        assert notice is not None
        assert notice.restriction_id is not None
        session.execute(
            update(Restriction)
            .where(Restriction.id == notice.restriction_id)
            .values(review_on=now().date() - timedelta(days=31))
        )
        session.commit()
        found = notice.heading
    engine.dispose()
    return found


def about(verb: str, heading: str) -> re.Pattern[str]:
    """Name what is done about something, for a screen reader."""
    return re.compile(f"^{verb} ?: {re.escape(heading)}$")


def checked(page: Page) -> Page:
    """Look at a page at both widths."""
    for size in (WIDE, NARROW):
        page.set_viewport_size(size)
        axe(page)
        assert not page.evaluate(SIDEWAYS), f"{page.url} scrolls sideways"
    return page


def keep(page: Page, reason: str) -> None:
    """Decide to keep, from the page of a review."""
    page.get_by_role("button", name="Decide this review").click()
    page.get_by_label("Keep it closed", exact=True).check()
    page.get_by_role("button", name="Continue").click()
    fill(page, reason)


def fill(page: Page, reason: str) -> None:
    on = now().date() + timedelta(days=200)
    page.get_by_label("Why, today?").fill(reason)
    page.get_by_label("What the public is told").fill(KEPT)
    for part in ("day", "month", "year"):
        page.get_by_label(part.capitalize(), exact=True).fill(str(getattr(on, part)))
    page.get_by_role("button", name="Keep it closed").click()


def test_a_review_from_overdue_to_kept_and_the_yearly_review(tab_of, heading):
    clerk = tab_of(CLERK, script=False)
    clerk.goto("/clerk/reviews")
    expect(clerk.get_by_text("31 days overdue").first).to_be_visible()
    clerk.get_by_role("button", name=about("Begin", heading)).first.click()
    expect(clerk.get_by_role("heading", level=1)).to_have_text(heading)
    expect(clerk.get_by_role("button", name="Decide this review")).to_have_count(0)
    review = clerk.url

    decider = tab_of(MONITORING_OFFICER)
    decider.goto("/ig/reviews")
    checked(decider).get_by_role("link", name=heading).first.click()
    checked(decider)
    keep(decider, FIRST)
    expect(decider.get_by_role("strong").filter(has_text="Decided")).to_be_visible()

    clerk.goto("/clerk/reviews")
    clerk.locator("summary").click()
    clerk.get_by_role("link", name=about("Record an event", heading)).first.click()
    clerk.get_by_label("What happened?").fill(EVENT)
    clerk.get_by_role("button", name="Record it").click()
    expect(clerk.get_by_text(EVENT)).to_be_visible()
    assert clerk.url != review

    decider.goto(clerk.url)
    keep(decider, FIRST.upper())
    expect(decider.get_by_role("alert")).to_contain_text("a copy of a reason given before")
    checked(decider)
    fill(decider, SECOND)
    expect(decider.get_by_role("strong").filter(has_text="Decided")).to_be_visible()
    checked(decider).get_by_role("link", name=re.compile("The public.s page")).click()
    expect(decider.get_by_text(KEPT).first).to_be_visible()
    expect(decider.get_by_text(SECOND)).to_have_count(0)

    clerk.goto("/clerk/campaigns")
    clerk.get_by_role("button", name="Open the yearly review").click()
    expect(clerk.get_by_text(re.compile(r"^\s*0 of \d+ decided"))).to_be_visible()
    auditor = tab_of(AUDITOR)
    auditor.goto(clerk.url)
    checked(auditor)
    expect(auditor.get_by_role("button", name="Close this yearly review")).to_have_count(0)
    auditor.get_by_role("link", name=re.compile("public report")).click()
    expect(checked(auditor).get_by_text(heading).first).to_be_visible()
    for role in (MEMBER, ADMINISTRATOR):
        page = tab_of(role)
        for address in (review, clerk.url, "/clerk/reviews", "/ig/reviews"):
            answer = page.goto(address)
            assert answer is not None
            assert answer.status == 404
