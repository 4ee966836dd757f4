"""The clerk's import review: what was read in, what is doubtful, and letting it be published."""

from uuid import UUID

from flask import Blueprint, redirect, render_template, url_for
from werkzeug.wrappers import Response as Answer

from portal.policy import Permission
from portal.services import import_review
from portal.web.gate import door
from portal.web.here import work_here

bp = Blueprint("imports", __name__, url_prefix="/clerk/imports")


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
    page = import_review.read_batch(work_here(), batch_id)
    return render_template("clerk/import.html", page=page)


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
    import_review.accept_batch(work_here(), batch_id)
    return redirect(url_for("imports.batch", batch_id=batch_id), 303)
