"""Open papers and their files."""

from uuid import UUID

from flask import Blueprint, Response, redirect, render_template, request, send_file
from werkzeug.wrappers import Response as AnyResponse

from portal.services import papers
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


@bp.get("/<uuid:paper_id>/files/<uuid:version_id>")
@door(Audience.PUBLIC)
def file(paper_id: UUID, version_id: UUID) -> AnyResponse:
    """Send a file of an open paper, or the part of it that is asked for."""
    found = papers.read_file(work_here(), paper_id, version_id)
    response = _local(found) if found.path is not None else _afar(found)
    response.headers["Content-Security-Policy"] = SANDBOX
    response.headers["Cache-Control"] = VALIDATED
    return response


def _local(found: papers.OpenFile) -> AnyResponse:
    assert found.path is not None  # noqa: S101 -- asked for just now
    return send_file(
        found.path,
        mimetype=found.media_type,
        as_attachment=True,
        download_name=found.name,
        etag=found.etag,
        conditional=True,
        last_modified=None,
    )


def _afar(found: papers.OpenFile) -> AnyResponse:
    """Send from a store that is no folder."""
    tag = f'"{found.etag}"'
    wanted = part(
        request.headers.get("Range"),
        request.headers.get("If-Range"),
        size=found.size,
        etag=tag,
    )
    response = Response(found.stream(wanted.start, wanted.stop), status=wanted.status)
    response.mimetype = found.media_type
    response.content_length = wanted.length
    response.headers["Accept-Ranges"] = "bytes"
    response.headers["ETag"] = tag
    if wanted.content_range is not None:
        response.headers["Content-Range"] = wanted.content_range
    response.headers.set("Content-Disposition", "attachment", filename=found.name)
    return response
