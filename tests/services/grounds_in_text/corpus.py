"""The corpus: lines as councils write them, all invented, and what each is read as."""

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from portal.services.grounds_in_text import Nation, Reading, read_ground


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line: a text, the law it is read under, and the answer to expect."""

    text: str
    nation: Nation
    on: date | None
    expect: dict[str, object]

    def read(self, text: str | None = None) -> Reading:
        """Read the line, or another text under the same law."""
        return read_ground(self.text if text is None else text, self.nation, self.on)

    @property
    def is_read_as_settled(self) -> bool:
        """Say whether the line is read as it should be, in all but the warnings."""
        return answer(self.read()) == self.expect


def answer(reading: Reading) -> dict[str, object]:
    """Give the part of a reading that the corpus settles: all but the warnings."""
    return {
        "regime": reading.regime.value,
        "paragraphs": list(reading.paragraphs),
        "assertion": reading.assertion.value,
        "needs_person": reading.needs_person,
    }


def _line(written: str) -> Line:
    row = json.loads(written)
    day = row.get("meeting_date")
    return Line(
        text=row["text"],
        nation=Nation(row["nation"]),
        on=date.fromisoformat(day) if day else None,
        expect=row["expect"],
    )


LINES = tuple(
    _line(each)
    for each in (Path(__file__).parent / "corpus.jsonl").read_text(encoding="utf-8").splitlines()
)
