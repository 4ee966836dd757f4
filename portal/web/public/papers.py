"""Open papers: their page, their text, their pages as images, and their files."""

from http import HTTPStatus
from uuid import UUID

from flask import Blueprint, Response, redirect, render_template, request, send_file
from werkzeug.wrappers import Response as AnyResponse

from portal.services import papers
from portal.services.reading import open_pages
from portal.web.conditions import answer_without_body
from portal.web.gate import Audience, door
from portal.web.headers import SANDBOX, VALIDATED
from portal.web.here import work_here
from portal.web.ranges import part

bp = Blueprint("papers", __name__, url_prefix="/papers")


@bp.get("/<uuid:paper_id>")
@door(Audience.PUBLIC, kept=True)
def paper(paper_id: UUID) -> str | AnyResponse:
    """Show an open paper; lead whoever may open a restricted one to where it is read."""
    page = papers.read_paper(work_here(), paper_id)
    if page.restricted:
        return redirect(f"/papers/{paper_id}/read", 303)
    if page.tombstone is not None:
        return render_template("public/tombstone.html", page=page)
    return render_template("public/paper.html", page=page)


@bp.get("/<uuid:paper_id>/text")
@door(Audience.PUBLIC, kept=True)
def text(paper_id: UUID) -> str:
    """Show the text of an open paper's file, page by page."""
    page = open_pages.open_text(work_here(), paper_id)
    return render_template("public/paper_text.html", page=page)


@bp.get("/<uuid:paper_id>/pages/<int:number>")
@door(Audience.PUBLIC, kept=True)
def sheet(paper_id: UUID, number: int) -> str:
    """Show one page of an open paper's file, as an image."""
    page = open_pages.open_sheet(work_here(), paper_id, number)
    return render_template("public/paper_sheet.html", page=page)


@bp.get("/<uuid:paper_id>/pages/<int:number>/image")
@door(Audience.PUBLIC)
def image(paper_id: UUID, number: int) -> AnyResponse:
    """Send the image of one page; whoever has it already is told so before it is drawn."""
    found = open_pages.open_image(work_here(), paper_id, number)
    without = _without_body(found.etag)
    response = Response(found.draw(), mimetype="image/png") if without is None else without
    response.headers["ETag"] = f'"{found.etag}"'
    response.headers["Cache-Control"] = VALIDATED
    return response


@bp.get("/<uuid:paper_id>/files/<uuid:version_id>")
@door(Audience.PUBLIC)
def file(paper_id: UUID, version_id: UUID) -> AnyResponse:
    """Send a file of an open paper, or the part of it that is asked for, from whatever store."""
    found = papers.read_file(work_here(), paper_id, version_id)
    response = _without_body(found.etag) or _with_body(found)
    response.headers["ETag"] = f'"{found.etag}"'
    response.headers["Accept-Ranges"] = "bytes"
    response.headers["Content-Security-Policy"] = SANDBOX
    response.headers["Cache-Control"] = VALIDATED
    return response


def _without_body(etag: str) -> Response | None:
    status = answer_without_body(
        request.headers.get("If-Match"), request.headers.get("If-None-Match"), etag=etag
    )
    if status is None:
        return None
    response = Response(status=status)
    if status is HTTPStatus.NOT_MODIFIED:
        del response.headers["Content-Type"]
        response.headers.pop("Content-Length", None)
    return response


def _with_body(found: papers.OpenFile) -> Response:
    wanted = part(
        request.headers.get("Range"),
        request.headers.get("If-Range"),
        size=found.size,
        etag=f'"{found.etag}"',
    )
    if wanted.status is HTTPStatus.OK and found.path is not None:
        # The kernel copies a whole file from a folder to the socket by itself.
        response = send_file(
            found.path, mimetype=found.media_type, conditional=False, etag=False, last_modified=None
        )
        response.headers.pop("Date", None)
        response.headers.pop("Last-Modified", None)
    else:
        pieces = found.stream(wanted.start, wanted.stop) if wanted.length else ()
        response = Response(pieces, status=wanted.status, mimetype=found.media_type)
    response.content_length = wanted.length
    if wanted.content_range is not None:
        response.headers["Content-Range"] = wanted.content_range
    response.headers.set("Content-Disposition", "attachment", filename=found.name)
    return response
