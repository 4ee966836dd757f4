"""Clear days: neither the day of publishing nor that of the meeting counts, nor days off."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.policy import Jurisdiction
from portal.services.clear_days import days_of_notice, is_working_day, publication_day


@pytest.mark.parametrize(
    ("meeting", "nation", "last"),
    [
        (date(2025, 9, 25), Jurisdiction.ENG, date(2025, 9, 17)),  # an ordinary Thursday
        (date(2025, 4, 23), Jurisdiction.ENG, date(2025, 4, 11)),  # Good Friday, Easter Monday
        (date(2025, 1, 6), Jurisdiction.ENG, date(2024, 12, 24)),  # Christmas and New Year
        (date(2025, 9, 25), Jurisdiction.WAL, date(2025, 9, 19)),  # three days there
        (date(2025, 1, 6), Jurisdiction.SCO, date(2024, 12, 27)),  # 2 January is one there
        (date(2025, 3, 20), Jurisdiction.NI, date(2025, 3, 11)),  # Saint Patrick's Day
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
