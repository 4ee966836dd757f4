"""Publications by mistake: taking one down, and seeing its file through."""

import re
from collections.abc import Callable
from datetime import datetime, time
from typing import Final
from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from portal.errors import Refused
from portal.policy import Permission
from portal.services import mistake_choices, mistake_files, mistakes
from portal.services.work import LOCAL, Work
from portal.web.clerk.typed import Words, typed_here
from portal.web.gate import door
from portal.web.here import work_here

bp = Blueprint("mistakes", __name__)

UNPROCESSABLE: Final = 422
_NOT_A_MOMENT: Final = (
    "Give the day and the time somebody became aware of it, such as 12 3 2026 and 09:00."
)
_TIME: Final = re.compile(r"([01]?[0-9]|2[0-3])[:.]([0-5][0-9])", re.ASCII)

Shown = str | tuple[str, int] | Answer


@bp.get("/clerk/mistakes")
@door(Permission.INCIDENT_MANAGE)
def listing() -> str:
    """List what was published by mistake."""
    return render_template("clerk/mistakes.html", lines=mistake_files.read_mistakes(work_here()))


@bp.get("/clerk/mistakes/<uuid:file_id>")
@door(Permission.INCIDENT_MANAGE)
def file(file_id: UUID) -> str:
    """Show the file of one of them: its clock, who opened it, who was told."""
    return _draw(file_id)


@bp.get("/clerk/mistakes/<uuid:file_id>/evidence")
@door(Permission.INCIDENT_MANAGE)
def evidence(file_id: UUID) -> str:
    """Open what was kept of it, which the log is told of."""
    opened = mistake_files.open_evidence(work_here(), file_id)
    page = mistake_files.read_mistake(work_here(), file_id)
    return render_template("clerk/mistake_evidence.html", page=page, opened=opened)


@bp.post("/clerk/mistakes/<uuid:file_id>/<deed>")
@door(Permission.INCIDENT_MANAGE, writes=True)
def record(file_id: UUID, deed: str) -> Shown:
    """Record who was told, keep notes, or close the file."""
    because = request.form.get("because", "")
    deeds: dict[str, Callable[[Work], None]] = {
        "officer": lambda work: mistake_files.tell_officer(work, file_id),
        "reported": lambda work: mistake_files.report_to_commissioner(
            work, file_id, reported=request.form.get("reported") == "yes", because=because
        ),
        "notes": lambda work: mistake_files.keep_notes(
            work, file_id, request.form.get("notes", "")
        ),
        "close": lambda work: mistake_files.close_file(work, file_id),
    }
    try:
        deeds.get(deed, _nothing)(work_here())
    except Refused as refused:
        work_here().session.rollback()
        return _draw(file_id, {deed: str(refused)}), UNPROCESSABLE
    return redirect(url_for("mistakes.file", file_id=file_id), 303)


@bp.get("/clerk/<any(papers, minutes, actions, items):shelf>/<uuid:row_id>/withdraw")
@door(Permission.INCIDENT_MANAGE)
def withdraw_page(shelf: str, row_id: UUID) -> str:
    """Ask how something open came to be published by mistake."""
    return _draw_withdraw(shelf, row_id)


@bp.post("/clerk/<any(papers, minutes, actions, items):shelf>/<uuid:row_id>/withdraw")
@door(Permission.INCIDENT_MANAGE, writes=True)
def withdraw(shelf: str, row_id: UUID) -> Shown:
    """Take something down."""
    work = work_here()
    try:
        compartment, restriction = _place_typed()
        opened = mistakes.withdraw_publication(
            work,
            _NOUNS[shelf],
            row_id,
            mistakes.Mistake(
                aware_at=_moment_typed(),
                compartment=compartment,
                restriction=restriction,
                told=request.form.get("told") == "yes",
            ),
        )
    except Refused as refused:
        work.session.rollback()
        return _draw_withdraw(shelf, row_id, {"aware": str(refused)}), UNPROCESSABLE
    return redirect(url_for("mistakes.file", file_id=opened), 303)


_NOUNS: Final = {
    "papers": "paper",
    "minutes": "minute",
    "actions": "action",
    "items": "agenda_item",
}


def _nothing(_work: Work) -> None:
    raise Refused("Say what is to be recorded.")


def _place_typed() -> tuple[UUID, UUID | None]:
    """Read where it goes: a compartment alone, or a restriction with its compartment."""
    compartment, _, restriction = request.form.get("place", "").partition(":")
    try:
        return UUID(compartment), UUID(restriction) if restriction else None
    except ValueError:
        raise Refused("Choose where it is to be closed.") from None


def _moment_typed() -> datetime:
    typed = [request.form.get(f"aware-{part}", "").strip() for part in ("day", "month", "year")]
    found = _TIME.fullmatch(request.form.get("aware-time", "").strip())
    try:
        day, month, year = (int(each) for each in typed)
        if found is None:
            raise Refused(_NOT_A_MOMENT)
        at = time(int(found[1]), int(found[2]))
        return datetime(year, month, day, at.hour, at.minute, tzinfo=LOCAL)
    except (ValueError, OverflowError):
        raise Refused(_NOT_A_MOMENT) from None


def _draw(file_id: UUID, faults: dict[str, str] | None = None) -> str:
    page = mistake_files.read_mistake(work_here(), file_id)
    return render_template(
        "clerk/mistake.html",
        page=page,
        faults=Words(faults or {}),
        typed=typed_here(),
        unrecorded=mistake_files.UNRECORDED,
    )


def _draw_withdraw(shelf: str, row_id: UUID, faults: dict[str, str] | None = None) -> str:
    page = mistake_choices.read_what_to_withdraw(work_here(), _NOUNS[shelf], row_id)
    return render_template(
        "clerk/withdraw.html",
        page=page,
        shelf=shelf,
        faults=Words(faults or {}),
        typed=typed_here(),
        now=work_here().clock().astimezone(LOCAL),
    )
