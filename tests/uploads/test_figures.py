"""A figure of a closed paper is noticed where an open one of the same meeting repeats it."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.inspection.leaks.content.phrases import SIZE
from portal.records.tables import LeakPhrases, LeakWatch
from portal.services.leak_check.asking import asked_for, meeting_of
from portal.services.leak_check.examining import look_into
from portal.services.leak_check.watching_for import watch_of
from tests.support.furnishing import (
    BOARD,
    CLERK,
    CLOSED_ITEM,
    CLOSED_PAPER,
    DRAFT_ITEM,
    HELD,
    OPEN_ITEM,
    SENSITIVE_ITEM,
)
from tests.uploads.sending import begin, press, send

APPENDIX = (
    b"Appendix 2\nThe second offer asks 187,450 pounds, and saves 37.42 % of what is spent.\n"
)
REPORT = b"Report\nThe Board has set aside %s for the outreach.\n"
TOLD = "A figure of a restricted paper of this meeting"


def start(item):
    return f"/clerk/items/{item}/papers"


def sent_under(clerk, item, content, **said):
    at = begin(clerk, start(item), **said)
    answer = send(clerk, at, "paper.txt", content)
    assert answer.status_code == 303, answer.text
    return at


@pytest.fixture
def appendix(clerk):
    """Publish the restricted appendix to its readers."""
    at = sent_under(clerk, CLOSED_ITEM, APPENDIX, what=str(CLOSED_PAPER))
    assert press(clerk, f"{at}/publish").status_code == 303


def findings(clerk, at):
    return clerk.get(f"{at}/leaks").text


def test_q21_a_figure_of_the_exempt_appendix_that_the_open_report_repeats_is_noticed(
    clerk, appendix
):
    del appendix
    report = sent_under(clerk, OPEN_ITEM, REPORT % "£187,450".encode())
    page = findings(clerk, report)
    assert TOLD in page
    assert "£187,450" in page
    refused = press(clerk, f"{report}/publish")
    assert (refused.status_code, "Mend what was found" in refused.text) == (422, True)
    rounded = sent_under(clerk, OPEN_ITEM, REPORT % b"almost 190,000 pounds")
    assert TOLD not in findings(clerk, rounded)
    assert press(clerk, f"{rounded}/publish").status_code == 303


def test_in_another_meeting_it_is_any_figure(clerk, appendix):
    del appendix
    report = sent_under(clerk, DRAFT_ITEM, REPORT % "£187,450".encode())
    assert TOLD not in findings(clerk, report)


def test_neither_the_figure_nor_the_key_lies_in_clear(appendix, whole_world):
    del appendix
    with Session(whole_world.record) as session:
        (kept,) = session.scalars(select(LeakPhrases.hashes))
        sealed = session.get_one(LeakWatch, BOARD).sealed
    assert len(kept) % SIZE == 0
    for clear in (b"187450", b"187,450", b"37.42"):
        assert clear not in kept
        assert clear not in sealed


def test_of_a_sensitive_compartment_no_figure_is_kept(whole_world):
    """Whoever sends files in could try every figure there is, and read none of its papers."""
    compartments = whole_world.furnished.compartments
    work = whole_world.office.work_of(CLERK)
    kept = {}
    with work.session:
        watch = watch_of(work, BOARD)
        for name, item in (("general", CLOSED_ITEM), ("prevent", SENSITIVE_ITEM)):
            meeting = meeting_of(work, item, compartments[name])
            asked = asked_for(
                work, BOARD, watch, media_type="text/plain", public=False, meeting=meeting
            )
            kept[name] = look_into([APPENDIX], asked).hashes
    assert len(kept["general"]) == len(kept["prevent"]) + 2 * SIZE
    assert kept["general"].startswith(kept["prevent"])  # the phrases, which nobody guesses
    assert kept["prevent"]


def test_which_meeting_it_is_depends_on_where_the_file_lies(whole_world):
    work = whole_world.office.work_of(CLERK)
    with work.session:
        general, prevent = (
            whole_world.furnished.compartments[name] for name in ("general", "prevent")
        )
        assert meeting_of(work, CLOSED_ITEM, general) == HELD.hex
        assert meeting_of(work, OPEN_ITEM, general) == HELD.hex
        assert meeting_of(work, SENSITIVE_ITEM, prevent) == ""
