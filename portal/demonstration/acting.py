"""What happened besides the meetings: reviews, releases, requests, and who asked to read what."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select

from portal.demonstration.admitting import ADMITTING
from portal.demonstration.cast import Cast
from portal.demonstration.keeping import KEEPING
from portal.demonstration.looking import look_into_release
from portal.demonstration.story import chapter
from portal.records.tables import (
    Paper,
    PaperRequest,
    ReleaseCause,
    RequestOutcome,
    Review,
    WithheldNotice,
)
from portal.services.office import PortalOffice
from portal.services.releasing import ask_release, confirm_release, waiting_release
from portal.services.requests_answering import Answer, answer_request
from portal.services.requests_asking import About, Wish, receive_request
from portal.services.reviewing import Opinion, ReviewOutcome
from portal.services.reviewing.campaigns import open_campaign
from portal.services.reviewing.deciding import Decision, decide
from portal.services.reviewing.opening import make_round, open_now
from portal.services.reviewing.opinions import Given, give_opinion
from portal.services.work import LOCAL, Work

USUAL_HOUR: Final = 11

Told = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """Where the acts are played: by whom, and as if it were when."""

    office: PortalOffice
    cast: Cast

    def work_of(self, name: str, told: Told) -> Work:
        """Begin the work of somebody whom the story names, at the time of an act."""
        on = self.office.clock().astimezone(LOCAL).date() + timedelta(days=told["days"])
        moment = datetime.combine(on, time(told.get("at", USUAL_HOUR)), LOCAL)
        at = min(moment, self.office.clock())
        office = replace(self.office, clock=lambda: at)
        return office.work_of(self.cast.people[name] if name != "nobody" else None)


def act_out(office: PortalOffice, cast: Cast) -> None:
    """Tell what happened besides the meetings, act by act; each is committed."""
    stage = Stage(office=office, cast=cast)
    for told in chapter("life")["acts"]:
        if told["act"] == "maintain":
            _open_review(stage, told)
        elif told["act"] == "confirm":
            _look_into_release(stage, told)
        work = stage.work_of(told["by"], told)
        with work.session:
            _ACTS[told["act"]](work, cast, told)


def _open_review(stage: Stage, told: Told) -> None:
    work = stage.work_of(told["opened_by"], told)
    with work.session:
        open_now(work, stage.cast.restrictions[told["restriction"]])


def _look_into_release(stage: Stage, told: Told) -> None:
    work = stage.work_of(told["looked_by"], told)
    with work.session:
        look_into_release(work, _waiting(work, stage.cast, told))


def _maintain(work: Work, cast: Cast, told: Told) -> None:
    restriction = cast.restrictions[told["restriction"]]
    next_on = work.today + timedelta(days=told["next_days"] - told["days"])
    decision = Decision(
        outcome=ReviewOutcome.MAINTAINED,
        reason=told["reason"],
        words=told["words"],
        next_on=next_on,
        next_event=told["next_event"],
    )
    decide(work, _review_of(work, restriction), decision)


def _review_of(work: Work, restriction: UUID) -> UUID:
    review = work.session.scalars(
        select(Review.id).where(Review.restriction_id == restriction, Review.outcome.is_(None))
    ).one()
    work.session.rollback()
    return review


def _release(work: Work, cast: Cast, told: Told) -> None:
    ask_release(
        work,
        cast.restrictions[told["restriction"]],
        cause=ReleaseCause.DECISION,
        announcement=told["words"],
        parts={(Paper.__tablename__, cast.papers[each]) for each in told["papers"]},
    )
    work.commit()


def _confirm(work: Work, cast: Cast, told: Told) -> None:
    confirm_release(work, _waiting(work, cast, told))


def _waiting(work: Work, cast: Cast, told: Told) -> UUID:
    release = waiting_release(work, cast.restrictions[told["restriction"]])
    work.session.rollback()
    if release is None:
        raise LookupError(f"nothing of {told['restriction']} waits to be released")
    return release


def _request(work: Work, cast: Cast, told: Told) -> None:
    notice = work.session.scalars(
        select(WithheldNotice.id).where(
            WithheldNotice.restriction_id == cast.restrictions[told["restriction"]]
        )
    ).one()
    work.session.rollback()
    wish = Wish(
        wanted=told["wanted"], why=told["why"], name=told["name"], email=told["email"], address=""
    )
    received = receive_request(
        work, About(notice=notice), wish, form=told["key"], origin=told["email"]
    )
    cast.waiting[told["key"]] = work.session.scalars(
        select(PaperRequest.id).where(PaperRequest.reference == received.reference)
    ).one()


def _answer(work: Work, cast: Cast, told: Told) -> None:
    given = Answer(
        outcome=RequestOutcome(told["outcome"]),
        asked_for=told["asked_for"],
        answer=told["words"],
        sections=told.get("sections", ""),
        analysis=told.get("analysis", ""),
    )
    answer_request(work, cast.waiting[told["request"]], given)


def _campaign(work: Work, _: Cast, told: Told) -> None:
    open_campaign(work, chapter("people")[told["body"]]["slug"], work.today.year)


def _opinion(work: Work, cast: Cast, told: Told) -> None:
    review = _review_of(work, cast.restrictions[told["restriction"]])
    give_opinion(work, review, Given(opinion=Opinion(told["opinion"]), words=told["words"]))


def _nightly(work: Work, _cast: Cast, _told: Told) -> None:
    make_round(work)


_ACTS: Final[Mapping[str, Callable[[Work, Cast, Told], None]]] = {
    "maintain": _maintain,
    "release": _release,
    "confirm": _confirm,
    "request": _request,
    "answer": _answer,
    "campaign": _campaign,
    "opinion": _opinion,
    "nightly": _nightly,
    **ADMITTING,
    **KEEPING,
}
