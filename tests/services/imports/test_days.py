"""Days and hours as people write them."""

from datetime import date, time

import pytest

from portal.services.imports.days import days_in, hours_in

NEAR = date(2024, 5, 14)


@pytest.mark.parametrize(
    ("text", "on"),
    [
        ("Tuesday, 14 May 2024 2:00 pm", date(2024, 5, 14)),
        ("Tuesday the 14th of May 2024", date(2024, 5, 14)),
        ("by 31st July", date(2024, 7, 31)),
        ("on 14/05/24", date(2024, 5, 14)),
        ("Fri 3 Jan 2025", date(2025, 1, 3)),
        ("Friday 3rd January", date(2025, 1, 3)),
        ("Saturday 30 December", date(2023, 12, 30)),
    ],
)
def test_a_day_is_understood(text, on):
    (day,) = days_in(text)
    assert day.best(NEAR) == on
    assert day.impossible(NEAR) is None


@pytest.mark.parametrize("text", ["May 2024", "14", "10.30 am", "14 people", "99 May 2024", "1.2"])
def test_what_is_no_day_is_none(text):
    assert list(days_in(text)) == []


def test_thirty_february_is_no_date():
    (day,) = days_in("30 February 2024")
    assert day.best(NEAR) is None


def test_a_wrong_weekday_is_told_with_the_date_it_would_be():
    (day,) = days_in("Monday 17th September")
    assert day.impossible(NEAR, ahead=True) == date(2024, 9, 17)


def test_a_day_without_its_year_means_nothing_by_itself():
    (day,) = days_in("Monday 17th September")
    assert day.candidates(None) == ()


@pytest.mark.parametrize(
    ("text", "starts", "ends"),
    [
        ("10:00 am - 1:00 pm", time(10), time(13)),
        ("10.00-13.00", time(10), time(13)),
        ("2pm", time(14), None),
        ("12:30 pm to 12 noon", time(12, 30), time(12)),
        ("12:15 am", time(0, 15), None),
        ("10:00am-13:00pm", time(10), time(13)),
    ],
)
def test_hours_are_understood(text, starts, ends):
    assert hours_in(text)[2:] == (starts, ends)


@pytest.mark.parametrize("text", ["28 June", "25:99", "", "page 10 - 12"])
def test_what_is_no_hour_is_none(text):
    assert hours_in(text) is None
