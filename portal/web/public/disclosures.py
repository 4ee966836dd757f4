"""The disclosure log: what was asked for and answered, as a page and as tables."""

from flask import Blueprint, Response, render_template

from portal.services import requests_disclosed
from portal.web.asked import page_number
from portal.web.gate import Audience, door
from portal.web.here import work_here
from portal.web.public.tables import csv_answer, json_answer

bp = Blueprint("disclosures", __name__)


@bp.get("/disclosures")
@door(Audience.PUBLIC, kept=True)
def log() -> str:
    """Show what was asked for and what was answered."""
    page = requests_disclosed.read_disclosures(work_here(), page=page_number())
    return render_template(
        "public/disclosures.html",
        page=page,
        columns=requests_disclosed.COLUMNS,
    )


@bp.get("/disclosures.csv")
@door(Audience.PUBLIC, kept=True)
def as_csv() -> Response:
    """Give the log as a spreadsheet."""
    rows = requests_disclosed.disclosure_rows(work_here())
    return csv_answer("disclosures.csv", requests_disclosed.COLUMNS, rows)


@bp.get("/disclosures.json")
@door(Audience.PUBLIC, kept=True)
def as_json() -> Response:
    """Give the log for programs."""
    work = work_here()
    rows = requests_disclosed.disclosure_rows(work)
    return json_answer(requests_disclosed.COLUMNS, rows, name="Disclosure log", on=work.today)
