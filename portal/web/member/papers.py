"""Restricted papers: the interruption, the page, its file page by page, and copies of the file."""

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Final, ParamSpec
from uuid import UUID

from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from portal.inspection.kinds import ENDINGS
from portal.services import restricted_files, restricted_papers
from portal.services.reading import restricted_pages
from portal.web import headers
from portal.web.gate import Audience, door
from portal.web.here import visit_here, work_here
from portal.web.ranges import part

bp = Blueprint("restricted_papers", __name__)

FILE_NAME: Final = "restricted-paper"
"""What a downloaded copy is called: the paper's own name would stand in lists of downloads."""


Asked = ParamSpec("Asked")


def _once_begun(view: Callable[Asked, Answer | str]) -> Callable[Asked, Answer | str]:
    """Show something only in a session in which its reader has been told what opening means."""

    @wraps(view)
    def begun(*args: Asked.args, **named: Asked.kwargs) -> Answer | str:
        visit = visit_here()
        if visit is None or not visit.restricted:
            paper_id: UUID = (request.view_args or {})["paper_id"]
            restricted_papers.look_at(work_here(), paper_id)
            return redirect(url_for("restricted_papers.read", paper_id=paper_id), 303)
        return view(*args, **named)

    return begun


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


@bp.get("/papers/<uuid:paper_id>/read/text")
@door(Audience.SIGNED_IN)
@_once_begun
def text(paper_id: UUID) -> Answer | str:
    """Show the text of a restricted paper's file, page by page."""
    page = restricted_pages.restricted_text(work_here(), paper_id)
    return render_template("member/paper_text.html", page=page)


@bp.get("/papers/<uuid:paper_id>/read/pages/<int:number>")
@door(Audience.SIGNED_IN)
@_once_begun
def sheet(paper_id: UUID, number: int) -> Answer | str:
    """Show one page of a restricted paper's file, as an image."""
    page = restricted_pages.restricted_sheet(work_here(), paper_id, number)
    mark = restricted_papers.reader_of(work_here())
    return render_template("member/paper_sheet.html", page=page, mark=mark)


@bp.get("/papers/<uuid:paper_id>/read/pages/<int:number>/image")
@door(Audience.SIGNED_IN)
@_once_begun
def image(paper_id: UUID, number: int) -> Answer | str:
    """Send the image of one page, marked as this reader's; each is an opening of its own."""
    get = request.method == "GET"
    drawn = restricted_pages.restricted_image(work_here(), paper_id, number, opened=get)
    # How long it would be is known once it is drawn: HEAD does not say (RFC 9110, 9.3.2).
    answer = Response(drawn if get else iter(()), mimetype="image/png")
    answer.headers["Cache-Control"] = headers.PRIVATE
    return answer


@bp.get("/papers/<uuid:paper_id>/read/<uuid:version_id>")
@door(Audience.SIGNED_IN)
def file(paper_id: UUID, version_id: UUID) -> Answer:
    """Send a restricted paper's file, or one range of it; only what is asked for is decrypted."""
    work, visit = work_here(), visit_here()
    found = restricted_files.find_file(work, paper_id, version_id)
    if visit is None or not visit.restricted:
        return redirect(url_for("restricted_papers.read", paper_id=paper_id), 303)
    if restricted_pages.marked_alone(found):
        return _marked(found)
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
    answer.headers["Content-Disposition"] = _as_attachment(found)
    answer.headers["Content-Security-Policy"] = headers.SANDBOX
    answer.headers["Cache-Control"] = headers.PRIVATE
    if wanted.content_range:
        answer.headers["Content-Range"] = wanted.content_range
    return answer


def _as_attachment(found: restricted_files.OpenFile) -> str:
    return f'attachment; filename="{FILE_NAME}{ENDINGS.get(found.media_type, "")}"'


def _marked(found: restricted_files.OpenFile) -> Answer:
    """Send a copy marked as this reader's.  No two are the same, so it has no tag and no parts."""
    if request.method == "GET":
        copy = restricted_pages.take_copy(work_here(), found)
        answer = Response(copy.pieces, mimetype=found.media_type, direct_passthrough=True)
        answer.headers["Content-Length"] = str(copy.size)
    else:
        answer = Response(iter(()), mimetype=found.media_type, direct_passthrough=True)
    answer.headers["Accept-Ranges"] = "none"
    answer.headers["Content-Disposition"] = _as_attachment(found)
    answer.headers["Content-Security-Policy"] = headers.SANDBOX
    answer.headers["Cache-Control"] = headers.PRIVATE
    return answer
