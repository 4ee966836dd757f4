"""Releasing takes two people, opens everything or nothing, and is announced."""

import hashlib
from datetime import date

import pytest
from sqlalchemy import select

from portal.audit import Phase, Verb
from portal.errors import NotFound, Refused
from portal.policy import Classification
from portal.records.tables import (
    Paper,
    PaperVersion,
    Release,
    ReleaseCause,
    ReleaseState,
    Restriction,
    RestrictionState,
    WithheldNotice,
)
from portal.services import papers
from portal.services.lost_votes import lapse
from portal.services.published_versions import attach_published_version
from portal.services.release_pages import read_release
from portal.services.releasing import confirm_release
from portal.services.submitting import Submission
from tests.services.life.asking import PDF, SAID, asked, files_in
from tests.services.life.closing_items import close_something
from tests.support.furnishing import (
    CANARY,
    CLERK,
    CLOSED_PAPER,
    HIDDEN_PAPER,
    MONITORING_OFFICER,
    SENSITIVE_PAPER,
    public_version,
)
from tests.support.looking import settle_release

pytestmark = pytest.mark.slow


def test_two_people_open_a_whole_restriction(work_of, general, version, tmp_path):
    release = asked(work_of, general)
    settle_release(work_of(CLERK), release)
    before = public_version(work_of(None).session)
    confirm_release(work_of(MONITORING_OFFICER), release)
    stranger = work_of(None)
    page = papers.read_paper(stranger, CLOSED_PAPER)
    assert (page.title, page.restricted) == (f"{CANARY} evaluation", False)
    file = papers.read_file(stranger, CLOSED_PAPER, version)
    assert b"".join(file.stream(0, file.size)) == PDF
    row = stranger.session.get_one(Paper, CLOSED_PAPER)
    assert (row.classification, row.released, row.sealed) == (Classification.PUB, True, None)
    kept = stranger.session.get_one(PaperVersion, version)
    assert (kept.sha256, kept.file_name) == (hashlib.sha256(PDF).hexdigest(), "private.pdf")
    assert files_in(tmp_path) == {kept.blob.hex}
    assert stranger.session.get_one(Restriction, general).state is RestrictionState.RELEASED
    assert public_version(stranger.session) > before


def test_the_log_is_told_before_and_after(work_of, general, version):
    release = asked(work_of, general)
    settle_release(work_of(CLERK), release)
    work = work_of(MONITORING_OFFICER)
    confirm_release(work, release)
    (line,) = (
        each for each in work.journal.about(version) if each.entry.verb is Verb.RESTRICTION_UNSEALED
    )
    assert line.entry.phase is Phase.INTENT
    assert {str(release), str(CLOSED_PAPER)} <= set(line.entry.objects)
    assert line.outcome.detail["outcome"] == "done"
    assert work.journal.latest(Verb.RELEASE_CONFIRMED, release).actor == work.actor


def test_a_part_opens_and_the_rest_stays(work_of, general):
    release = asked(work_of, general, parts=[("paper", CLOSED_PAPER)])
    confirm_release(work_of(MONITORING_OFFICER), release)
    stranger = work_of(None)
    assert papers.read_paper(stranger, CLOSED_PAPER).title
    with pytest.raises(NotFound):
        papers.read_paper(stranger, HIDDEN_PAPER)
    assert stranger.session.get_one(Restriction, general).state is RestrictionState.PART_RELEASED


def test_whoever_may_not_read_a_sensitive_paper_can_still_confirm_its_release(work_of, furnished):
    release = asked(work_of, furnished.restrictions["prevent"])
    officer = work_of(MONITORING_OFFICER)
    shown = read_release(officer, release)
    assert {part.words for part in shown.parts} == {None}
    assert CANARY not in repr(shown)
    officer.session.rollback()
    confirm_release(officer, release, seen=shown.seen)
    assert papers.read_paper(work_of(None), SENSITIVE_PAPER).title == f"{CANARY} chronology"


def test_the_notice_stays_as_history_with_what_was_said(work_of, furnished):
    closed = close_something(work_of(CLERK), furnished)
    before = notice_of(work_of, closed)
    release = asked(work_of, closed.restriction)
    confirm_release(work_of(MONITORING_OFFICER), release)
    after = notice_of(work_of, closed)
    assert (after.heading, after.reason, after.paragraphs) == (
        before.heading,
        before.reason,
        before.paragraphs,
    )
    assert (after.state, after.ended_because) == (RestrictionState.RELEASED, SAID)
    assert after.ended_on == date(2026, 3, 12)


def notice_of(work_of, closed):
    return (
        work_of(None)
        .session.scalars(
            select(WithheldNotice).where(WithheldNotice.restriction_id == closed.restriction)
        )
        .one()
    )


def test_q24_a_published_review_is_a_paper_of_its_own_and_the_drafts_stay(work_of, furnished):
    clerk = work_of(CLERK)
    closed = close_something(clerk, furnished, classification=Classification.REV, slug="dhr")
    attached = attach_published_version(
        clerk,
        closed.restriction,
        Submission(title="The review, as published"),
        file_name="review.pdf",
        media_type="application/pdf",
        pieces=[PDF],
    )
    clerk.commit()
    stranger = work_of(None)
    assert papers.read_paper(stranger, attached).title == "The review, as published"
    assert stranger.session.get_one(Paper, closed.paper).classification is Classification.REV
    with pytest.raises(NotFound):
        papers.read_paper(stranger, closed.paper)


def test_q23_an_event_does_not_release_a_review(work_of, furnished):
    closed = close_something(
        work_of(CLERK), furnished, classification=Classification.REV, slug="dhr"
    )
    with pytest.raises(Refused, match="published version"):
        asked(work_of, closed.restriction)
    with pytest.raises(Refused, match="exemption"):
        lapse(work_of(CLERK), closed.restriction, "The trial ended.")


def test_q42_a_release_that_answers_a_request_is_on_the_page_and_in_the_log(work_of, furnished):
    closed = close_something(work_of(CLERK), furnished)
    release = asked(work_of, closed.restriction, cause=ReleaseCause.REQUEST)
    officer = work_of(MONITORING_OFFICER)
    confirm_release(officer, release)
    stranger = work_of(None)
    assert stranger.session.get_one(Paper, closed.paper).released
    assert not papers.read_paper(stranger, closed.paper).restricted
    assert officer.journal.latest(Verb.RELEASE_CONFIRMED, release).detail["cause"] == "request"
    assert stranger.session.get_one(Release, release).state is ReleaseState.DONE
