"""No file opens by a release before it was looked into as what is to be open."""

import json
from uuid import uuid4

import pytest
from sqlalchemy import func, select, update

from portal.audit import Phase, Verb
from portal.errors import NotFound, NotPermitted, Refused
from portal.policy import Office
from portal.records.tables import (
    Body,
    LeakCheck,
    LeakFinding,
    LeakPhrases,
    OfficeHolding,
    Paper,
    PaperVersion,
)
from portal.services import papers
from portal.services.leak_check.asking import asked_for
from portal.services.leak_check.examining import examine, look_into
from portal.services.leak_check.findings import accept, read_findings, read_standing
from portal.services.leak_check.stored import Stored
from portal.services.leak_check.watching_for import keep_names, watch_of
from portal.services.release_pages import read_release
from portal.services.releasing import confirm_release, refuse_release
from portal.services.submitting import add_version
from tests.services.life.asking import asked
from tests.support.furnishing import (
    ADMINISTRATOR,
    AUDITOR,
    BOARD,
    CANARY,
    CLERK,
    CLOSED_PAPER,
    MEMBER,
    MONITORING_OFFICER,
    NAMES,
    NOW,
    PREVENT_MEMBER,
    SENSITIVE_PAPER,
    STRANGER,
)
from tests.support.looking import BECAUSE, settle_file

pytestmark = pytest.mark.slow

NUMBER = "943 476 5919"
TEXT = f"The panel heard of a patient whose NHS number is {NUMBER}.\n".encode()
CLEAN = b"The Board noted the report.\n"


@pytest.fixture
def put(work_of):
    """Put a file before the board as a closed paper's next version."""

    def putting(content=TEXT, paper=CLOSED_PAPER):
        work = work_of(CLERK)
        version = add_version(
            work, paper, file_name="private.txt", media_type="text/plain", pieces=[content]
        )
        work.commit()
        return version

    return putting


def confirm(work_of, release, **named):
    work = work_of(MONITORING_OFFICER)
    try:
        confirm_release(work, release, **named)
    finally:
        work.session.rollback()


def page_of(work_of, release):
    work = work_of(MONITORING_OFFICER)
    page = read_release(work, release)
    work.session.rollback()
    return page


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


def test_to_everybody_else_there_is_no_such_file(work_of, general, put):
    version = put()
    asked(work_of, general)
    examine(work_of(CLERK), Stored(version))
    for person in (MEMBER, PREVENT_MEMBER, AUDITOR, ADMINISTRATOR, STRANGER, None):
        for act in (
            lambda work: examine(work, Stored(version), again=True),
            lambda work: read_findings(work, Stored(version)),
            lambda work: accept(work, Stored(version), 0, BECAUSE),
        ):
            work = work_of(person)
            with pytest.raises(NotFound):
                act(work)
            work.session.close()
    work = work_of(CLERK)
    assert work.session.scalars(select(LeakFinding.state)).all() == ["open"]
    assert work.session.scalar(select(LeakCheck.checked_by_id)) == CLERK


def test_who_may_release_and_not_read_has_nothing_looked_into(work_of, furnished, put):
    version = put(paper=SENSITIVE_PAPER)
    release = asked(work_of, furnished.restrictions["prevent"])
    officer = work_of(MONITORING_OFFICER)
    with pytest.raises(NotFound):
        examine(officer, Stored(version))
    assert officer.journal.latest(Verb.READ_DENIED, SENSITIVE_PAPER)
    shown = page_of(work_of, release)
    assert {part.words for part in shown.parts} == {None}
    ((file,),) = [part.files for part in shown.parts if part.files]
    assert (file.looked, file.found) == (False, 0)
    assert CANARY not in repr(shown)
    with pytest.raises(Refused, match="has not been looked into"):
        confirm(work_of, release)


def test_a_clerk_of_another_body_has_nothing_looked_into(work_of, general, put):
    version = put()
    asked(work_of, general)
    work = work_of(CLERK)
    elsewhere = Body(id=uuid4(), slug="elsewhere", name="Elsewhere")
    work.session.add(elsewhere)
    work.session.flush()
    held = {"office": Office.CLERK, "body_id": elsewhere.id, "from_on": NOW.date()}
    work.session.add(OfficeHolding(person_id=STRANGER, **held))
    work.session.commit()
    with pytest.raises(NotFound):
        examine(work_of(STRANGER), Stored(version))
    assert work.session.scalar(select(func.count()).select_from(LeakCheck)) == 0


def test_a_closed_file_is_looked_into_only_while_its_release_waits(work_of, general, put):
    version = put()
    with pytest.raises(NotFound):
        examine(work_of(CLERK), Stored(version))
    release = asked(work_of, general)
    examine(work_of(CLERK), Stored(version))
    refuse_release(work_of(MONITORING_OFFICER), release, "The trial goes on.")
    with pytest.raises(NotFound):
        read_findings(work_of(CLERK), Stored(version))


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


def test_no_word_that_was_found_or_given_as_a_reason_lies_in_clear(
    work_of, general, put, record_engine, tmp_path
):
    version = put()
    asked(work_of, general)
    keep_names(work_of(CLERK), BOARD, "Marjorie Quillfeather")
    settle_file(work_of(CLERK), version, "Mrs Quillfeather has agreed to it.")
    work = work_of(CLERK)
    (check,) = work.session.scalars(select(LeakCheck))
    rows = [check, *work.session.scalars(select(LeakFinding))]
    told = json.dumps([str(vars(each)) for each in rows])
    for word in (NUMBER, "Quillfeather", "patient"):
        assert word not in told
    assert check.compartment_id == general_of(work, version)
    for path in (tmp_path / "papers").iterdir():
        assert NUMBER.encode() not in path.read_bytes()
    if record_engine.dialect.name == "sqlite":
        for path in tmp_path.glob("**/*.db*"):
            assert NUMBER.encode() not in path.read_bytes()


def general_of(work, version):
    paper = work.session.get_one(PaperVersion, version).paper_id
    return work.session.get_one(Paper, paper).compartment_id


def test_what_was_released_from_a_sensitive_compartment_keeps_its_reasons_to_its_readers(
    work_of, furnished, put
):
    version = put(paper=SENSITIVE_PAPER)
    release = asked(work_of, furnished.restrictions["prevent"])
    reader = reader_of_it(work_of)
    settle_file(work_of(reader), version)
    confirm(work_of, release)
    assert papers.read_paper(work_of(None), SENSITIVE_PAPER).title
    assert not read_standing(work_of(CLERK), Stored(version)).looked
    with pytest.raises((NotFound, NotPermitted)):
        read_findings(work_of(CLERK), Stored(version))
    examine(work_of(CLERK), Stored(version))
    assert read_standing(work_of(CLERK), Stored(version)).open == 1


def reader_of_it(work_of):
    """Appoint somebody who may read the sensitive paper to release for the board."""
    work = work_of(CLERK)
    held = {"office": Office.PROPER_OFFICER, "body_id": BOARD, "from_on": NOW.date()}
    work.session.add(OfficeHolding(person_id=PREVENT_MEMBER, **held))
    work.session.commit()
    return PREVENT_MEMBER
