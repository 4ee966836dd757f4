"""How long papers are kept: by hand against the Acts, and whatever a body sets never shorter."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.policy import DocType, Jurisdiction, Regime
from portal.policy.periods import Wording
from portal.policy.regimes import NotARegimeThere, regime_rules
from portal.policy.retention import LONGEST, Term, least_years, term_of

DAY = timedelta(days=1)
REPORT, MINUTES, BACKGROUND = DocType.REPORT, DocType.MINUTES, DocType.BACKGROUND

meetings = st.dates(date(1986, 4, 1), date(2090, 12, 31))
years = st.one_of(st.none(), st.integers(1, LONGEST))
kinds = st.sampled_from([REPORT, MINUTES, BACKGROUND])
regimes = st.sampled_from(list(Regime))
nations = st.sampled_from(list(Jurisdiction))


@pytest.mark.parametrize(
    ("kind", "regime", "nation", "least"),
    [
        (MINUTES, Regime.PART_VA, Jurisdiction.ENG, 6),  # 1972 Act s.100C(1)
        (REPORT, Regime.PART_VA, Jurisdiction.ENG, 6),
        (BACKGROUND, Regime.PART_VA, Jurisdiction.ENG, 4),  # s.100D(2)
        (BACKGROUND, Regime.PART_VA, Jurisdiction.WAL, 6),  # s.100D(2A)
        (BACKGROUND, Regime.EXEC_2012, Jurisdiction.ENG, 4),  # SI 2012/2089 reg 21(7)
        (
            REPORT,
            Regime.NONE,
            Jurisdiction.ENG,
            6,
        ),  # where no rules apply, these do
        (BACKGROUND, Regime.NONE, Jurisdiction.ENG, 4),
    ],
)
def test_the_least_terms(kind, regime, nation, least):
    assert least_years(kind, regime, nation) == least


@pytest.mark.parametrize(
    ("meeting", "wording", "due"),
    [
        (date(2026, 2, 18), Wording.BEGINNING_WITH, date(2032, 2, 18)),
        (date(2026, 2, 18), Wording.FROM, date(2032, 2, 19)),
        (date(2024, 2, 29), Wording.BEGINNING_WITH, date(2030, 3, 1)),
        (date(2024, 2, 29), Wording.FROM, date(2030, 3, 1)),
        (date(2026, 1, 1), Wording.BEGINNING_WITH, date(2032, 1, 1)),
    ],
)
def test_when_six_years_are_over(meeting, wording, due):
    term = Term(years=6, wording=wording)
    assert term.due_on(meeting) == due
    assert not term.is_over(meeting, due - DAY)
    assert term.is_over(meeting, due)


@given(set_to=years, kind=kinds, regime=regimes, nation=nations, meeting=meetings)
def test_whatever_is_set_what_is_open_outlasts_its_least_term(
    set_to, kind, regime, nation, meeting
):
    term = term_of(set_to, kind, regime, nation, closed=False)
    due = term.due_on(meeting)
    if set_to is None:
        assert due is None
        return
    assert due >= _anniversary(meeting, 6 if kind is not BACKGROUND else 4)
    try:
        told = regime_rules(regime, nation).years_open(kind)
    except NotARegimeThere:
        told = 6
    assert due >= _anniversary(meeting, told)
    assert due >= _anniversary(meeting, set_to)


@given(set_to=years, kind=kinds, regime=regimes, nation=nations, meeting=meetings)
def test_what_is_closed_goes_by_what_was_set_and_by_nothing_else(
    set_to, kind, regime, nation, meeting
):
    due = term_of(set_to, kind, regime, nation, closed=True).due_on(meeting)
    assert (due is None) == (set_to is None)
    if set_to is not None:
        assert _anniversary(meeting, set_to) <= due <= _anniversary(meeting, set_to) + 2 * DAY


@given(set_to=st.integers(1, LONGEST), meeting=meetings, today=meetings)
def test_nothing_is_over_before_its_day_and_never_again_kept_after(set_to, meeting, today):
    term = Term(years=set_to)
    assert term.is_over(meeting, today) == (term.due_on(meeting) <= today)
    assert term.last_day(meeting) + DAY == term.due_on(meeting)


@given(meeting=meetings, today=meetings)
def test_what_is_kept_for_good_is_never_over(meeting, today):
    assert not Term(years=None).is_over(meeting, today)


def _anniversary(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 2, 28)
