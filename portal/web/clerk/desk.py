"""The meeting desk: motions to exclude the public, what became of items, closed minutes."""

from collections.abc import Callable
from typing import Final
from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from portal.errors import Refused
from portal.policy import Permission
from portal.services import agendas, closed_minutes, excluding, item_courses
from portal.services.closed_minutes import MinutesState
from portal.services.desk import read_desk
from portal.services.work import Work
from portal.web.clerk import desk_forms as forms
from portal.web.clerk.typed import Words, typed_here
from portal.web.gate import door
from portal.web.here import work_here

bp = Blueprint("desk", __name__, url_prefix="/clerk/meetings/<uuid:meeting_id>/desk")

UNPROCESSABLE: Final = 422
_PAGES: Final = {
    "desk": "desk.desk",
    "desk_item": "desk.item",
    "desk_exclusion": "desk.exclusion",
}

Shown = str | tuple[str, int] | Answer


@bp.get("")
@door(Permission.MEETING_PUBLISH)
def desk(meeting_id: UUID) -> str:
    """Show a meeting at its desk."""
    return _draw("desk", meeting_id)


@bp.post("/exclusions")
@door(Permission.MEETING_PUBLISH, writes=True)
def draft(meeting_id: UUID) -> Shown:
    """Draft a motion to exclude the public, in the words the rules ask for."""
    return _done(
        lambda work: excluding.draft_exclusion(work, meeting_id, forms.choices_typed()),
        "desk",
        meeting_id,
        "choices",
    )


@bp.post("/mandatory/<uuid:item_id>/<uuid:restriction_id>")
@door(Permission.MEETING_PUBLISH, writes=True)
def mandatory(meeting_id: UUID, item_id: UUID, restriction_id: UUID) -> Shown:
    """Record that the public had to leave: confidential information, and no vote."""
    choice = excluding.Choice(item=item_id, restriction=restriction_id)
    return _done(lambda work: excluding.record_mandatory(work, choice), "desk", meeting_id)


@bp.get("/exclusions/<uuid:exclusion_id>")
@door(Permission.MEETING_PUBLISH)
def exclusion(meeting_id: UUID, exclusion_id: UUID) -> str:
    """Show one motion."""
    return _draw("desk_exclusion", meeting_id, exclusion_id=exclusion_id)


@bp.post("/exclusions/<uuid:exclusion_id>/words")
@door(Permission.MEETING_PUBLISH, writes=True)
def reword(meeting_id: UUID, exclusion_id: UUID) -> Shown:
    """Put a motion in other words."""
    read_desk(work_here(), meeting_id).exclusion(exclusion_id)
    work_here().session.rollback()
    return _done(
        lambda work: excluding.reword_exclusion(work, exclusion_id, forms.word("words")),
        "desk_exclusion",
        meeting_id,
        "words",
        exclusion_id=exclusion_id,
    )


@bp.post("/exclusions/<uuid:exclusion_id>/vote")
@door(Permission.MEETING_PUBLISH, writes=True)
def vote(meeting_id: UUID, exclusion_id: UUID) -> Shown:
    """Record what became of a motion."""
    page = read_desk(work_here(), meeting_id)
    page.exclusion(exclusion_id)
    work_here().session.rollback()
    return _done(
        lambda work: excluding.record_vote(work, exclusion_id, forms.vote_typed(page.starts_at)),
        "desk_exclusion",
        meeting_id,
        "state",
        exclusion_id=exclusion_id,
    )


@bp.post("/items")
@door(Permission.MEETING_PUBLISH, writes=True)
def add(meeting_id: UUID) -> Shown:
    """Add an item to an agenda that is out."""
    return _done(
        lambda work: item_courses.add_item_later(
            work,
            meeting_id,
            number=forms.word("number"),
            heading=forms.word("heading"),
            came=forms.came_typed(),
        ),
        "desk",
        meeting_id,
        "heading",
    )


@bp.get("/items/<uuid:item_id>")
@door(Permission.MEETING_PUBLISH)
def item(meeting_id: UUID, item_id: UUID) -> str:
    """Show one item's course."""
    return _draw("desk_item", meeting_id, item_id=item_id)


@bp.post("/items/<uuid:item_id>/<deed>")
@door(Permission.MEETING_PUBLISH, writes=True)
def record(meeting_id: UUID, item_id: UUID, deed: str) -> Shown:
    """Record something of an item's course: its arrival, its outcome, its closed minutes."""
    read_desk(work_here(), meeting_id).item(item_id)
    work_here().session.rollback()
    deeds: dict[str, Callable[[Work], object]] = {
        "arrival": lambda work: item_courses.record_arrival(work, item_id, forms.came_typed()),
        "outcome": lambda work: item_courses.record_outcome(
            work,
            item_id,
            forms.outcome_typed(),
            because=forms.word("because"),
            deferred_to=forms.identifier("deferred_to"),
        ),
        "summary": lambda work: closed_minutes.file_summary(work, item_id, forms.word("summary")),
        "certificate": lambda work: closed_minutes.certify_minutes(work, item_id),
    }
    chosen = deeds.get(deed, _nothing)
    return _done(chosen, "desk_item", meeting_id, deed, item_id=item_id)


@bp.post("/minutes")
@door(Permission.MEETING_PUBLISH, writes=True)
def minutes(meeting_id: UUID) -> Shown:
    """Record that the meeting was held, or publish its minutes."""
    asked = forms.word("minutes")

    def publish(work: Work) -> None:
        if asked == "held":
            agendas.hold_meeting(work, meeting_id, minutes=MinutesState.NONE)
        elif asked in {MinutesState.DRAFT.value, MinutesState.AGREED.value}:
            closed_minutes.publish_minutes(work, meeting_id, MinutesState(asked))
        else:
            raise Refused("Say what is to be published.")

    return _done(publish, "desk", meeting_id, "minutes")


def _nothing(_work: Work) -> None:
    raise Refused("Say what is to be recorded.")


def _done(
    deed: Callable[[Work], object], page: str, meeting_id: UUID, field: str = "", **place: UUID
) -> Shown:
    """Do something and keep it; or show the page again, with what was typed and what is wrong."""
    work = work_here()
    work.session.rollback()  # what was read until now may be stale
    work.begin_writing()
    try:
        deed(work)
    except Refused as refused:
        work.session.rollback()
        return _draw(page, meeting_id, {field: str(refused)}, **place), UNPROCESSABLE
    work.commit()
    name, ids = _PAGES[page], {"meeting_id": meeting_id, **place}
    return redirect(url_for(name, _external=False, **{each: str(ids[each]) for each in ids}), 303)


def _draw(page: str, meeting_id: UUID, faults: dict[str, str] | None = None, **place: UUID) -> str:
    shown = read_desk(work_here(), meeting_id)
    item_id, exclusion_id = place.get("item_id"), place.get("exclusion_id")
    return render_template(
        f"clerk/{page}.html",
        page=shown,
        item=shown.item(item_id) if item_id else None,
        exclusion=shown.exclusion(exclusion_id) if exclusion_id else None,
        faults=Words(faults or {}),
        typed=typed_here(),
        chosen=request.form.getlist("choices"),
    )
