"""Asking for a paper: one question a page, what was answered carried along, and kept nowhere."""

from flask import Blueprint, make_response, render_template, request
from werkzeug.wrappers import Response as Answer

from portal.errors import NotFound
from portal.services import requests_asking
from portal.services.requests_asking import About, TooManyRequests
from portal.web.asked import slug_asked
from portal.web.gate import Audience, door
from portal.web.here import work_here
from portal.web.public.ask_form import LONGEST, PAGES, Written, notice_named, written

bp = Blueprint("ask", __name__)

AGAIN = 422


@bp.get("/ask")
@door(Audience.PUBLIC)
def begin() -> Answer:
    """Ask the first question."""
    blank = Written(
        about=notice_named(request.args.get("about", "")), board=slug_asked("board"), form=""
    )
    known = blank.about is not None or blank.board
    return _question("wanted" if known else "board", blank)


@bp.post("/ask")
@door(Audience.PUBLIC, writes=True)
def go_on() -> Answer:
    """Take the answers of a page, and ask the next question; or send what was answered."""
    answers, page = written(request.form), request.form.get("page", "")
    if page not in PAGES:
        raise NotFound
    wanted = request.form.get("go", "")
    if wanted in PAGES:
        return _question(wanted, answers, changing=True)
    if faults := answers.faults(page):
        return _question(page, answers, faults, changing=bool(request.form.get("changing")))
    if page == "check":
        return _send(answers)
    following = PAGES[PAGES.index(page) + 1]
    return _question("check" if request.form.get("changing") else following, answers)


def _send(answers: Written) -> Answer:
    if (found := answers.first_fault()) is not None:
        return _question(found[0], answers, found[1], changing=True)
    try:
        received = requests_asking.receive_request(
            work_here(),
            answers.subject,
            answers.wish,
            form=answers.form,
            origin=request.remote_addr or "",
        )
    except TooManyRequests as failure:
        return make_response(render_template("errors/refused.html", sentence=str(failure)), 429)
    return make_response(render_template("public/ask_received.html", received=received))


def _question(
    page: str, answers: Written, faults: dict[str, str] | None = None, *, changing: bool = False
) -> Answer:
    """Show a page of questions, with what was answered so far in its hidden fields.

    :raises NotFound: if what it is about is not there, or not public.
    """
    work = work_here()
    about = answers.subject
    if page == "check" and (found := answers.first_fault()) is not None:
        page, faults = found
    asking = None if about == About() else requests_asking.asking_about(work, about)
    return make_response(
        render_template(
            "public/ask.html",
            page=page,
            answers=answers,
            asking=asking,
            faults=faults or {},
            changing=changing,
            longest=LONGEST,
            boards=requests_asking.boards_to_ask(work) if page == "board" else (),
        ),
        AGAIN if faults else 200,
    )
