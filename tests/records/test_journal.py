"""The journal writes down what is about to be read, and reads back what was."""

from datetime import timedelta

import pytest

from portal.audit import EMPTY, BrokenLog, Checkpoint, Outcome, Phase, UndeclaredDetail, Verb
from portal.errors import ReceiptRefused
from portal.receipts import LIFETIME, ReceiptStamp
from portal.records import log_reader
from portal.records.engines import engine_for
from portal.records.journal import Journal
from tests.support.journals import (
    MINUTES,
    NOW,
    OTHER,
    PAPER,
    PSEUDONYMS,
    READER,
    RULE,
    STAMP,
    Clock,
    journal_over,
    open_paper,
    refuse,
)


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def journal(log_engine, clock):
    return journal_over(log_engine, clock)


def test_a_receipt_is_good_for_what_the_entry_names(journal):
    receipt = open_paper(journal)
    STAMP.check(receipt, wanted=PAPER, at=NOW)
    with pytest.raises(ReceiptRefused):
        STAMP.check(receipt, wanted=MINUTES, at=NOW)
    with pytest.raises(ReceiptRefused):
        STAMP.check(receipt, wanted=PAPER, at=NOW + LIFETIME)


def test_an_intent_is_in_the_database_when_its_receipt_exists(journal, log_url):
    receipt = open_paper(journal)
    elsewhere = engine_for(log_url)
    (line,) = journal_over(elsewhere).recent()
    elsewhere.dispose()
    assert (line.entry.seq, line.entry.leaf_hash()) == (receipt.index, receipt.entry)
    assert line.entry.objects == (str(PAPER),)
    assert line.outcome is None


def test_an_outcome_answers_its_intent(journal, clock):
    receipt = open_paper(journal)
    clock.pass_(minutes=5)  # a slow reader: long after the receipt stopped opening anything
    outcome = journal.conclude(receipt, Outcome.ABORTED, {"bytes": 99})
    assert (outcome.phase, outcome.answers) == (Phase.OUTCOME, receipt.index)
    (line,) = journal.recent()
    assert line.outcome == outcome
    assert journal.verify().findings == ()


def test_an_intent_has_one_outcome(journal):
    receipt = open_paper(journal)
    journal.conclude(receipt, Outcome.DONE)
    with pytest.raises(ReceiptRefused):
        journal.conclude(receipt, Outcome.FAILED)
    assert journal.checkpoint().size == 2
    journal.verify()


def test_only_an_intent_of_this_log_has_an_outcome(journal):
    intent, event = open_paper(journal), refuse(journal)
    strangers = ReceiptStamp(b"other" * 8)
    for index, entry in (
        (event.seq, event.leaf_hash()),
        (intent.index, event.leaf_hash()),
        (9, intent.entry),
    ):
        receipt = strangers.issue(index=index, entry=entry, objects=(PAPER,), at=NOW)
        with pytest.raises(ReceiptRefused):
            journal.conclude(receipt, Outcome.DONE)
    assert journal.checkpoint().size == 2


def test_what_is_undeclared_is_not_written(journal):
    with pytest.raises(UndeclaredDetail):
        journal.note(actor=READER, verb=Verb.SIGN_IN_REFUSED, detail={"name": "A Person"})
    with pytest.raises(UndeclaredDetail):
        journal.conclude(open_paper(journal), Outcome.DONE, {"title": "Serious case"})
    assert journal.checkpoint().size == 1


def test_an_empty_log_is_whole(journal):
    assert journal.checkpoint() == EMPTY
    assert journal.verify().checkpoint == EMPTY
    assert journal.recent() == ()


def test_everyone_has_a_log_of_their_own(journal):
    journal.conclude(open_paper(journal), Outcome.DONE)
    refuse(journal)
    open_paper(journal, MINUTES)
    mine = journal.lines_of(READER)
    assert [line.entry.seq for line in mine] == [4, 1]
    assert [line.outcome is not None for line in mine] == [False, True]
    assert [line.entry.seq for line in journal.lines_of(OTHER)] == [3]
    assert journal.lines_of(PSEUDONYMS.of_operator("nobody in particular")) == ()


def test_a_thing_has_a_log_of_its_own(journal):
    journal.conclude(open_paper(journal), Outcome.DONE)
    open_paper(journal, MINUTES)
    journal.intend(actor=OTHER, verb=Verb.MINUTES_OPENED, objects=(MINUTES, PAPER), detail=RULE)
    assert [line.entry.seq for line in journal.about(PAPER)] == [4, 1]
    assert [line.entry.seq for line in journal.about(MINUTES)] == [4, 3]


def test_long_logs_are_read_in_pages(journal):
    for check in range(1, 8):
        refuse(journal, check)
    first = journal.recent(limit=3)
    second = journal.recent(limit=3, before=first[-1].entry.seq)
    assert [line.entry.seq for line in first + second] == [7, 6, 5, 4, 3, 2]
    assert [line.entry.seq for line in journal.lines_of(OTHER, limit=2, before=3)] == [2, 1]


def test_the_latest_pin_of_a_version_is_found(journal):
    assert journal.latest(Verb.VERSION_SEALED, PAPER) is None
    for version in (1, 2):
        open_paper(journal)
        journal.note(
            actor=OTHER,
            verb=Verb.VERSION_SEALED,
            objects=(PAPER,),
            detail={"version": version, "data_key": MINUTES, "length": 99, "sha256": bytes(32)},
        )
    pinned = journal.latest(Verb.VERSION_SEALED, PAPER)
    assert pinned is not None
    assert pinned.detail["version"] == 2
    assert journal.latest(Verb.VERSION_SEALED, MINUTES) is None


def test_moments_are_the_clock_s_at_the_time_of_writing(journal, clock):
    refuse(journal)
    clock.pass_(seconds=-1)
    refuse(journal)
    assert [line.entry.moment - NOW for line in journal.recent()] == [
        timedelta(seconds=-1),
        timedelta(0),
    ]
    assert [finding.seq for finding in journal.verify().findings] == [2]


def test_an_intent_left_open_is_found(journal, clock):
    open_paper(journal)
    clock.pass_(minutes=11)
    assert [finding.seq for finding in journal.verify().findings] == [1]


def test_a_log_extends_the_checkpoints_it_gave(journal):
    kept = [journal.checkpoint()]
    for check in range(5):
        refuse(journal, check)
        kept.append(journal.checkpoint())
    for each in kept:
        assert journal.verify(each).checkpoint == kept[-1]
    with pytest.raises(BrokenLog):
        journal.verify(Checkpoint(3, kept[4].head))


@pytest.mark.parametrize("page", [1, 2, 3, 7, 8, 9])
def test_a_log_longer_than_a_page_is_walked_to_its_end(journal, monkeypatch, page):
    monkeypatch.setattr(log_reader, "PAGE", page)
    receipts = [open_paper(journal) for _ in range(3)]
    for receipt in receipts:
        journal.conclude(receipt, Outcome.DONE)
    refuse(journal)
    refuse(journal)
    assert journal.verify().checkpoint == journal.checkpoint()
    assert journal.verify().checkpoint.size == 8


def test_whoever_is_stopped_while_writing_leaves_nothing_and_nobody_waiting(log_engine):
    class Stopped(BaseException):
        pass

    class Fatal(Clock):
        def __call__(self):
            raise Stopped

    journal = journal_over(log_engine)
    doomed = Journal(log_engine, stamp=STAMP, clock=Fatal(), pseudonyms=PSEUDONYMS)
    with pytest.raises(Stopped):
        refuse(doomed)
    with pytest.raises(Stopped):
        refuse(doomed)
    assert refuse(journal).seq == 1
    assert journal.verify().checkpoint.size == 1
