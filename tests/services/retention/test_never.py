"""What is not due, or is held, is never disposed of: any rule, any day, any hold."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import delete

from portal.errors import Refused
from portal.records.tables import (
    LegalHold,
    Meeting,
    Paper,
    PaperKind,
    RetentionRule,
)
from portal.services.retention import deciding
from portal.services.retention.due import due_papers
from tests.support.furnishing import (
    BOARD,
    CLERK,
    CLOSED_ITEM,
    CLOSED_PAPER,
    HELD,
    OPEN_ITEM,
    OPEN_PAPER,
    SLUG,
    touch,
)

pytestmark = pytest.mark.slow

PLACES = {OPEN_PAPER: OPEN_ITEM, CLOSED_PAPER: CLOSED_ITEM}
years = st.one_of(st.none(), st.integers(1, 12))


@pytest.fixture
def database_kind() -> str:
    """A property of the arithmetic and one statement; both databases are asked elsewhere."""
    return "sqlite"


@settings(max_examples=30)
@given(
    kind=st.sampled_from(list(PaperKind)),
    open_years=st.one_of(st.none(), st.integers(4, 12)),
    closed_years=years,
    met_on=st.dates(date(2025, 2, 1), date(2026, 2, 1)),
    later=st.integers(0, 13 * 366),
    held=st.sampled_from(["nothing", "paper", "item", "body", "lifted"]),
)
def test_what_is_not_due_or_is_held_cannot_go(  # noqa: PLR0913, PLR0917 -- the world is made of these
    work_of, furnished, clock, kind, open_years, closed_years, met_on, later, held
):
    work = work_of(CLERK)
    for paper in PLACES:
        touch(work.session, Paper, paper, kind=kind)
    began = datetime(met_on.year, met_on.month, met_on.day, 10, tzinfo=UTC)
    touch(work.session, Meeting, HELD, starts_at=began)
    work.session.execute(delete(RetentionRule))
    work.session.execute(delete(LegalHold))
    for closed, number in ((False, open_years), (True, closed_years)):
        work.session.add(
            RetentionRule(
                body_id=BOARD,
                kind=kind,
                closed=closed,
                years=number,
                source="x",
                set_by_id=CLERK,
                set_at=clock(),
            )
        )
    if held != "nothing":
        work.session.add(
            LegalHold(
                body_id=BOARD,
                reason="A claim.",
                placed_by_id=CLERK,
                placed_at=clock(),
                item_id=CLOSED_ITEM if held == "item" else None,
                paper_id=CLOSED_PAPER if held in {"paper", "lifted"} else None,
                lifted_at=clock() if held == "lifted" else None,
                lifted_by_id=CLERK if held == "lifted" else None,
                lifted_because="Over." if held == "lifted" else "",
            )
        )
    work.session.commit()
    clock.at = began + timedelta(days=later)
    today = clock.at.date()

    general = furnished.compartments["general"]
    for paper, compartment, number in (
        (OPEN_PAPER, None, open_years),
        (CLOSED_PAPER, general, closed_years),
    ):
        least = 0 if compartment else 4 if kind is PaperKind.BACKGROUND else 6
        over = number is not None and today >= _years_on(met_on, max(number, least))
        stands = held == "body" or (compartment is not None and held in {"paper", "item"})
        found = {each.id for each in due_papers(work_of(CLERK), BOARD, today) if each.can_go(today)}
        assert (paper in found) == (over and not stands)
        if paper not in found:
            with pytest.raises(Refused):
                deciding.ask(work_of(CLERK), SLUG, compartment, [paper], "Over.")


def _years_on(day: date, number: int) -> date:
    """Give the day after the last of so many years that begin with a day, counted by hand."""
    try:
        return day.replace(year=day.year + number)
    except ValueError:
        return date(day.year + number, 3, 1)
