"""Restricting an item, one question a page; and the record of a restriction."""

from typing import Final
from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.exceptions import NotFound as NoSuchPage
from werkzeug.wrappers import Response as Answer

from portal.policy import Permission
from portal.services.restriction_forms import pages, record
from portal.services.restriction_forms.preview import CheckPage
from portal.services.restriction_forms.questions import Question
from portal.web.gate import door
from portal.web.here import work_here

bp = Blueprint("restrictions", __name__, url_prefix="/clerk")

AGAIN: Final = 422


@bp.get("/items/<uuid:item_id>/restrict")
@door(Permission.RESTRICTION_PROPOSE)
def start(item_id: UUID) -> str:
    """Begin a restriction, or take it up again."""
    page = pages.read_start(work_here(), item_id)
    return render_template("clerk/restrict_start.html", page=page)


@bp.get("/items/<uuid:item_id>/restrict/check")
@door(Permission.RESTRICTION_PROPOSE)
def check(item_id: UUID) -> Answer | str:
    """Show every answer, and the notice as the public will see it."""
    return _checked(item_id, pages.read_check(work_here(), item_id))


@bp.post("/items/<uuid:item_id>/restrict/check")
@door(Permission.RESTRICTION_PROPOSE, writes=True)
def finish(item_id: UUID) -> Answer | str | tuple[str, int]:
    """Propose the restriction as it was checked."""
    made = pages.finish(work_here(), item_id, request.form.get("seen", ""))
    if isinstance(made, UUID):
        return redirect(url_for("restrictions.show", restriction_id=made), 303)
    if isinstance(made, CheckPage):
        return render_template("clerk/restrict_check.html", page=made), AGAIN
    return _checked(item_id, made)


@bp.get("/items/<uuid:item_id>/restrict/delete")
@door(Permission.RESTRICTION_PROPOSE)
def ask_to_forget(item_id: UUID) -> str:
    """Ask whether what was written is to be deleted."""
    page = pages.read_start(work_here(), item_id)
    return render_template("clerk/restrict_delete.html", page=page)


@bp.post("/items/<uuid:item_id>/restrict/delete")
@door(Permission.RESTRICTION_PROPOSE, writes=True)
def forget(item_id: UUID) -> Answer:
    """Delete what was written."""
    pages.forget(work_here(), item_id)
    return redirect(url_for("restrictions.start", item_id=item_id), 303)


@bp.get("/items/<uuid:item_id>/restrict/<question>")
@door(Permission.RESTRICTION_PROPOSE)
def ask(item_id: UUID, question: str) -> Answer | str:
    """Ask one question."""
    changing = "change" in request.args
    page = pages.read_question(work_here(), item_id, _question(question), changing=changing)
    if isinstance(page, Question):
        return redirect(url_for("restrictions.ask", item_id=item_id, question=page.value), 303)
    return render_template("clerk/restrict.html", page=page)


@bp.post("/items/<uuid:item_id>/restrict/<question>")
@door(Permission.RESTRICTION_PROPOSE, writes=True)
def answer(item_id: UUID, question: str) -> Answer | tuple[str, int]:
    """Take the answer to one question."""
    page = pages.answer_question(
        work_here(),
        item_id,
        _question(question),
        request.form.to_dict(flat=False),
        changing=bool(request.form.get("change")),
    )
    if isinstance(page, str):
        changing = request.form.get("change") and page != pages.CHECK
        where = url_for("restrictions.ask", item_id=item_id, question=page)
        return redirect(f"{where}?change=1" if changing else where, 303)
    return render_template("clerk/restrict.html", page=page), AGAIN


@bp.get("/restrictions/<uuid:restriction_id>")
@door(Permission.REVIEW_READ)
def show(restriction_id: UUID) -> str:
    """Show the record of a restriction."""
    return _record(restriction_id)


@bp.post("/restrictions/<uuid:restriction_id>/reasons")
@door(Permission.REVIEW_READ, writes=True)
def reasons(restriction_id: UUID) -> str | tuple[str, int]:
    """Open the private balance, for a purpose that the log keeps."""
    purpose = request.form.get("purpose", "")
    if purpose not in record.PURPOSES:
        return _record(restriction_id, fault="Choose what you need the private reasons for"), AGAIN
    opened = record.open_reasons(work_here(), restriction_id, purpose)
    return _record(restriction_id, opened=opened)


@bp.post("/restrictions/<uuid:restriction_id>/decide")
@door(Permission.RESTRICTION_DECIDE, writes=True)
def decide(restriction_id: UUID) -> Answer:
    """Decide what was proposed."""
    record.decide(work_here(), restriction_id)
    return redirect(url_for("restrictions.show", restriction_id=restriction_id), 303)


def _record(restriction_id: UUID, *, opened: record.Reasons | None = None, fault: str = "") -> str:
    page = record.read_record(work_here(), restriction_id)
    return render_template(
        "clerk/restriction.html", page=page, opened=opened, fault=fault, purposes=record.PURPOSES
    )


def _checked(item_id: UUID, page: CheckPage | Question) -> Answer | str:
    if isinstance(page, Question):
        return redirect(url_for("restrictions.ask", item_id=item_id, question=page.value), 303)
    return render_template("clerk/restrict_check.html", page=page)


def _question(name: str) -> Question:
    if name not in set(Question):
        raise NoSuchPage
    return Question(name)
