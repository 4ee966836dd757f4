"""Checking before saving: every answer, and the notice exactly as the public will see it."""

import json
from dataclasses import dataclass, field, replace
from typing import Final
from uuid import UUID

from portal.policy.restrictions import Covers
from portal.records.tables import RestrictionState
from portal.services.legal_words import LegalWords, legal_words
from portal.services.restriction_forms.fields import Shape, Written, chosen, day_written
from portal.services.restriction_forms.places import Place
from portal.services.restriction_forms.questions import Question, asked
from portal.services.restriction_forms.reading import Proposal
from portal.services.restriction_forms.wording import wording
from portal.services.withheld import Withheld
from portal.services.work import Work

_NOT_YET: Final = UUID(int=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One answer, to be checked."""

    question: Question
    asks: str
    says: tuple[str, ...] = field(repr=False)
    private: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckPage:
    """Every answer, and the notice as the public will see it."""

    place: Place
    lines: tuple[Line, ...]
    notice: Withheld
    part: bool  # it speaks of a part of an item that is otherwise open
    titled: str
    seen: str  # tells these answers from any others
    fault: str = ""


_PRIVATE: Final = frozenset(
    {
        Question.SOURCE,
        Question.ORDER,
        Question.FOR,
        Question.AGAINST,
        Question.CONCLUSION,
        Question.QUALIFICATIONS,
    }
)


def check_page(
    work: Work, place: Place, written: Written, made: Proposal | None, fault: str
) -> CheckPage:
    """Give the page on which everything is checked.

    :param made: the restriction, if the answers make one.
    :param fault: why it could not be saved.
    """
    lines = tuple(
        Line(
            question=each,
            asks=wording(each, place, written).title,
            says=_spoken(each, place, written),
            private=each in _PRIVATE,
        )
        for each in asked(place, written)
    )
    notice = _notice(place, written, made)
    closed = Covers.TITLE in chosen(written, "what") or not place.heading
    part = not closed and notice.heading != place.heading
    titled = notice.heading if closed or not part else place.heading
    said = titled.casefold().startswith(("restricted", "confidential"))
    return CheckPage(
        place=place,
        lines=lines,
        notice=notice if not part else replace(notice, words=_words(place, made, part=True)),
        part=part,
        titled=titled if part or said else f"{notice.words.word}: {titled}",
        seen=print_of(work, written),
        fault=fault,
    )


def _notice(place: Place, written: Written, made: Proposal | None) -> Withheld:
    return Withheld(
        id=_NOT_YET,
        meeting_id=place.meeting,
        item_id=place.item,
        position=0,
        number=place.number,
        heading=made.face.heading if made else written.get("public_title", ""),
        words=_words(place, made, part=False),
        reason=written.get("reason", ""),
        balance=made.face.balance if made else "",
        decided_office=written.get("decided_office", ""),
        decided_on=place.today,
        review_on=made.terms.review_on if made else None,
        review_event=written.get("review_event", ""),
        challenge=written.get("challenge", ""),
        state=RestrictionState.PROPOSED,
        pending=False,
    )


def _words(place: Place, made: Proposal | None, *, part: bool) -> LegalWords:
    scheme, paragraphs = made.terms.ground if made else ("", ())
    return legal_words(
        classification=made.terms.classification if made else place.thing.classification,
        scheme=scheme,
        paragraphs=paragraphs,
        regime=place.sitting.regime,
        whole_item=not part,
    )


def _spoken(question: Question, place: Place, written: Written) -> tuple[str, ...]:
    """Give an answer as it reads: each field's words, or the names of what was chosen."""
    said: list[str] = []
    for each in wording(question, place, written).fields:
        if each.choices:
            names = {choice.value: choice.text for choice in each.choices}
            value = "; ".join(names[one] for one in chosen(written, each.name) if one in names)
        elif each.shape is Shape.DAY:
            on = day_written(written, each.name)
            value = f"{on.day} {on:%B %Y}" if on else ""
        else:
            value = written.get(each.name, "")
        if value:
            mark = "" if each.label.endswith("?") else ":"
            said.append(f"{each.label}{mark} {value}" if each.label else value)
    return tuple(said) or ("None",)


def print_of(work: Work, written: Written) -> str:
    """Tell these answers from any others, saying nothing of them."""
    return work.fingerprint(json.dumps(dict(written), sort_keys=True).encode())
