"""What the forms about reviews ask, and how they are read; what was typed is kept."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final
from uuid import UUID

from flask import request

from portal.services.reviewing import Opinion, ReviewOutcome
from portal.services.reviewing.deciding import Decision, Unanswered
from portal.services.reviewing.opinions import Given

NOT_A_DATE: Final = "Enter the date of the next review as numbers: a day, a month and a year."


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """A form as it was typed, and what is wrong with it."""

    words: Mapping[str, str] = field(default_factory=dict, repr=False)
    chosen: frozenset[str] = frozenset()
    faults: Mapping[str, str] = field(default_factory=dict)

    def word(self, name: str) -> str:
        """Give what was typed into a field; nothing, if nothing was."""
        return self.words.get(name, "")

    def fault(self, name: str) -> str:
        """Give what is wrong with a field; nothing, if nothing is."""
        return self.faults.get(name, "")


BLANK: Final = Typed()


def typed(faults: Mapping[str, str]) -> Typed:
    """Keep the form of this request, with its faults."""
    return Typed(
        words=request.form.to_dict(), chosen=frozenset(request.form.getlist("parts")), faults=faults
    )


def decision_typed(outcome: ReviewOutcome) -> Decision:
    """Read a decision from the form.

    :raises Unanswered: if the date is none.
    """
    return Decision(
        outcome=outcome,
        reason=_text("reason"),
        words=_text("words"),
        next_on=_date("next_on"),
        next_event=_text("next_event"),
        parts=frozenset(filter(None, map(_part, request.form.getlist("parts")))),
    )


def opinion_typed() -> Given:
    """Read an author's opinion from the form."""
    word = _text("opinion")
    known = {each.value: each for each in Opinion}
    return Given(opinion=known.get(word), words=_text("words"))


def year_typed() -> int | None:
    """Read the year of a campaign; ``None`` for what is no year."""
    text = _text("year")
    return int(text) if re.fullmatch(r"[0-9]{4}", text, re.ASCII) else None


def body_typed() -> str:
    """Read which body a campaign is for."""
    return _text("body")


def event_typed() -> str:
    """Read what happened."""
    return _text("event")


def _text(name: str) -> str:
    return request.form.get(name, "").strip()


def _date(name: str) -> date | None:
    parts = [_text(f"{name}-{each}") for each in ("day", "month", "year")]
    if not any(parts):
        return None
    try:
        day, month, year = (int(each) for each in parts if re.fullmatch(r"[0-9]{1,4}", each))
        return date(year, month, day)
    except ValueError:
        raise Unanswered({name: NOT_A_DATE}) from None


def _part(text: str) -> tuple[str, UUID] | None:
    noun, _, row = text.partition(":")
    try:
        return noun, UUID(row)
    except ValueError:
        return None
