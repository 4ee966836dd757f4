"""The clerk's requests: the queue by the clock, one request opened, and its answer."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final
from uuid import UUID

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answered

from portal.errors import NotFound, Refused
from portal.policy import Permission
from portal.policy.freedom_hints import ONLY_A_HINT
from portal.services import requests_answering, requests_queue
from portal.services.requests_answering import Answer, AnswerRefused
from portal.services.requests_queue import OUTCOMES
from portal.web.gate import door
from portal.web.here import work_here
from portal.web.public.ask_form import tidy

bp = Blueprint("requests", __name__, url_prefix="/clerk/requests")

AGAIN: Final = 422
NOTHING: Final[Mapping[str, str]] = MappingProxyType({})


@bp.get("")
@door(Permission.REQUEST_ANSWER)
def queue() -> str:
    """List the requests."""
    return render_template("clerk/requests.html", page=requests_queue.read_queue(work_here()))


@bp.get("/<uuid:request_id>")
@door(Permission.REQUEST_ANSWER)
def one(request_id: UUID) -> Answered:
    """Open a request."""
    return _page(request_id)


@bp.post("/<uuid:request_id>/in-hand")
@door(Permission.REQUEST_ANSWER, writes=True)
def take(request_id: UUID) -> Answered:
    """Begin to work on a request."""
    requests_answering.take_in_hand(work_here(), request_id)
    return redirect(url_for("requests.one", request_id=request_id), 303)


@bp.post("/<uuid:request_id>/about")
@door(Permission.REQUEST_ANSWER, writes=True)
def about(request_id: UUID) -> Answered:
    """Say which notice a request is about."""
    try:
        notice = UUID(request.form.get("notice", ""))
    except ValueError:
        return _page(request_id, faults={"notice": "Choose what the request is about"})
    requests_answering.say_what_about(work_here(), request_id, notice)
    return redirect(url_for("requests.one", request_id=request_id), 303)


@bp.post("/<uuid:request_id>/answer")
@door(Permission.REQUEST_ANSWER, writes=True)
def answer(request_id: UUID) -> Answered:
    """Answer a request."""
    outcome = next((each for each in OUTCOMES if each == request.form.get("outcome")), None)
    if outcome is None:
        return _page(request_id, faults={"outcome": "Choose how the request is answered"})
    given = Answer(
        outcome=outcome,
        asked_for=tidy(request.form.get("asked_for", ""), lines=False),
        answer=tidy(request.form.get("answer", ""), lines=True),
        environmental=request.form.get("law") == "environmental",
        sections=tidy(request.form.get("sections", ""), lines=False),
        analysis=tidy(request.form.get("analysis", ""), lines=True),
        parts=frozenset(map(_part, request.form.getlist("parts"))),
    )
    work = work_here()
    try:
        requests_answering.answer_request(work, request_id, given)
    except AnswerRefused as failure:
        work.session.rollback()
        return _page(request_id, faults={failure.field: str(failure)})
    except Refused as failure:
        work.session.rollback()
        return _page(request_id, faults={"outcome": str(failure)})
    return redirect(url_for("requests.one", request_id=request_id), 303)


def _part(text: str) -> tuple[str, UUID]:
    noun, _, row = text.partition(" ")
    try:
        return noun, UUID(row)
    except ValueError:
        raise NotFound from None


def _page(request_id: UUID, faults: Mapping[str, str] = NOTHING) -> Answered:
    page = requests_queue.read_request(work_here(), request_id)
    kept = {
        "asked_for": page.asked_for,
        "answer": page.answer,
        "analysis": page.analysis,
        "sections": "",
        "outcome": "",
        "law": "",
    }
    if faults:
        kept |= {name: request.form.get(name, "") for name in kept}
    return make_response(
        render_template(
            "clerk/request.html",
            page=page,
            kept=kept,
            chosen=request.form.getlist("parts"),
            faults=faults,
            outcomes=OUTCOMES,
            only_a_hint=ONLY_A_HINT,
        ),
        AGAIN if faults else 200,
    )
