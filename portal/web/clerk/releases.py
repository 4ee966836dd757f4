"""Releases: asking for one, and a second person confirming or refusing it."""

from typing import Final
from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from portal.errors import NotPermitted, Refused
from portal.policy import Permission
from portal.services import release_pages, releasing
from portal.web.clerk.typed import Words, typed_here
from portal.web.gate import door
from portal.web.here import work_here

bp = Blueprint("releases", __name__, url_prefix="/clerk")

UNPROCESSABLE: Final = 422
BY_ANOTHER: Final = "You asked for this release: another person must confirm or refuse it."

Shown = str | tuple[str, int] | Answer


@bp.get("/releases")
@door(Permission.RESTRICTION_RELEASE)
def listing() -> str:
    """List the releases that wait for a second person, and those that were decided."""
    return render_template("clerk/releases.html", lines=release_pages.read_releases(work_here()))


@bp.get("/releases/<uuid:release_id>")
@door(Permission.RESTRICTION_RELEASE)
def release(release_id: UUID) -> str:
    """Show one release, and exactly what the public will see."""
    return _draw(release_id)


@bp.post("/releases/<uuid:release_id>/confirm")
@door(Permission.RESTRICTION_RELEASE, writes=True)
def confirm(release_id: UUID) -> Shown:
    """Confirm a release: what it names opens at once."""
    fault = ""
    if request.form.get("sure") != "yes":
        fault = "Say that you have looked at what will open."
    else:
        try:
            releasing.confirm_release(work_here(), release_id, seen=request.form.get("seen", ""))
        except Refused as refused:
            fault = str(refused)
        except NotPermitted:
            fault = BY_ANOTHER
    if fault:
        work_here().session.rollback()
        return _draw(release_id, {"sure": fault}), UNPROCESSABLE
    return redirect(url_for("releases.release", release_id=release_id), 303)


@bp.post("/releases/<uuid:release_id>/refuse")
@door(Permission.RESTRICTION_RELEASE, writes=True)
def refuse(release_id: UUID) -> Shown:
    """Refuse a release: nothing opens."""
    try:
        releasing.refuse_release(work_here(), release_id, request.form.get("because", ""))
    except Refused as refused:
        fault = str(refused)
    except NotPermitted:
        fault = BY_ANOTHER
    else:
        return redirect(url_for("releases.release", release_id=release_id), 303)
    work_here().session.rollback()
    return _draw(release_id, {"because": fault}), UNPROCESSABLE


@bp.get("/restrictions/<uuid:restriction_id>/release")
@door(Permission.RESTRICTION_RELEASE)
def ask_page(restriction_id: UUID) -> str:
    """Ask what is to be released of a restriction."""
    return _draw_ask(restriction_id)


@bp.post("/restrictions/<uuid:restriction_id>/release")
@door(Permission.RESTRICTION_RELEASE, writes=True)
def ask(restriction_id: UUID) -> Shown:
    """Ask for a release; another person must confirm it."""
    work = work_here()
    work.session.rollback()  # what was read until now may be stale
    work.begin_writing()
    whole = request.form.get("how") != "part"
    try:
        asked = releasing.ask_release(
            work,
            restriction_id,
            cause=releasing.ReleaseCause.DECISION,
            announcement=request.form.get("announcement", ""),
            parts=None if whole else _parts_typed(),
        )
    except Refused as refused:
        work.session.rollback()
        return _draw_ask(restriction_id, {"announcement": str(refused)}), UNPROCESSABLE
    work.commit()
    return redirect(url_for("releases.release", release_id=asked), 303)


def _parts_typed() -> list[tuple[str, UUID]]:
    parts: list[tuple[str, UUID]] = []
    for typed in request.form.getlist("parts"):
        noun, _, identifier = typed.partition(":")
        try:
            parts.append((noun, UUID(identifier)))
        except ValueError:
            continue  # of no row: nothing is chosen by it
    return parts


def _draw(release_id: UUID, faults: dict[str, str] | None = None) -> str:
    page = release_pages.read_release(work_here(), release_id)
    return render_template(
        "clerk/release.html", page=page, faults=Words(faults or {}), typed=typed_here()
    )


def _draw_ask(restriction_id: UUID, faults: dict[str, str] | None = None) -> str:
    page = release_pages.read_what_could_open(work_here(), restriction_id)
    return render_template(
        "clerk/release_ask.html",
        page=page,
        faults=Words(faults or {}),
        typed=typed_here(),
        chosen=request.form.getlist("parts"),
    )
