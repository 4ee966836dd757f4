"""Answering a request: a decision of its own, in words that everybody may read."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

from sqlalchemy import select

from portal.errors import NotFound, Refused
from portal.policy.freedom_hints import LAWS
from portal.records.tables import (
    PaperRequest,
    Release,
    ReleaseCause,
    ReleaseState,
    RequestOutcome,
    RequestState,
    Restriction,
    RestrictionState,
    WithheldNotice,
)
from portal.services.releasing import ask_release
from portal.services.requests_asking import SEALED_AS, Wish
from portal.services.requests_opening import (
    analysis_of,
    open_request,
    request_to_answer,
    rules_today,
)
from portal.services.requests_settling import answered
from portal.services.withheld import published
from portal.services.work import Work

LONGEST: Final = 5000
SHORTEST_NAME: Final = 3
SHORTEST_LINE: Final = 6
_OPENS: Final = frozenset({RequestOutcome.RELEASED, RequestOutcome.PART_RELEASED})
_WITHHOLDS: Final = frozenset({RequestOutcome.REFUSED, RequestOutcome.PART_RELEASED})
_WORD: Final = re.compile(r"[^\W\d_]+")
_SECTIONS: Final = re.compile(r"[0-9A-Za-z(][0-9A-Za-z(), .;]{0,199}")


class AnswerRefused(Refused):
    """An answer cannot be given like this; ``field`` is where to put it right."""

    def __init__(self, where: str, sentence: str) -> None:
        super().__init__(sentence)
        self.field = where


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """How an officer answers a request."""

    outcome: RequestOutcome
    asked_for: str  # what was asked for, in words for everybody
    answer: str  # likewise
    environmental: bool = False  # answered under the environmental regulations
    sections: str = ""  # relied on for what is not given
    analysis: str = field(default="", repr=False)  # sealed
    parts: frozenset[tuple[str, UUID]] = frozenset()


def take_in_hand(work: Work, request_id: UUID) -> None:
    """Note that somebody has begun to work on a request, and commit.

    :raises NotFound: if there is none that the asker may answer.
    """
    work.begin_writing()
    request = request_to_answer(work, request_id, locked=True)
    if request.state is RequestState.RECEIVED:
        request.state = RequestState.IN_HAND
        work.commit()


def say_what_about(work: Work, request_id: UUID, notice_id: UUID) -> None:
    """Say which notice a request is about that names none, and commit.

    :raises NotFound: if there is no such request to answer, or no such notice of its body.
    :raises Refused: if it names one already, or was answered.
    """
    work.begin_writing()
    request = request_to_answer(work, request_id, locked=True)
    if request.notice_id is not None or request.state is RequestState.ANSWERED:
        raise Refused("It is settled already what this request is about.")
    notice = work.session.scalar(
        published(select(WithheldNotice.id)).where(
            WithheldNotice.id == notice_id, WithheldNotice.body_id == request.body_id
        )
    )
    if notice is None:
        raise NotFound
    request.notice_id = notice
    work.commit()


def answer_request(work: Work, request_id: UUID, given: Answer) -> None:
    """Answer a request, and commit.

    What is to be released waits for a second person; nothing opens, and the request is not
    answered, before that.  Whatever the answer, what is closed stays closed until then.

    :raises NotFound: if there is none that the asker may answer.
    :raises AnswerRefused: if something is missing, or the public words name who asked.
    :raises Refused: if it was answered, or a release that it waits for is undecided.
    :raises LogUnavailable, CannotOpen: if it cannot be opened to see whom not to name.
    """
    work.begin_writing()
    request = request_to_answer(work, request_id, locked=True)
    if request.state is RequestState.ANSWERED:
        raise Refused("This request was answered already.")
    if _undecided(work, request):
        raise Refused("A release is waiting for its second person: wait for that first.")
    _check_words(given)
    wish, _ = open_request(work, request)
    for where, words in (
        ("asked_for", given.asked_for),
        ("answer", given.answer),
        ("sections", given.sections),
    ):
        for name in names_in(words, wish):
            raise AnswerRefused(
                where,
                f"These words are for everybody, and “{name}” is part of who asked: say it"
                " without.",
            )
    request.asked_for, request.answer = given.asked_for, given.answer
    request.relied_on = _relied_on(work, request, given)
    if given.analysis:
        request.sealed_analysis = work.seal(
            request.compartment_id,
            SEALED_AS,
            analysis_of(request.id),
            {"analysis": given.analysis},
        )
    if given.outcome in _OPENS and _is_closed(work, request):
        request.state = RequestState.IN_HAND
        request.release_id = _ask_release(work, request, given)
    else:
        answered(work, request, given.outcome)
    work.commit()


def names_in(words: str, wish: Wish) -> Iterator[str]:
    """Find, in words for everybody, what tells who asked: a name, or a line of an address."""
    said = _plain(words)
    whole = [wish.name, wish.email, *wish.address.splitlines()]
    for each in whole:
        if len(_plain(each)) >= SHORTEST_LINE and _plain(each) in said:
            yield each.strip()
    spoken = set(_WORD.findall(words))
    for each in _WORD.findall(wish.name):
        if len(each) >= SHORTEST_NAME and each in spoken:
            yield each


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())


def _check_words(given: Answer) -> None:
    wanted = (
        ("asked_for", given.asked_for, "Say what was asked for, in words for everybody."),
        ("answer", given.answer, "Write the answer, in words for everybody."),
    )
    for where, words, sentence in wanted:
        if not words:
            raise AnswerRefused(where, sentence)
        if len(words) > LONGEST:
            raise AnswerRefused(where, f"Use {LONGEST:,} characters or fewer.")
    if given.outcome in _WITHHOLDS:
        if not _SECTIONS.fullmatch(given.sections):
            raise AnswerRefused(
                "sections", "Say on which sections you rely, by their numbers: 40(2), 43(2)."
            )
        if not given.analysis:
            raise AnswerRefused(
                "analysis",
                "Write down why each section applies, and how the public interest was weighed.",
            )
    if len(given.analysis) > 4 * LONGEST:
        raise AnswerRefused("analysis", f"Use {4 * LONGEST:,} characters or fewer.")
    if given.outcome is RequestOutcome.PART_RELEASED and not given.parts:
        raise AnswerRefused("parts", "Choose what is to be released.")


def _relied_on(work: Work, request: PaperRequest, given: Answer) -> str:
    if given.outcome not in _WITHHOLDS:
        return ""
    _, jurisdiction = rules_today(work, request.body_id)
    law = LAWS[jurisdiction]
    if given.environmental:
        return f"{law.environmental}, regulation {given.sections}"
    return f"{law.name}, section {given.sections}"


def _restriction_of(work: Work, request: PaperRequest) -> Restriction | None:
    return work.session.scalar(
        select(Restriction)
        .join(WithheldNotice, WithheldNotice.restriction_id == Restriction.id)
        .where(WithheldNotice.id == request.notice_id)
    )


def _is_closed(work: Work, request: PaperRequest) -> bool:
    """Say whether what was asked for is still closed, so that it takes two to open it.

    :raises AnswerRefused: if no restriction is known by which it could be released.
    """
    restriction = _restriction_of(work, request)
    if restriction is None:
        raise AnswerRefused(
            "outcome",
            "No recorded restriction belongs to this request, so nothing can be released by it."
            " Say which notice it is about, or record the restriction first.",
        )
    return restriction.state is not RestrictionState.RELEASED


def _ask_release(work: Work, request: PaperRequest, given: Answer) -> UUID:
    restriction = _restriction_of(work, request)
    if restriction is None:
        raise NotFound
    return ask_release(
        work,
        restriction.id,
        cause=ReleaseCause.REQUEST,
        announcement=given.answer,
        parts=given.parts if given.outcome is RequestOutcome.PART_RELEASED else None,
    )


def _undecided(work: Work, request: PaperRequest) -> bool:
    if request.release_id is None:
        return False
    return work.session.get_one(Release, request.release_id).state is ReleaseState.ASKED
