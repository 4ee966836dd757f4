"""The clerk's import review: what was read in, what is doubtful, and letting it be published."""

from typing import Final
from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from portal.errors import Refused
from portal.policy import Permission
from portal.services import import_accepting, import_review
from portal.services.leak_check import examining, findings
from portal.services.leak_check.imported import Imported
from portal.web.clerk.typed import Words, typed_here
from portal.web.gate import door
from portal.web.here import work_here

bp = Blueprint("imports", __name__, url_prefix="/clerk/imports")

UNPROCESSABLE: Final = 422

Shown = str | tuple[str, int] | Answer


@bp.get("")
@door(Permission.IMPORT_REVIEW)
def listing() -> str:
    """List the imports."""
    page = import_review.read_batches(work_here())
    return render_template("clerk/imports.html", page=page)


@bp.get("/<uuid:batch_id>")
@door(Permission.IMPORT_REVIEW)
def batch(batch_id: UUID) -> str:
    """Show one import."""
    return _draw(batch_id)


@bp.post("/<uuid:batch_id>/doubts/<uuid:doubt_id>")
@door(Permission.IMPORT_REVIEW, writes=True)
def settle(batch_id: UUID, doubt_id: UUID) -> Answer:
    """Mark a doubt as seen."""
    import_review.settle_doubt(work_here(), batch_id, doubt_id)
    return redirect(url_for("imports.batch", batch_id=batch_id) + f"#doubt-{doubt_id}", 303)


@bp.post("/<uuid:batch_id>/accept")
@door(Permission.IMPORT_REVIEW, writes=True)
def accept(batch_id: UUID) -> Answer:
    """Publish the open part of an import."""
    import_accepting.accept_batch(work_here(), batch_id)
    return redirect(url_for("imports.batch", batch_id=batch_id), 303)


@bp.get("/<uuid:batch_id>/leaks")
@door(Permission.IMPORT_REVIEW)
def leaks(batch_id: UUID) -> str:
    """Show what was found in what the public would read."""
    return _draw_leaks(batch_id)


@bp.post("/<uuid:batch_id>/leaks")
@door(Permission.IMPORT_REVIEW, writes=True)
def look(batch_id: UUID) -> Answer:
    """Look into what the public would read, unless it was looked into as it is."""
    examining.examine(work_here(), Imported(batch_id))
    return redirect(url_for("imports.leaks", batch_id=batch_id), 303)


@bp.post("/<uuid:batch_id>/leaks/<int:number>/accept")
@door(Permission.IMPORT_REVIEW, writes=True)
def accept_finding(batch_id: UUID, number: int) -> Shown:
    """Accept a finding, by name and with a reason."""
    try:
        findings.accept(work_here(), Imported(batch_id), number, request.form.get("reason", ""))
    except Refused as refused:
        return _draw_leaks(batch_id, {f"reason-{number}": str(refused)}), UNPROCESSABLE
    here = url_for("imports.leaks", batch_id=batch_id, _anchor=f"finding-{number}")
    return redirect(here, 303)


def _draw(batch_id: UUID) -> str:
    page = import_review.read_batch(work_here(), batch_id)
    standing = None
    if not page.line.accepted:
        standing = findings.read_standing(work_here(), Imported(batch_id))
    return render_template("clerk/import.html", page=page, standing=standing)


def _draw_leaks(batch_id: UUID, faults: dict[str, str] | None = None) -> str:
    work = work_here()
    line = import_review.read_batch(work, batch_id).line
    looked = findings.read_standing(work, Imported(batch_id)).looked
    return render_template(
        "clerk/import_leaks.html",
        line=line,
        told=findings.read_findings(work, Imported(batch_id)) if looked else None,
        faults=Words(faults or {}),
        typed=typed_here(),
    )
