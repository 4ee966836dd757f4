"""Who can see this, and who could have: by person, with the reason and the last day."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from flask import Blueprint, Response, render_template, request

from portal.errors import Refused
from portal.policy import Permission
from portal.services.explaining.closed_things import read_closed_things
from portal.services.explaining.moments import Asked, moment_of
from portal.services.explaining.who import Who, read_who
from portal.web.asked import slug_asked
from portal.web.gate import door
from portal.web.here import work_here
from portal.web.public.tables import csv_answer

bp = Blueprint("who", __name__)

COLUMNS: Final = ("person", "organisation", "rule", "reason", "capacity", "rests_on", "until")
WRONG: Final = 422


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """What was typed into the form, and what is wrong with it."""

    on: str = ""
    at: str = ""
    fault: str = ""
    asked: Asked | None = None


@bp.get("/ig/who")
@door(Permission.ACCESS_EXPLAIN)
def listing() -> str:
    """List what is closed, by what the public is told of it."""
    page = read_closed_things(work_here(), slug_asked("board"))
    return render_template("governance/closed_things.html", page=page)


@bp.get("/ig/who/<noun>/<uuid:row_id>")
@door(Permission.ACCESS_EXPLAIN)
def who(noun: str, row_id: UUID) -> Response:
    """Show who can read a thing, or could have at the moment that is asked about."""
    work, typed = work_here(), _typed()
    page: Who | None = None
    try:
        page = read_who(work, noun, row_id, typed.asked.at if typed.asked else None)
    except Refused as refused:
        typed = Typed(on=typed.on, at=typed.at, fault=str(refused))
        page = read_who(work, noun, row_id)
    if request.args.get("as") == "csv" and not typed.fault:
        return csv_answer("who-can-read.csv", COLUMNS, _rows(page))
    said = render_template("governance/who.html", page=page, typed=typed)
    return Response(said, status=WRONG if typed.fault else 200)


def _typed() -> Typed:
    on, at = request.args.get("on", "").strip(), request.args.get("at", "").strip()
    if not on:
        return Typed(at=at, fault="Give a day too." if at else "")
    try:
        asked = moment_of(on, at, second=request.args.get("second") == "yes")
    except Refused as refused:
        return Typed(on=on, at=at, fault=str(refused))
    return Typed(on=on, at=at, asked=asked)


def _rows(page: Who) -> Iterator[dict[str, str]]:
    for each in page.readers:
        reason = each.reason
        until = reason.until_on or reason.until_at
        yield {
            "person": each.name,
            "organisation": each.organisation,
            "rule": reason.verdict.rule,
            "reason": reason.verdict.says,
            "capacity": reason.capacity,
            "rests_on": "; ".join(reason.rests_on),
            "until": until.isoformat() if until else "",
        }
