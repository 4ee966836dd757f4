"""Whether notice was enough: the office's hours, days shut, and the last lawful moment."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.policy.attributes import Jurisdiction, Regime
from portal.policy.notice import (
    UNITED_KINGDOM,
    Counting,
    Reading,
    counts_from,
    notice_given,
    what_is_left,
)
from portal.policy.periods import every_day, first_counted
from portal.policy.regimes import regime_rules

USUAL = Counting()
MEETING = date(2026, 6, 17)  # a Wednesday
BY = date(2026, 6, 9)  # the Tuesday that leaves five clear days
MORNING = time(9)


def no_holiday(_: date) -> bool:
    return False


weekdays = USUAL.working(no_holiday)


def at(day: date, hour: time = MORNING) -> datetime:
    return datetime.combine(day, hour, UNITED_KINGDOM)


def given_at(published_at, **more):
    return notice_given(
        published_at, MEETING, 5, **{"counted": weekdays, "counting": USUAL, **more}
    )


def test_what_a_council_has_settled_unless_it_says_otherwise():
    assert USUAL.offices_close == time(17)
    assert not USUAL.saturdays
    assert USUAL.closures == frozenset()
    assert USUAL.long_notice is Reading.CALENDAR


def test_weekends_holidays_and_closures_do_not_count():
    shut = date(2026, 6, 12)
    counted = Counting(closures=frozenset({shut})).working(lambda day: day == date(2026, 6, 11))
    days = [date(2026, 6, 8) + timedelta(days=each) for each in range(7)]
    assert [counted(day) for day in days] == [True, True, True, False, False, False, False]


def test_a_council_may_count_saturdays_but_never_sundays_or_holidays():
    counted = Counting(saturdays=True).working(lambda day: day == date(2026, 6, 20))
    assert counted(date(2026, 6, 13))
    assert not counted(date(2026, 6, 14))
    assert not counted(date(2026, 6, 20))
    assert not weekdays(date(2026, 6, 13))


def test_in_time_until_the_moment_the_offices_close():
    notice = given_at(at(BY, time(17)))
    assert (notice.needed, notice.given, notice.short_by, notice.enough) == (5, 5, 0, True)
    assert notice.counts_from == notice.last_lawful_day == BY
    assert notice.last_lawful_at == at(BY, time(17))
    assert not notice.convened_late


def test_a_moment_later_it_is_the_next_days():
    notice = given_at(at(BY, time(17)) + timedelta(microseconds=1))
    assert (notice.given, notice.short_by, notice.enough) == (4, 1, False)
    assert notice.counts_from == BY + timedelta(days=1)
    assert notice.last_lawful_day == BY


def test_a_moment_is_read_by_the_offices_own_clock():
    summer = datetime(2026, 6, 9, 16, 0, tzinfo=UTC)
    assert counts_from(summer, weekdays, USUAL) == BY
    assert counts_from(summer + timedelta(minutes=1), weekdays, USUAL) > BY
    winter = datetime(2026, 12, 8, 17, 0, tzinfo=UTC)
    assert counts_from(winter, weekdays, USUAL) == date(2026, 12, 8)
    assert counts_from(datetime(2026, 6, 8, 23, 30, tzinfo=UTC), weekdays, USUAL) == BY


@pytest.mark.parametrize(
    ("day", "hour", "counts"),
    [
        (date(2026, 6, 5), time(16), date(2026, 6, 5)),
        (date(2026, 6, 5), time(18), date(2026, 6, 8)),  # Friday evening is Monday's
        (date(2026, 6, 6), time(9), date(2026, 6, 8)),
        (date(2026, 6, 7), time(9), date(2026, 6, 8)),
        (date(2026, 6, 7), time(23), date(2026, 6, 8)),  # Sunday night is Monday's too
    ],
)
def test_what_is_published_while_the_offices_are_shut_is_the_next_days(day, hour, counts):
    assert counts_from(at(day, hour), weekdays, USUAL) == counts


def test_offices_may_close_earlier_and_the_whole_calendar_may_count():
    early = Counting(offices_close=time(12, 30))
    notice = given_at(at(BY, time(13)), counting=early)
    assert notice.short_by == 1
    assert notice.last_lawful_at == at(BY, time(12, 30))
    whole = notice_given(at(date(2026, 6, 11)), MEETING, 5, counting=USUAL)
    assert (whole.given, whole.short_by) == (5, 0)
    assert whole == given_at(at(date(2026, 6, 11)), counted=every_day)


def test_q16_four_working_days_are_short_by_one():
    notice = given_at(at(BY + timedelta(days=1)))
    assert (notice.given, notice.short_by) == (4, 1)
    said = what_is_left(notice, regime_rules(Regime.PART_VA, Jurisdiction.ENG))
    assert said == (
        "This has 4 clear days of notice and needs 5: it is short by 1 clear day"
        " (Local Government Act 1972 Part VA).  The item can be taken only as urgent, or at a"
        " meeting that was convened at shorter notice.  The chair must be of the opinion, by"
        " reason of special circumstances that the minutes specify, that the item should be"
        " taken as a matter of urgency."
    )


def test_what_is_left_is_said_in_the_bodys_own_rules():
    notice = given_at(at(MEETING))
    assert (notice.given, notice.short_by) == (0, 5)
    said = what_is_left(notice, regime_rules(Regime.ADOPTED, Jurisdiction.ENG))
    assert said.startswith("This has 0 clear days of notice and needs 5: it is short by 5 clear")
    assert "short by 5 clear days (The board's terms of reference" in said
    said = what_is_left(notice, regime_rules(Regime.EXEC_2012, Jurisdiction.ENG))
    assert "overview and scrutiny" in said
    assert what_is_left(given_at(at(BY)), regime_rules(Regime.PART_VA, Jurisdiction.ENG)) == ""


def test_a_meeting_convened_late_needs_its_papers_when_it_is_convened():
    convened = at(date(2026, 6, 12))
    together = given_at(convened, convened_at=convened)
    assert (together.convened_late, together.enough, together.short_by) == (True, True, 0)
    assert together.given == 2
    later = given_at(at(date(2026, 6, 12), time(10)), convened_at=convened)
    assert (later.convened_late, later.enough, later.short_by) == (False, False, 3)


def test_a_meeting_convened_in_time_gives_no_leave_to_publish_late():
    notice = given_at(at(date(2026, 6, 8)), convened_at=at(BY))
    assert not notice.convened_late
    assert notice.enough
    late = given_at(at(BY + timedelta(days=1)), convened_at=at(BY))
    assert (late.convened_late, late.short_by) == (False, 1)


@given(
    st.datetimes(datetime(2026, 5, 1), datetime(2026, 6, 17)),  # noqa: DTZ001 -- placed below
    st.booleans(),
)
def test_notice_is_enough_just_until_the_last_lawful_moment(moment, saturdays):
    counting = Counting(saturdays=saturdays)
    counted = counting.working(no_holiday)
    published_at = moment.replace(tzinfo=UNITED_KINGDOM)
    notice = notice_given(published_at, MEETING, 5, counted=counted, counting=counting)
    assert notice.enough == (published_at <= notice.last_lawful_at)
    assert notice.counts_from == first_counted(notice.counts_from, counted)
    assert notice.short_by == max(0, 5 - notice.given)
