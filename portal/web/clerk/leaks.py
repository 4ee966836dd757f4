"""What a file tells besides what it shows: the findings, each mended or accepted; and the names."""

from typing import Final
from uuid import UUID

from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from portal.errors import Refused
from portal.policy import Permission
from portal.services.leak_check import examining, findings, mending, watching_for
from portal.services.leak_check.sent_in import SentIn
from portal.web.clerk.typed import Words, typed_here
from portal.web.gate import door
from portal.web.here import office_here, work_here

bp = Blueprint("leaks", __name__, url_prefix="/clerk")

UNPROCESSABLE: Final = 422

Shown = str | tuple[str, int] | Answer


@bp.get("/uploads/<uuid:upload_id>/leaks")
@door(Permission.MEETING_PUBLISH)
def show(upload_id: UUID) -> str:
    """Show what was found in a file."""
    return _draw(upload_id)


@bp.post("/uploads/<uuid:upload_id>/leaks")
@door(Permission.MEETING_PUBLISH, writes=True)
def look(upload_id: UUID) -> Answer:
    """Look into a file that was not looked into when it arrived."""
    examining.examine(work_here(), SentIn(upload_id))
    return redirect(url_for("leaks.show", upload_id=upload_id), 303)


@bp.get("/uploads/<uuid:upload_id>/leaks/<int:number>/picture")
@door(Permission.MEETING_PUBLISH)
def picture(upload_id: UUID, number: int) -> Response:
    """Give the part of the page where something was found."""
    return Response(
        findings.read_picture(work_here(), SentIn(upload_id), number), mimetype="image/png"
    )


@bp.post("/uploads/<uuid:upload_id>/leaks/<int:number>/accept")
@door(Permission.MEETING_PUBLISH, writes=True)
def accept(upload_id: UUID, number: int) -> Shown:
    """Accept a finding, by name and with a reason."""
    try:
        findings.accept(work_here(), SentIn(upload_id), number, request.form.get("reason", ""))
    except Refused as refused:
        return _draw(upload_id, {f"reason-{number}": str(refused)}), UNPROCESSABLE
    return redirect(url_for("leaks.show", upload_id=upload_id, _anchor=f"finding-{number}"), 303)


@bp.post("/uploads/<uuid:upload_id>/leaks/mend")
@door(Permission.MEETING_PUBLISH, writes=True)
def mend(upload_id: UUID) -> Shown:
    """Put a clean copy in the file's place, and look into that."""
    try:
        mending.mend(work_here(), upload_id, office_here().scanner)
    except Refused as refused:
        return _draw(upload_id, {"": str(refused)}), UNPROCESSABLE
    return redirect(url_for("uploads.show", upload_id=upload_id), 303)


@bp.get("/bodies/<uuid:body_id>/names")
@door(Permission.MEETING_PUBLISH)
def names(body_id: UUID) -> str:
    """Show the names that a body watches for."""
    return _draw_names(body_id)


@bp.post("/bodies/<uuid:body_id>/names")
@door(Permission.MEETING_PUBLISH, writes=True)
def keep_names(body_id: UUID) -> Shown:
    """Keep the names that a body watches for."""
    try:
        watching_for.keep_names(work_here(), body_id, request.form.get("names", ""))
    except Refused as refused:
        return _draw_names(body_id, {"names": str(refused)}), UNPROCESSABLE
    return redirect(url_for("leaks.names", body_id=body_id), 303)


def _draw(upload_id: UUID, faults: dict[str, str] | None = None) -> str:
    return render_template(
        "clerk/leaks.html",
        upload=upload_id,
        page=findings.read_findings(work_here(), SentIn(upload_id)),
        faults=Words(faults or {}),
        typed=typed_here(),
    )


def _draw_names(body_id: UUID, faults: dict[str, str] | None = None) -> str:
    return render_template(
        "clerk/watched_names.html",
        page=watching_for.read_watch(work_here(), body_id),
        faults=Words(faults or {}),
        typed=typed_here(),
    )
