"""Restricted papers: the interruption, the page, and the file in one piece or a range of it."""

from collections.abc import Iterable
from typing import Final
from uuid import UUID

from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from portal.services import restricted_files, restricted_papers
from portal.web import headers
from portal.web.gate import Audience, door
from portal.web.here import visit_here, work_here
from portal.web.ranges import part

bp = Blueprint("restricted_papers", __name__)

FILE_NAME: Final = "restricted-paper.pdf"
"""What a downloaded copy is called: the paper's own name would stand in lists of downloads."""


@bp.get("/papers/<uuid:paper_id>/read")
@door(Audience.SIGNED_IN)
def read(paper_id: UUID) -> str:
    """Show a restricted paper, or first say what opening it means."""
    work, visit = work_here(), visit_here()
    if visit is None or not visit.restricted:
        standing = restricted_papers.look_at(work, paper_id)
        before = "interruption" if standing.tombstone is None else "tombstone"
        return render_template(f"member/{before}.html", page=standing)
    page = restricted_papers.read_paper(work, paper_id)
    if isinstance(page, restricted_papers.Standing):
        return render_template("member/tombstone.html", page=page)
    return render_template("member/paper.html", page=page)


@bp.post("/papers/<uuid:paper_id>/open")
@door(Audience.SIGNED_IN, writes=True)
def confirm(paper_id: UUID) -> Answer:
    """Begin to read restricted papers in this session."""
    restricted_papers.begin_reading(work_here(), visit_here(), paper_id)
    return redirect(url_for("restricted_papers.read", paper_id=paper_id), 303)


@bp.get("/papers/<uuid:paper_id>/read/<uuid:version_id>")
@door(Audience.SIGNED_IN)
def file(paper_id: UUID, version_id: UUID) -> Answer:
    """Send a restricted paper's file, or one range of it; only what is asked for is decrypted."""
    work, visit = work_here(), visit_here()
    found = restricted_files.find_file(work, paper_id, version_id)
    if visit is None or not visit.restricted:
        return redirect(url_for("restricted_papers.read", paper_id=paper_id), 303)
    etag = f'"{found.etag}"'
    wanted = part(
        request.headers.get("Range"), request.headers.get("If-Range"), size=found.size, etag=etag
    )
    body: Iterable[bytes] = ()
    if request.method == "GET" and wanted.length:
        body = found.read(work, wanted.start, wanted.stop)
    answer = Response(
        body, status=wanted.status, mimetype=found.media_type, direct_passthrough=True
    )
    answer.headers["Content-Length"] = str(wanted.length)
    answer.headers["Accept-Ranges"] = "bytes"
    answer.headers["ETag"] = etag
    answer.headers["Content-Disposition"] = f'attachment; filename="{FILE_NAME}"'
    answer.headers["Content-Security-Policy"] = headers.SANDBOX
    answer.headers["Cache-Control"] = headers.PRIVATE
    if wanted.content_range:
        answer.headers["Content-Range"] = wanted.content_range
    return answer
