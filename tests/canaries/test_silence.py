"""What is printed of the portal's objects, and what its log lines say, gives nothing away."""

import logging
from dataclasses import asdict
from datetime import date

import pytest

from config import Settings
from portal.errors import Refused
from portal.policy import Classification
from portal.policy.restrictions import Balance, Covers, Terms
from portal.services import (
    boards,
    business,
    home,
    items,
    meetings,
    my_access,
    papers,
    register_reason,
    restricted_papers,
)
from portal.services.opening import Opened
from portal.services.submitting import Submission, add_version
from tests.canaries.brood import Brood
from tests.support.furnishing import (
    CANARY,
    CLOSED_ITEM,
    CLOSED_NOTICE,
    CLOSED_PAPER,
    HELD,
    MEMBER,
    PEPPER,
    SLUG,
    furnish,
    open_an_office,
)

SECRET = "a secret that is nowhere printed, and long enough to be one"

SHOWN = {
    "home": home.read_home,
    "board": lambda work: boards.read_board(work, SLUG),
    "meeting": lambda work: meetings.read_meeting(work, HELD),
    "item": lambda work: items.read_item(work, HELD, CLOSED_ITEM),
    "actions": lambda work: business.read_actions(work, SLUG),
    "forward plan": lambda work: business.read_forward_plan(work, SLUG),
    "paper": lambda work: restricted_papers.read_paper(work, CLOSED_PAPER),
    "standing": lambda work: restricted_papers.look_at(work, CLOSED_PAPER),
    "access": my_access.read_access,
    "reason": lambda work: register_reason.read_reason(work, CLOSED_NOTICE),
}
"""Everything that a member is shown; some of it says what is closed."""
SAYS_WHAT_IS_CLOSED = {"home", "meeting", "item", "actions", "forward plan", "paper"}


@pytest.fixture
def database_kind():
    """Take one kind: nothing here depends on it."""
    return "sqlite"


@pytest.fixture
def office(record_engine, log_engine, tmp_path):
    office = open_an_office(record_engine, log_engine, tmp_path)
    furnish(office)
    return office


@pytest.fixture
def work(office):
    work = office.work_of(MEMBER)
    yield work
    work.session.close()


@pytest.mark.parametrize("name", SHOWN)
def test_a_page_is_not_printed_with_what_it_says(work, name):
    page = SHOWN[name](work)
    assert (CANARY in str(asdict(page))) == (name in SAYS_WHAT_IS_CLOSED)
    assert CANARY not in repr(page)


def test_what_a_reader_works_with_is_printed_without_secrets(office, work):
    for each in (office, work, office.keys, office.journal, office.door, work.journal.pseudonyms):
        assert str(PEPPER) not in repr(each)
        assert PEPPER.decode() not in repr(each)


def test_settings_are_printed_without_secrets():
    settings = Settings(
        **{
            name: SECRET if field.type == "str" or field.type is str else None
            for name, field in Settings.__dataclass_fields__.items()
        }
    )
    secret = {name for name, field in Settings.__dataclass_fields__.items() if not field.repr}
    assert secret == {
        "root_passphrase",
        "session_secret",
        "log_pepper",
        "client_secret",
        "papers_secret",
    }
    for name in secret:
        assert f"{name}=" not in repr(settings)


def test_what_is_put_before_a_board_is_printed_without_its_words():
    balance = Balance(for_publishing=CANARY, against_publishing=CANARY, conclusion=CANARY)
    terms = Terms(
        classification=Classification.EX,
        scheme="ENG-12A",
        paragraphs=("7",),
        covers=frozenset({Covers.PAPERS}),
        public_reason="It is about the prevention of crime.",
        balance=balance,
        decided_by="Helena Marsh-Okafor",
        decided_office="Proper officer",
        decided_on=date(2026, 2, 3),
        review_event="The end of the case.",
        challenge="Write to the clerk.",
    )
    submission = Submission(title=CANARY, author=CANARY, text=CANARY, marking=CANARY)
    opened = Opened(words={CLOSED_PAPER: {"title": CANARY}})
    for each in (balance, terms, submission, opened):
        assert CANARY not in repr(each)


def test_a_refusal_does_not_quote_what_was_refused(office, caplog):
    word = Brood()("refused")
    work = office.work_of(MEMBER)
    with caplog.at_level(logging.DEBUG), pytest.raises(Refused) as refused:
        add_version(
            work, CLOSED_PAPER, file_name=word, media_type="text/html", pieces=(word.encode(),)
        )
    assert word not in str(refused.value)
    assert word not in caplog.text
    work.session.close()


def test_reading_says_nothing_in_log_lines_at_any_level(work, caplog):
    with caplog.at_level(logging.DEBUG):
        for read in SHOWN.values():
            read(work)
        papers.read_paper(work, CLOSED_PAPER)
    assert CANARY not in caplog.text


def test_a_database_failure_is_told_without_values(work, caplog):
    work.session.connection().exec_driver_sql("ALTER TABLE organisation RENAME TO gone")
    with caplog.at_level(logging.DEBUG), pytest.raises(Exception) as failed:  # noqa: PT011 -- whatever the driver calls it
        restricted_papers.read_paper(work, CLOSED_PAPER)
    assert CANARY not in f"{failed.value!r} {failed.value} {caplog.text}"
    assert CANARY not in str(failed.traceback[-1])
    work.session.rollback()
