"""Adding a paper: saying what it is, sending its file, seeing the checks, and publishing it."""

from typing import Final
from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from portal.errors import Refused
from portal.policy import Permission
from portal.services.access.asking import Unfit
from portal.services.leak_check import examining, findings
from portal.services.leak_check.sent_in import SentIn
from portal.services.uploads import (
    beginning,
    checking,
    converting,
    dropping,
    own,
    publishing,
    receiving,
)
from portal.services.uploads.faults import Fault, NotTaken
from portal.web import arriving
from portal.web.clerk.desk_forms import word
from portal.web.clerk.typed import Words, typed_here
from portal.web.gate import door
from portal.web.here import largest_file_here, office_here, work_here

bp = Blueprint("uploads", __name__, url_prefix="/clerk")

UNPROCESSABLE: Final = 422

Shown = str | tuple[str, int] | Answer


@bp.get("/items/<uuid:item_id>/papers")
@door(Permission.MEETING_PUBLISH)
def start(item_id: UUID) -> str:
    """Ask what a file under an item is to be."""
    return _draw_start(item_id)


@bp.post("/items/<uuid:item_id>/papers")
@door(Permission.MEETING_PUBLISH, writes=True)
def begin(item_id: UUID) -> Shown:
    """Keep what the file is to be, and go on to the file."""
    wanted = beginning.Wanted(
        what=word("what"),
        access=word("access"),
        kind=word("kind"),
        title=word("title"),
        author=word("author"),
        marking=word("marking"),
    )
    try:
        upload = beginning.begin(work_here(), item_id, wanted)
    except Unfit as unfit:
        return _draw_start(item_id, dict(unfit.faults)), UNPROCESSABLE
    except Refused as refused:
        return _draw_start(item_id, {"marking": str(refused)}), UNPROCESSABLE
    return redirect(url_for("uploads.show", upload_id=upload), 303)


@bp.get("/uploads/<uuid:upload_id>")
@door(Permission.MEETING_PUBLISH)
def show(upload_id: UUID) -> str:
    """Show how far a file has come: to be sent, to be checked, or to be published."""
    return _draw(upload_id)


@bp.post("/uploads/<uuid:upload_id>/file")
@door(Permission.MEETING_PUBLISH, writes=True, streams=True)
def send(upload_id: UUID) -> Shown:
    """Take the file, sealed as it comes, and have it checked."""
    work = work_here()
    own.find_own(work, upload_id)
    try:
        room = arriving.announce(request)
        with arriving.patience(request, room.announced):
            form = arriving.read_form(request)
            receiving.receive(
                work,
                upload_id,
                sent_as=form.sent_as,
                pieces=form.pieces,
                announced=room.announced,
                most=room.most,
            )
    except NotTaken as refused:
        with arriving.patience(request, request.content_length or 0):
            arriving.let_pass(request)
        return _draw(upload_id, refused.faults), UNPROCESSABLE
    return _checked(upload_id)


@bp.post("/uploads/<uuid:upload_id>/check")
@door(Permission.MEETING_PUBLISH, writes=True)
def check(upload_id: UUID) -> Shown:
    """Have a file checked that could not be checked when it arrived."""
    return _checked(upload_id)


@bp.post("/uploads/<uuid:upload_id>/convert")
@door(Permission.MEETING_PUBLISH, writes=True)
def convert(upload_id: UUID) -> Shown:
    """Make an accessible PDF of an office file, and have that checked in its place."""
    try:
        converting.convert(work_here(), upload_id, most=largest_file_here())
    except NotTaken as refused:
        return _draw(upload_id, refused.faults), UNPROCESSABLE
    return _checked(upload_id)


@bp.post("/uploads/<uuid:upload_id>/publish")
@door(Permission.MEETING_PUBLISH, writes=True)
def publish(upload_id: UUID) -> Shown:
    """Make the file its paper's next version."""
    try:
        paper = publishing.publish(work_here(), upload_id)
    except Refused as refused:
        return _draw(upload_id, (Fault("", str(refused)),)), UNPROCESSABLE
    return redirect(f"/papers/{paper}", 303)


@bp.post("/uploads/<uuid:upload_id>/drop")
@door(Permission.MEETING_PUBLISH, writes=True)
def drop(upload_id: UUID) -> Answer:
    """Remove the file and what was said of it."""
    item = dropping.drop(work_here(), upload_id)
    return redirect(url_for("uploads.start", item_id=item), 303)


def _checked(upload_id: UUID) -> Shown:
    try:
        waits = checking.check(work_here(), upload_id, office_here().scanner).waits
    except NotTaken as refused:
        return _draw(upload_id, refused.faults), UNPROCESSABLE
    if not waits:
        examining.examine(work_here(), SentIn(upload_id))
    return redirect(url_for("uploads.show", upload_id=upload_id), 303)


def _draw(upload_id: UUID, faults: tuple[Fault, ...] = ()) -> str:
    page = publishing.read_upload(work_here(), upload_id)
    most = largest_file_here()
    leaks = findings.read_standing(work_here(), SentIn(upload_id))
    return render_template("clerk/upload.html", page=page, faults=faults, most=most, leaks=leaks)


def _draw_start(item_id: UUID, faults: dict[str, str] | None = None) -> str:
    return render_template(
        "clerk/upload_start.html",
        page=beginning.read_start(work_here(), item_id),
        faults=Words(faults or {}),
        typed=typed_here(),
        kinds=beginning.KINDS,
    )
