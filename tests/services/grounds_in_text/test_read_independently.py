"""Lines settled by somebody who had not seen the reader answer: what it must and must not say.

Each line says whether a person is to be called (``no``, ``yes``, or ``perhaps``: called, or else
the answer is right), and, unless one must be, the answers that are right; ``null`` is any.
"""

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from portal.services.grounds_in_text import Nation, Reading, read_ground

LINES = tuple(
    json.loads(each)
    for each in (Path(__file__).parent / "read_independently.jsonl")
    .read_text(encoding="utf-8")
    .splitlines()
)


def read(line: Mapping[str, str]) -> Reading:
    return read_ground(
        line["text"], Nation(line["nation"]), date.fromisoformat(line["meeting_date"])
    )


def is_right(line: Mapping[str, object], reading: Reading) -> bool:
    return (
        reading.assertion in line["assertion"]
        and line["regime"] in {None, reading.regime}
        and line["paragraphs"] in (None, list(reading.paragraphs))
    )


def test_nothing_wrong_is_answered_with_confidence():
    wrong = [
        (line["text"], reading)
        for line in LINES
        if not (reading := read(line)).needs_person
        and (line["person"] == "yes" or not is_right(line, reading))
    ]
    assert wrong == []


def test_what_is_plain_calls_no_person():
    plain = [line for line in LINES if line["person"] == "no"]
    assert len(plain) > len(LINES) // 2
    assert [line["text"] for line in plain if read(line).needs_person] == []


def test_other_fields_of_a_report_sheet_change_nothing():
    fields = (
        "Background papers: none\n{}",
        "Decision type: Key decision\nUrgent: No\n{}",
        "Open/Exempt: {}",
        "{}\nRisks: none",
        "{}\nEquality impact assessment: not required\nClimate impact: none",
    )
    grounds = [
        line for line in LINES if line["person"] == "no" and line["assertion"] == ["asserted"]
    ]
    other = [
        sheet
        for line in grounds
        for field in fields
        if not is_right(line, read({**line, "text": (sheet := field.format(line["text"]))}))
    ]
    assert other == []
