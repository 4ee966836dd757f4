"""The register holds what was published, counts what it shows, and nothing else."""

from collections.abc import Callable
from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from portal.errors import NotFound
from portal.records.tables import (
    Restriction,
    RestrictionEvent,
    RestrictionState,
    WithheldNotice,
)
from portal.services import register, register_reason, register_table
from portal.services.register_filter import OVERDUE, PENDING, STATES, Ground, Wanted
from portal.services.work import Work
from tests.support.furnishing import (
    APPENDIX_NOTICE,
    CANARY,
    CLOSED_ITEM,
    CLOSED_NOTICE,
    HELD,
    NOW,
    PENDING_NOTICE,
    SENSITIVE_NOTICE,
    SLUG,
    Furnished,
    touch,
)
from tests.support.furnishing.notices import put_notice

WorkOf = Callable[[UUID | None], Work]
PARAGRAPH_1, PARAGRAPH_3 = Ground("ENG-12A", "1"), Ground("ENG-12A", "3")


def found(work: Work, **wanted) -> set[UUID]:
    return {each.notice.id for each in register.read_register(work, Wanted(**wanted)).lines}


def change(work: Work, notice: UUID, **values) -> None:
    work.session.execute(update(WithheldNotice).where(WithheldNotice.id == notice).values(**values))
    work.commit()


def test_everything_published_is_counted_once(work_of: WorkOf):
    page = register.read_register(work_of(None))
    assert page.all.number == page.wanted.number == len(page.lines) == 5
    assert [(each.key, each.number) for each in page.all.years] == [("2026", 5)]
    assert [(each.key, each.number) for each in page.all.boards] == [(SLUG, 5)]
    assert {each.key: each.number for each in page.all.grounds} == {
        "ENG-12A.1": 3,
        "ENG-12A.2": 3,
        "ENG-12A.3": 1,
    }
    assert {each.key: each.number for each in page.all.states} == {PENDING: 1, "resolved": 4}
    assert page.all.overdue == 0


FILTERS = (
    ({"board": SLUG}, 5),
    ({"board": "no-such-board"}, 0),
    ({"year": 2026}, 5),
    ({"year": 2025}, 0),
    ({"ground": PARAGRAPH_1}, 3),
    ({"ground": PARAGRAPH_3}, 1),
    ({"ground": Ground("WAL-12A", "12")}, 0),
    ({"state": PENDING}, 1),
    ({"state": "resolved"}, 4),
    ({"state": "released"}, 0),
    ({"state": "resolved", "ground": PARAGRAPH_3, "year": 2026, "board": SLUG}, 1),
    ({"nothing": True}, 0),
)


def test_what_is_shown_is_what_is_counted(work_of: WorkOf):
    work = work_of(None)
    for wanted, number in FILTERS:
        page = register.read_register(work, Wanted(**wanted))
        assert page.wanted.number == len(page.lines) == number, wanted
        assert page.all.number == 5
        assert len(list(register.every_line(work, Wanted(**wanted)))) == number, wanted
        assert sum(each.number for each in page.wanted.years) == number, wanted


def test_a_paragraph_is_not_found_in_another_that_begins_alike(work_of: WorkOf):
    change(work_of(None), CLOSED_NOTICE, scheme="WAL-12A", paragraphs="18A, 14")
    work = work_of(None)
    assert found(work, ground=Ground("WAL-12A", "18A")) == {CLOSED_NOTICE}
    assert found(work, ground=Ground("WAL-12A", "14")) == {CLOSED_NOTICE}
    assert found(work, ground=Ground("WAL-12A", "18")) == set()
    assert SENSITIVE_NOTICE in found(work, ground=PARAGRAPH_1)
    assert CLOSED_NOTICE not in found(work, ground=PARAGRAPH_1)


def test_each_state_is_found_and_said_in_words(work_of: WorkOf):
    work = work_of(None)
    for state in RestrictionState:
        change(work, CLOSED_NOTICE, state=state)
        assert CLOSED_NOTICE in found(work, state=state.value)
        assert line_of(work, CLOSED_NOTICE).notice.says == STATES[state.value]


def line_of(work: Work, notice: UUID) -> register.RegisterLine:
    (line,) = (each for each in register.read_register(work).lines if each.notice.id == notice)
    return line


YESTERDAY = date(2026, 3, 11)
REVIEWS = (
    ({"review_on": YESTERDAY}, True),
    ({"review_on": date(2026, 3, 12)}, False),
    ({"review_on": YESTERDAY, "pending": True}, False),
    ({"review_on": YESTERDAY, "pending": False, "state": RestrictionState.RELEASED}, False),
    ({"review_on": YESTERDAY, "state": RestrictionState.MAINTAINED}, True),
    ({"review_on": None, "review_event": "the trial ends"}, False),
)


def test_a_review_is_overdue_the_day_after(work_of: WorkOf):
    work = work_of(None)
    for values, overdue in REVIEWS:
        change(work, CLOSED_NOTICE, **values)
        page = register.read_register(work)
        late = {CLOSED_NOTICE} if overdue else set()
        assert {each.notice.id for each in page.lines if each.overdue} == late, values
        assert page.all.overdue == len(late)
        assert found(work, state=OVERDUE) == late
        line = line_of(work, CLOSED_NOTICE)
        assert line.notice.review_was_due(page.on) is overdue


def test_what_is_not_published_is_nowhere(work_of: WorkOf):
    before = register.read_register(work_of(None))
    work = work_of(None)
    hidden = put_notice(uuid4(), CLOSED_ITEM, 9, f"{CANARY} in a draft", paragraphs="7")
    hidden.published_at = None
    work.session.add(hidden)
    work.commit()
    assert register.read_register(work_of(None)) == before
    assert found(work_of(None), ground=Ground("ENG-12A", "7")) == set()
    with pytest.raises(NotFound):
        register_reason.read_reason(work_of(None), hidden.id)
    rows = list(register_table.register_rows(work_of(None), Wanted()))
    assert CANARY not in str(rows)


def test_more_than_a_page_is_turned(work_of: WorkOf):
    work = work_of(None)
    work.session.add_all(
        put_notice(uuid4(), CLOSED_ITEM, 20 + each, f"Matter {each}") for each in range(50)
    )
    work.commit()
    first = register.read_register(work_of(None))
    second = register.read_register(work_of(None), page=2)
    assert (first.pages, len(first.lines), len(second.lines)) == (2, 50, 5)
    shown = [each.notice.id for each in (*first.lines, *second.lines)]
    assert shown == [each.notice.id for each in register.every_line(work_of(None))]
    with pytest.raises(NotFound):
        register.read_register(work_of(None), page=3)


def test_a_row_has_every_column_and_dates_as_machines_read_them(work_of: WorkOf):
    rows = {each["id"]: each for each in register_table.register_rows(work_of(None), Wanted())}
    assert len(rows) == 5
    assert all(tuple(each) == tuple(register_table.COLUMNS) for each in rows.values())
    row = rows[str(CLOSED_NOTICE)]
    assert (row["paragraphs"], row["decided_on"], row["review_on"]) == (
        "1, 2",
        "2026-02-03",
        "2027-02-03",
    )
    assert (row["state"], row["meeting_on"], row["review_overdue"]) == (
        "resolved",
        "2026-02-18",
        "no",
    )
    assert rows[str(PENDING_NOTICE)]["state"] == "being_decided"
    assert rows[str(PENDING_NOTICE)]["paragraphs"] == ""
    assert rows[str(APPENDIX_NOTICE)]["address"] == f"/restricted/{APPENDIX_NOTICE}"


@pytest.fixture
def told(record_engine, furnished: Furnished) -> UUID:
    """Tie the closed notice to its restriction, with steps before and after it was published."""
    restriction = furnished.restrictions["general"]
    with Session(record_engine) as session:
        touch(session, WithheldNotice, CLOSED_NOTICE, restriction_id=restriction)
        since = NOW - timedelta(days=30)
        session.add_all(
            RestrictionEvent(
                restriction_id=restriction, state=state, happened_at=since + after, words=words
            )
            for state, after, words in (
                (RestrictionState.PROPOSED, -timedelta(days=3), f"{CANARY} before"),
                (RestrictionState.RESOLVED, timedelta(), ""),
                (RestrictionState.MAINTAINED, timedelta(days=9), ""),
                (RestrictionState.PART_RELEASED, timedelta(days=12), "The budget is published."),
            )
        )
        session.commit()
    return restriction


def test_the_reason_tells_what_became_of_it_since_it_was_published(work_of: WorkOf, told):
    work = work_of(None)
    page = register_reason.read_reason(work, CLOSED_NOTICE)
    assert [each.says for each in page.history] == [
        "This notice was published",
        "The restriction was decided on",
        "Reviewed, and kept",
        "A part was released",
    ]
    assert page.history[-1].words == "The budget is published."
    assert page.history[0].on == date(2026, 2, 10)
    assert CANARY not in str(page)
    assert work.session.get_one(Restriction, told).public_reason


def test_old_numbers_are_never_taken_for_todays(work_of: WorkOf):
    change(work_of(None), CLOSED_NOTICE, scheme="ENG-12A-1985", paragraphs="7")
    page = register_reason.read_reason(work_of(None), CLOSED_NOTICE)
    assert "before 1 March 2006" in page.numbering
    line = line_of(work_of(None), CLOSED_NOTICE)
    assert "before 1 March 2006" in line.notice.words.ground
    assert register_reason.read_reason(work_of(None), SENSITIVE_NOTICE).numbering == ""
    assert line.notice.meeting_id == HELD
