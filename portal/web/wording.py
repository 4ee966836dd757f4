"""Dates, times, sizes and counts, as pages say them: "Wednesday 28 June 2023", "10:30am"."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any, Final

from portal.services.work import LOCAL

KILOBYTE: Final = 1000
NAMES_OF_TYPES: Final = {
    "application/pdf": "PDF",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "Word",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "Excel",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": "PowerPoint",
    "application/vnd.oasis.opendocument.text": "OpenDocument text",
    "application/vnd.oasis.opendocument.spreadsheet": "OpenDocument spreadsheet",
    "application/vnd.oasis.opendocument.presentation": "OpenDocument presentation",
    "text/plain": "plain text",
    "text/csv": "CSV",
    "image/png": "PNG image",
    "image/jpeg": "JPEG image",
}


def day(value: date) -> str:
    """Write a date, or the date of a moment in the United Kingdom: "Wednesday 28 June 2023"."""
    return f"{_local(value):%A} {short_day(value)}"


def short_day(value: date) -> str:
    """Write a date without its weekday: "28 June 2023"."""
    local = _local(value)
    return f"{local.day} {local:%B %Y}"


def iso_day(value: date) -> str:
    """Write a date for machines: "2023-06-28"."""
    return f"{_local(value):%Y-%m-%d}"


def time_of_day(value: datetime) -> str:
    """Write the local time of a moment: "10am", "10:30am", "midday", "midnight"."""
    local = value.astimezone(LOCAL)
    if local.minute == 0 and local.hour in {0, 12}:
        return "midday" if local.hour else "midnight"
    minutes = f":{local.minute:02}" if local.minute else ""
    return f"{local.hour % 12 or 12}{minutes}{'am' if local.hour < 12 else 'pm'}"  # noqa: PLR2004 -- noon


def hours(meeting: Any) -> str:  # noqa: ANN401 -- whatever has a beginning and perhaps an end
    """Write when a meeting begins and ends: "10am to 1pm"."""
    if meeting.ends_at is None:
        return time_of_day(meeting.starts_at)
    return f"{time_of_day(meeting.starts_at)} to {time_of_day(meeting.ends_at)}"


def moment(value: datetime) -> str:
    """Write a moment as text for machines to read back: ISO 8601 with its offset."""
    return value.astimezone(LOCAL).isoformat(timespec="minutes")


def size(octets: int) -> str:
    """Write the size of a file: "65 KB", "1.4 MB"."""
    if octets < KILOBYTE:
        return count(octets, "byte")
    if octets < KILOBYTE**2:
        return f"{round(octets / KILOBYTE)} KB"
    return f"{octets / KILOBYTE**2:.1f} MB".replace(".0 ", " ")


def type_name(media_type: str) -> str:
    """Write what kind of file it is, as people call it."""
    return NAMES_OF_TYPES.get(media_type, "file")


def count(number: int, one: str, many: str = "") -> str:
    """Write a count with its noun: "1 paper", "2 papers"."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def spoken(word: object) -> str:
    """Write a value of the record as words: ``agenda_published`` is "agenda published"."""
    return str(word).replace("_", " ")


def capitalised(text: str) -> str:
    """Begin a sentence with a capital, and leave the rest as it is."""
    return text[:1].upper() + text[1:]


def _local(value: date) -> date:
    return value.astimezone(LOCAL).date() if isinstance(value, datetime) else value


FILTERS: Final[dict[str, Callable[..., Any]]] = {
    "day": day,
    "short_day": short_day,
    "iso_day": iso_day,
    "time_of_day": time_of_day,
    "hours": hours,
    "moment": moment,
    "size": size,
    "type_name": type_name,
    "count_of": count,
    "spoken": spoken,
    "capitalised": capitalised,
}
"""By the names templates call them."""
