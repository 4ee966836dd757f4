"""What a stored file tells besides what it shows: looked into, and each finding accepted."""

from typing import Final
from uuid import UUID

from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from portal.errors import Refused
from portal.policy import Permission
from portal.services.leak_check import examining, findings
from portal.services.leak_check.stored import Stored
from portal.services.leak_check.stored_page import read_stored
from portal.web.clerk.typed import Words, typed_here
from portal.web.gate import door
from portal.web.here import work_here

bp = Blueprint("stored_leaks", __name__, url_prefix="/clerk/versions")

UNPROCESSABLE: Final = 422

Shown = str | tuple[str, int] | Answer


@bp.get("/<uuid:version_id>/leaks")
@door(Permission.RESTRICTION_RELEASE)
def show(version_id: UUID) -> str:
    """Show what was found in a stored file, or that nobody looked into it."""
    return _draw(version_id)


@bp.post("/<uuid:version_id>/leaks")
@door(Permission.RESTRICTION_RELEASE, writes=True)
def look(version_id: UUID) -> Answer:
    """Look into a stored file; into one that was looked into only if that is asked for."""
    again = request.form.get("again") == "yes"
    examining.examine(work_here(), Stored(version_id), again=again)
    return redirect(url_for("stored_leaks.show", version_id=version_id), 303)


@bp.get("/<uuid:version_id>/leaks/<int:number>/picture")
@door(Permission.RESTRICTION_RELEASE)
def picture(version_id: UUID, number: int) -> Response:
    """Give the part of the page where something was found."""
    png = findings.read_picture(work_here(), Stored(version_id), number)
    return Response(png, mimetype="image/png")


@bp.post("/<uuid:version_id>/leaks/<int:number>/accept")
@door(Permission.RESTRICTION_RELEASE, writes=True)
def accept(version_id: UUID, number: int) -> Shown:
    """Accept a finding, by name and with a reason."""
    try:
        findings.accept(work_here(), Stored(version_id), number, request.form.get("reason", ""))
    except Refused as refused:
        return _draw(version_id, {f"reason-{number}": str(refused)}), UNPROCESSABLE
    here = url_for("stored_leaks.show", version_id=version_id, _anchor=f"finding-{number}")
    return redirect(here, 303)


def _draw(version_id: UUID, faults: dict[str, str] | None = None) -> str:
    return render_template(
        "clerk/stored_leaks.html",
        page=read_stored(work_here(), Stored(version_id)),
        faults=Words(faults or {}),
        typed=typed_here(),
    )
