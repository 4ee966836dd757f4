"""No file opens by a release before it was looked into as what is to be open."""

import pytest
from sqlalchemy import select, update

from portal.audit import Phase, Verb
from portal.errors import NotFound, Refused
from portal.records.tables import (
    LeakCheck,
    LeakPhrases,
)
from portal.services import papers
from portal.services.leak_check.asking import asked_for
from portal.services.leak_check.examining import examine, look_into
from portal.services.leak_check.findings import accept, read_findings, read_standing
from portal.services.leak_check.stored import Stored
from portal.services.leak_check.watching_for import watch_of
from tests.services.life.asking import CLEAN, NUMBER, asked, confirm, page_of
from tests.support.furnishing import (
    BOARD,
    CLERK,
    CLOSED_PAPER,
    NAMES,
    NOW,
    SENSITIVE_PAPER,
)
from tests.support.looking import BECAUSE, settle_file

pytestmark = pytest.mark.slow


def still_closed(work_of):
    with pytest.raises(NotFound):
        papers.read_paper(work_of(None), CLOSED_PAPER)


def test_q49_what_is_not_looked_into_or_not_accepted_does_not_open(work_of, general, put):
    version = put()
    release = asked(work_of, general)
    with pytest.raises(Refused, match=r"A paper under item 3: .*has not been looked into"):
        confirm(work_of, release)
    still_closed(work_of)
    examine(work_of(CLERK), Stored(version))
    with pytest.raises(Refused, match=r"A paper under item 3: .*tells more than it shows"):
        confirm(work_of, release)
    still_closed(work_of)
    (line,) = read_findings(work_of(CLERK), Stored(version)).lines
    assert (line.kind, line.words) == ("nhs_number", NUMBER)
    accept(work_of(CLERK), Stored(version), line.number, BECAUSE)
    confirm(work_of, release)
    assert papers.read_paper(work_of(None), CLOSED_PAPER).title


def test_the_file_is_opened_as_any_restricted_one_and_the_log_is_told_first(work_of, general, put):
    version = put()
    asked(work_of, general)
    work = work_of(CLERK)
    examine(work, Stored(version))
    (opened,) = (
        each
        for each in work.journal.about(version)
        if each.entry.verb is Verb.PAPER_OPENED and each.entry.detail.get("made") == "check"
    )
    assert opened.entry.phase is Phase.INTENT
    assert opened.outcome.detail["outcome"] == "done"
    told = work.journal.latest(Verb.VERSION_CHECKED, version)
    assert (told.actor, told.detail) == (work.actor, {"count": 1, "whole": "yes"})
    assert opened.entry.detail["rule"]


def test_every_version_opens_so_every_version_is_asked_about(work_of, general, put):
    first, release = put(), asked(work_of, general)
    examine(work_of(CLERK), Stored(first))
    second = put(CLEAN)
    examine(work_of(CLERK), Stored(second))
    with pytest.raises(Refused, match="tells more than it shows"):
        confirm(work_of, release)  # a newer file does not settle the older one
    third = put(CLEAN + b"Twice.\n")
    accept(work_of(CLERK), Stored(first), 0, BECAUSE)
    with pytest.raises(Refused, match="has not been looked into"):
        confirm(work_of, release)
    settle_file(work_of(CLERK), third)
    confirm(work_of, release)


def test_a_check_of_what_was_to_stay_closed_says_nothing_of_it(work_of, general, put):
    version, release = put(), asked(work_of, general)
    examine(work_of(CLERK), Stored(version))
    accept(work_of(CLERK), Stored(version), 0, BECAUSE)
    work = work_of(CLERK)
    work.session.execute(update(LeakCheck).values(public=False))
    work.session.commit()
    with pytest.raises(Refused, match="has not been looked into"):
        confirm(work_of, release)
    assert not read_standing(work_of(CLERK), Stored(version)).looked


def test_what_is_accepted_or_found_after_the_page_was_shown_is_looked_at_again(
    work_of, general, put
):
    version, release = put(), asked(work_of, general)
    examine(work_of(CLERK), Stored(version))
    before = page_of(work_of, release).seen
    accept(work_of(CLERK), Stored(version), 0, BECAUSE)
    with pytest.raises(Refused, match="has changed"):
        confirm(work_of, release, seen=before)
    accepted = page_of(work_of, release)
    ((file,),) = [each.files for each in accepted.parts if each.files]
    assert (file.found, file.open, file.accepted_by) == (1, 0, (NAMES[CLERK],))
    examine(work_of(CLERK), Stored(version), again=True)
    with pytest.raises(Refused, match="has changed"):
        confirm(work_of, release, seen=accepted.seen)
    with pytest.raises(Refused, match="tells more"):
        confirm(work_of, release)  # what was accepted of the check before is asked again
    accept(work_of(CLERK), Stored(version), 0, BECAUSE)
    confirm(work_of, release, seen=page_of(work_of, release).seen)


def test_what_is_outside_is_never_accepted_and_never_opens(work_of, general, put):
    version, release = put(b"TOP SECRET\nThe panel met.\n"), asked(work_of, general)
    examine(work_of(CLERK), Stored(version))
    with pytest.raises(Refused, match="above OFFICIAL-SENSITIVE"):
        accept(work_of(CLERK), Stored(version), 0, BECAUSE)
    with pytest.raises(Refused, match="can never be public"):
        confirm(work_of, release)


def test_its_own_phrases_are_no_leak_and_another_paper_s_are(work_of, general, put):
    said = b"The lowest offer fell short of the sum that the Board had set aside for the year.\n"
    version, release = put(said), asked(work_of, general)
    work = work_of(CLERK)
    own = hashes_of(work, said)
    work.session.add(LeakPhrases(version_id=version, body_id=BOARD, hashes=own, kept_at=NOW))
    work.session.commit()
    examine(work_of(CLERK), Stored(version))
    assert read_findings(work_of(CLERK), Stored(version)).lines == ()
    other = put(CLEAN, SENSITIVE_PAPER)
    work.session.add(LeakPhrases(version_id=other, body_id=BOARD, hashes=own, kept_at=NOW))
    work.session.commit()
    examine(work_of(CLERK), Stored(version), again=True)
    (line,) = read_findings(work_of(CLERK), Stored(version)).lines
    assert line.kind == "closed_phrase"
    accept(work_of(CLERK), Stored(version), 0, BECAUSE)
    confirm(work_of, release)
    kept = work_of(None).session.scalars(select(LeakPhrases.version_id)).all()
    assert kept == [other]


def hashes_of(work, said):
    """Hash a file's phrases under the body's key, as an upload's are hashed."""
    asked_as_closed = asked_for(
        work, BOARD, watch_of(work, BOARD), media_type="text/plain", public=False
    )
    return look_into([said], asked_as_closed).hashes
