"""Minutes of what was taken in private must leave the public a record."""

import pytest

from portal.audit import Verb
from portal.errors import NotPermitted, Refused
from portal.policy import Stage
from portal.records.tables import AgendaItem, Meeting, Minute, MinutesState
from portal.services import items
from portal.services.closed_minutes import (
    certify_minutes,
    file_summary,
    items_without_a_record,
    publish_minutes,
)
from portal.services.minuting import add_minute, add_passages
from tests.services.life.closing_items import close_something
from tests.support.furnishing import (
    CANARY,
    CLERK,
    CLOSED_ITEM,
    HELD,
    MEMBER,
    MONITORING_OFFICER,
    NEXT,
    NEXT_ITEM,
    touch,
)

pytestmark = pytest.mark.slow

ACCOUNT = "The board compared the bids it had received and chose one of them."


@pytest.fixture
def database_kind():
    return "sqlite"


@pytest.fixture
def work(work_of):
    return work_of(CLERK)


def test_q14_two_words_are_no_record_and_nothing_is_published(work):
    add_minute(work, CLOSED_ITEM, "Item restricted", restriction=None)
    with pytest.raises(Refused, match=r"100C\(2\)"):
        publish_minutes(work, HELD, MinutesState.AGREED)
    assert [item.id for item in items_without_a_record(work, HELD)] == [CLOSED_ITEM]
    with pytest.raises(Refused, match="what was decided"):
        file_summary(work, CLOSED_ITEM, "Item restricted.")
    file_summary(work, CLOSED_ITEM, ACCOUNT)
    publish_minutes(work, HELD, MinutesState.AGREED)
    assert work.session.get_one(Meeting, HELD).minutes_state is MinutesState.AGREED


def test_q14_the_proper_officer_may_certify_instead(work, work_of):
    with pytest.raises(NotPermitted):
        certify_minutes(work, CLOSED_ITEM)
    work.session.rollback()
    officer = work_of(MONITORING_OFFICER)
    certify_minutes(officer, CLOSED_ITEM)
    officer.commit()
    assert officer.journal.latest(Verb.MINUTES_CERTIFIED, CLOSED_ITEM).actor == officer.actor
    publish_minutes(work, HELD, MinutesState.AGREED)


def test_q15_of_ten_sentences_the_one_that_is_exempt_is_withheld(work, work_of, furnished):
    closed = close_something(work, furnished)
    work.session.delete(work.session.get_one(Minute, closed.minute))
    said = [(f"Sentence {number} said something in the open.", None) for number in range(1, 10)]
    said.insert(4, (f"{CANARY} offered forty thousand.", closed.restriction))
    add_passages(work, NEXT_ITEM, said)
    touch(work.session, AgendaItem, NEXT_ITEM, stage=Stage.POST_CLOSED)
    assert items_without_a_record(work, NEXT) == []
    read = items.read_item(work_of(None), NEXT, NEXT_ITEM).line.minutes
    assert [minute.text for minute in read] == [words for words, shut in said if shut is None]
    member = items.read_item(work_of(MEMBER), NEXT, NEXT_ITEM).line.minutes
    assert [minute.text for minute in member] == [words for words, _ in said]


def test_a_summary_is_read_by_everybody_and_replaced_by_the_next(work, work_of):
    first = file_summary(work, CLOSED_ITEM, f"Before: {ACCOUNT}")
    assert file_summary(work, CLOSED_ITEM, ACCOUNT) == first
    work.commit()
    line = items.read_item(work_of(None), HELD, CLOSED_ITEM).line
    assert [(minute.text, minute.summary) for minute in line.minutes] == [(ACCOUNT, True)]
    assert line.told_only


@pytest.mark.parametrize("person", [MEMBER, None])
def test_only_the_clerk_files_a_summary(work_of, person):
    with pytest.raises(NotPermitted):
        file_summary(work_of(person), CLOSED_ITEM, ACCOUNT)
