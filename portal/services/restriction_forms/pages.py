"""The pages of the form, and what comes of answering them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Final
from uuid import UUID

from portal.errors import NotFound, Refused
from portal.services.restricting import propose_restriction
from portal.services.restriction_forms import drafts
from portal.services.restriction_forms.checking import faults_of
from portal.services.restriction_forms.fields import Faults, Shape, Written, taken
from portal.services.restriction_forms.places import Place, deciders, find_place
from portal.services.restriction_forms.preview import CheckPage, check_page, print_of
from portal.services.restriction_forms.questions import Question, asked
from portal.services.restriction_forms.reading import proposal, unanswered
from portal.services.restriction_forms.wording import Wording, wording
from portal.services.work import Work

CHECK: Final = "check"
NO_FAULTS: Final[Faults] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class StartPage:
    """Where the form begins, or is taken up again."""

    place: Place
    begun_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionPage:
    """One question, as it stands."""

    place: Place
    question: Question
    wording: Wording
    written: Written = field(repr=False)
    faults: Faults
    before: str  # the question before it; empty for the first
    changing: bool
    deciders: tuple[tuple[str, str], ...] = ()


def read_start(work: Work, item_id: UUID) -> StartPage:
    """Give the first page of the form for an item.

    :raises NotFound: if the asker may not restrict it.
    """
    place = find_place(work, item_id)
    return StartPage(place=place, begun_at=drafts.begun_at(work, place))


def read_question(
    work: Work, item_id: UUID, question: Question, *, changing: bool = False
) -> QuestionPage | Question:
    """Give a question with what was answered; or the question to answer first.

    :raises NotFound: if the asker may not restrict the item.
    :raises LogUnavailable: if the log cannot be written; then nothing is opened.
    """
    place = find_place(work, item_id)
    written = drafts.open_draft(work, place)
    if question not in _reachable(place, written):
        return next(iter(unanswered(place, written)), Question.WHAT)
    return _page(work, place, question, written, NO_FAULTS, changing=changing)


def answer_question(
    work: Work,
    item_id: UUID,
    question: Question,
    sent: Mapping[str, list[str]],
    *,
    changing: bool = False,
) -> QuestionPage | str:
    """Take the answer to a question: keep it and commit, or show what is wrong with it.

    :returns: the end of the address to go to next, or the page again.
    :raises NotFound: if the asker may not restrict the item.
    :raises LogUnavailable: if the log cannot be written.
    """
    work.begin_writing()
    place = find_place(work, item_id)
    before = drafts.open_draft(work, place)
    if question not in _reachable(place, before):
        return next(iter(unanswered(place, before)), Question.WHAT).value
    fields = wording(question, place, before).fields
    written = {**before, **taken(fields, sent)}
    faults = faults_of(question, place, written)
    if faults:
        return _page(work, place, question, written, faults, changing=changing)
    drafts.keep_draft(work, place, written)
    work.commit()
    following = _following(place, written, question)
    if changing or following is None:
        return next((each.value for each in unanswered(place, written)), CHECK)
    return following.value


def read_check(work: Work, item_id: UUID, fault: str = "") -> CheckPage | Question:
    """Give every answer to check, with the public notice; or the question to answer first.

    :raises NotFound: if the asker may not restrict the item, or has written nothing.
    :raises LogUnavailable: if the log cannot be written; then nothing is opened.
    """
    place = find_place(work, item_id)
    written = drafts.open_draft(work, place)
    missing = unanswered(place, written)
    if missing:
        return missing[0]
    try:
        made = proposal(place, written)
    except Refused as refused:
        return check_page(work, place, written, None, fault or str(refused))
    return check_page(work, place, written, made, fault)


def finish(work: Work, item_id: UUID, seen: str) -> UUID | CheckPage | Question:
    """Propose the restriction as it was checked, and forget the draft; or say what hinders it.

    :param seen: which answers the asker was shown; if others have been given since, in another
        window, they are shown first.
    :returns: the restriction.
    :raises NotFound: if the asker may not restrict the item, or has written nothing.
    :raises LogUnavailable: if the log cannot be written; then nothing is closed.
    """
    work.begin_writing()
    place = find_place(work, item_id)
    written = drafts.open_draft(work, place)
    if not written:
        raise NotFound
    missing = unanswered(place, written)
    if missing:
        return missing[0]
    if seen != print_of(work, written):
        return read_check(work, item_id, "Your answers have changed since: check them again.")
    try:
        made = proposal(place, written)
        restriction = propose_restriction(
            work, item_id, made.compartment, made.terms, made.face, supersedes=made.supersedes
        )
    except Refused as refused:
        work.session.rollback()
        return read_check(work, item_id, str(refused))
    drafts.delete_draft(work, item_id)
    work.commit()
    return restriction


def forget(work: Work, item_id: UUID) -> None:
    """Delete what the asker has written, and commit.

    :raises NotFound: if the asker may not restrict the item.
    """
    work.begin_writing()
    find_place(work, item_id)
    drafts.delete_draft(work, item_id)
    work.commit()


def _reachable(place: Place, written: Written) -> frozenset[Question]:
    """Give the questions that may be shown: those answered, and the first that is not."""
    missing = unanswered(place, written)
    return frozenset(asked(place, written)) - frozenset(missing[1:])


def _page(  # noqa: PLR0913 -- a page is made of these
    work: Work,
    place: Place,
    question: Question,
    written: Written,
    faults: Faults,
    *,
    changing: bool,
) -> QuestionPage:
    order = asked(place, written)
    at = order.index(question)
    return QuestionPage(
        place=place,
        question=question,
        wording=wording(question, place, written),
        written=_prefilled(wording(question, place, written), written),
        faults=faults,
        before=CHECK if changing else (order[at - 1].value if at else ""),
        changing=changing,
        deciders=deciders(work, place.body) if question is Question.DECIDER else (),
    )


def _prefilled(words: Wording, written: Written) -> Written:
    filled = dict(written)
    for each in words.fields:
        if each.prefilled and not any(name in written for name in each.names):
            parts = each.prefilled.split("-") if each.shape is Shape.DAY else [each.prefilled]
            filled |= dict(zip(each.names, (part.lstrip("0") for part in parts[::-1]), strict=True))
    return filled


def _following(place: Place, written: Written, question: Question) -> Question | None:
    order = asked(place, written)
    return next(iter(order[order.index(question) + 1 :]), None) if question in order else None
