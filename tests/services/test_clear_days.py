"""Clear days: neither the day of publishing nor that of the meeting counts, nor days off."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.policy import DocType, Jurisdiction, Regime
from portal.policy.notice import Counting, Reading
from portal.policy.periods import clear_days, every_day, last_lawful_day
from portal.policy.regimes import LongNotice, regime_rules
from portal.services.clear_days import (
    agenda_notice,
    days_of_notice,
    is_working_day,
    long_notice,
    meeting_note_due,
    open_until,
    publication_day,
    publication_moment,
    request_due,
    rules_there,
    working_days,
)
from tests.policy.reference import reference

ENG, WAL, SCO, NI = Jurisdiction
EXECUTIVE = regime_rules(Regime.EXEC_2012, ENG)
MEETING = date(2023, 12, 6)
LONDON = ZoneInfo("Europe/London")


def at(day: date, hour: int = 9) -> datetime:
    return datetime.combine(day, time(hour), LONDON)


@pytest.mark.parametrize(
    ("meeting", "nation", "last"),
    [
        (date(2025, 9, 25), ENG, date(2025, 9, 17)),  # an ordinary Thursday
        (date(2025, 4, 23), ENG, date(2025, 4, 11)),  # Good Friday, Easter Monday
        (date(2025, 1, 6), ENG, date(2024, 12, 24)),  # Christmas and New Year
        (date(2025, 9, 25), WAL, date(2025, 9, 19)),  # three days there
        (date(2025, 1, 6), SCO, date(2024, 12, 27)),  # 2 January is one there
        (date(2025, 3, 20), NI, date(2025, 3, 11)),  # Saint Patrick's Day
        (date(1990, 5, 8), ENG, date(1990, 5, 1)),  # three days then, and early May's holiday
    ],
)
def test_the_last_day_to_publish(meeting, nation, last):
    assert publication_day(meeting, nation) == last


@given(st.dates(date(2007, 6, 1), date(2035, 12, 31)), st.sampled_from(Jurisdiction))
def test_there_are_just_as_many_working_days_between(meeting, nation):
    last = publication_day(meeting, nation)
    between = (meeting - last).days - 1
    days = [last + timedelta(days=each + 1) for each in range(between)]
    assert sum(is_working_day(each, nation) for each in days) == days_of_notice(meeting, nation)
    assert is_working_day(last, nation)


@pytest.mark.parametrize("nation", [ENG, WAL])
def test_the_references_bank_holidays_are_all_days_off(nation):
    listed = reference("dates.yaml")["bank_holidays"]
    assert len(listed) > 20
    assert [each for each in listed if is_working_day(each, nation)] == []


def test_the_references_dates_come_out_in_the_nations_own_calendar():
    dates = reference("dates.yaml")
    modes = {"working": working_days(ENG), "calendar": every_day}
    for each in dates["count"]:
        assert clear_days(each["pub"], each["mtg"], modes[each["mode"]]) == each["expect"]
    for each in dates["latest"]:
        assert last_lawful_day(each["mtg"], each["n"], modes[each["mode"]]) == each["expect"]


def test_a_holiday_of_1990_and_a_monarchs_funeral_are_days_off():
    assert not is_working_day(date(1990, 5, 7), ENG)
    assert is_working_day(date(1990, 5, 8), ENG)
    for nation in Jurisdiction:
        assert not is_working_day(date(2022, 9, 19), nation)
        assert not is_working_day(date(2023, 5, 8), nation)


def test_a_council_counts_as_it_has_settled():
    settled = Counting(
        offices_close=time(16, 30), saturdays=True, closures=frozenset({date(2023, 12, 1)})
    )
    assert is_working_day(date(2023, 12, 2), ENG, settled)
    assert not is_working_day(date(2023, 12, 1), ENG, settled)
    assert publication_day(MEETING, ENG, counting=settled) == date(2023, 11, 28)
    assert publication_moment(MEETING, ENG, counting=settled).time() == time(16, 30)


def test_the_last_lawful_moment_is_when_the_offices_close():
    assert publication_moment(MEETING, ENG) == at(date(2023, 11, 28), 17)
    assert publication_moment(date(2026, 6, 17), ENG).isoformat() == "2026-06-09T17:00:00+01:00"
    assert publication_moment(MEETING, WAL, Regime.ADOPTED) == at(date(2023, 11, 30), 17)


@pytest.mark.parametrize("nation", [WAL, SCO, NI])
@pytest.mark.parametrize("regime", [Regime.EXEC_2012, Regime.CD_SCRUTINY])
def test_a_body_whose_rules_are_not_law_there_keeps_the_nations_ordinary_ones(nation, regime):
    assert rules_there(regime, nation) == regime_rules(Regime.PART_VA, nation)
    assert days_of_notice(MEETING, nation, regime) == days_of_notice(MEETING, nation)
    assert rules_there(regime, ENG) == regime_rules(regime, ENG)


def test_q16_a_report_published_four_working_days_before_is_short_by_one():
    notice = agenda_notice(at(date(2023, 11, 29)), MEETING, ENG)
    assert (notice.needed, notice.given, notice.short_by) == (5, 4, 1)
    assert notice.last_lawful_at == at(date(2023, 11, 28), 17)
    assert agenda_notice(at(date(2023, 11, 28), 17), MEETING, ENG).enough
    assert agenda_notice(at(date(2023, 11, 30)), MEETING, WAL).enough
    late = at(date(2023, 12, 4))
    assert not agenda_notice(late, MEETING, ENG).enough
    assert agenda_notice(late, MEETING, ENG, convened_at=late).enough


def test_a_short_report_is_judged_by_the_bodys_own_closures():
    settled = Counting(closures=frozenset({date(2023, 12, 1)}))
    day = at(date(2023, 11, 28))
    assert agenda_notice(day, MEETING, ENG, Regime.ADOPTED, counting=settled).short_by == 1


def test_q33_a_private_meeting_announced_27_clear_days_before_is_short():
    both = long_notice(at(date(2023, 11, 8)), MEETING, LongNotice.PRIVATE, EXECUTIVE)
    assert both is not None
    assert (both.calendar.given, both.calendar.short_by) == (27, 1)
    assert both.calendar.last_lawful_day == date(2023, 11, 7)
    assert both.working.last_lawful_day == date(2023, 10, 26)
    assert both.chosen is both.calendar
    strict = Counting(long_notice=Reading.WORKING)
    both = long_notice(at(date(2023, 11, 7)), MEETING, LongNotice.PRIVATE, EXECUTIVE, strict)
    assert both is not None
    assert both.chosen is both.working
    assert both.calendar.enough
    assert not both.chosen.enough


@pytest.mark.parametrize("notice", [LongNotice.SECOND, LongNotice.GENERAL_EXCEPTION])
def test_five_clear_days_are_working_days_whatever_28_are(notice):
    both = long_notice(at(date(2023, 11, 29)), MEETING, notice, EXECUTIVE)
    assert both is not None
    assert both.chosen is both.working
    assert both.chosen.short_by == 1


def test_a_key_decision_is_announced_as_long_before_as_a_private_meeting():
    both = long_notice(at(date(2023, 11, 7)), MEETING, LongNotice.KEY_DECISION, EXECUTIVE)
    assert both is not None
    assert both.chosen is both.calendar
    assert both.chosen.enough


def test_nobody_but_an_executive_gives_long_notice():
    council = regime_rules(Regime.PART_VA, ENG)
    assert long_notice(at(MEETING), MEETING, LongNotice.PRIVATE, council) is None
    assert request_due(MEETING, council) is None


def test_q31_a_scrutiny_members_request_is_due_in_ten_clear_days():
    assert request_due(date(2026, 6, 1), EXECUTIVE) == date(2026, 6, 15)
    assert request_due(date(2026, 5, 20), EXECUTIVE) == date(2026, 6, 4)  # 25 May is a holiday
    shut = Counting(closures=frozenset({date(2026, 6, 2)}))
    assert request_due(date(2026, 6, 1), EXECUTIVE, shut) == date(2026, 6, 16)


def test_q53_a_welsh_note_is_due_seven_working_days_beginning_with_the_meeting():
    wales = regime_rules(Regime.PART_VA, WAL)
    assert meeting_note_due(date(2026, 6, 3), wales) == date(2026, 6, 11)
    assert meeting_note_due(date(2026, 5, 22), wales) == date(2026, 6, 2)
    assert meeting_note_due(date(2026, 6, 3), regime_rules(Regime.PART_VA, ENG)) is None


@pytest.mark.parametrize(
    ("nation", "doc_type", "last"),
    [
        (ENG, DocType.MINUTES, date(2029, 6, 27)),  # q38
        (ENG, DocType.BACKGROUND, date(2027, 6, 27)),  # q39
        (WAL, DocType.BACKGROUND, date(2029, 6, 27)),
        (SCO, DocType.BACKGROUND, date(2027, 6, 27)),
        (NI, DocType.REPORT, date(2029, 6, 28)),
        (NI, DocType.BACKGROUND, date(2027, 6, 28)),
    ],
)
def test_q38_and_q39_the_duty_to_show_papers_ends_on_its_day(nation, doc_type, last):
    rules = regime_rules(Regime.PART_VA, nation)
    assert open_until(date(2023, 6, 28), doc_type, rules) == last
