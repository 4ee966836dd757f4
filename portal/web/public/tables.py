"""Tables for other people's programs: CSV by RFC 4180, and JSON that says what its columns are."""

import csv
import io
import json
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Final

from flask import Response

LICENCE: Final = (
    "Contains public sector information licensed under the Open Government Licence v3.0"
    " (https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/)."
)
_STARTS_A_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


def csv_answer(name: str, columns: Iterable[str], rows: Iterable[Mapping[str, str]]) -> Response:
    """Answer with a CSV file of that name: UTF-8, one line of headings, lines that end in CRLF.

    A cell that a spreadsheet would take for a formula has an apostrophe before it, so that
    nothing in it is ever run.
    """
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\r\n")
    headings = tuple(columns)
    writer.writerow(headings)
    writer.writerows([_inert(row[each]) for each in headings] for row in rows)
    return Response(
        written.getvalue(),
        content_type="text/csv; charset=utf-8; header=present",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def json_answer(
    columns: Mapping[str, str], rows: Iterable[Mapping[str, str]], *, name: str, on: date
) -> Response:
    """Answer with the same rows as JSON, the meaning of each column before them."""
    items = list(rows)
    told = {
        "title": name,
        "as_of": on.isoformat(),
        "licence": LICENCE,
        "schema": dict(columns),
        "count": len(items),
        "items": items,
    }
    return Response(
        json.dumps(told, ensure_ascii=False, indent=1) + "\n",
        content_type="application/json; charset=utf-8",
    )


def _inert(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_STARTS_A_FORMULA) else cell
