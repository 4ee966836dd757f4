"""The register of restricted items, as pages and as tables, and the reason for each."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple
from urllib.parse import urlencode
from uuid import UUID

from flask import Blueprint, Response, render_template, request

from portal.services import register, register_reason, register_table
from portal.services.register_filter import STATES, Wanted, ground_named
from portal.web.asked import Year, page_number, slug_asked, year_asked
from portal.web.gate import Audience, door
from portal.web.here import work_here
from portal.web.public.tables import csv_answer, json_answer

bp = Blueprint("register", __name__)

HERE = "/restricted"


class Chip(NamedTuple):
    """One filter that is on: what it says, and the address without it."""

    text: str
    without: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What the address asks of the register."""

    wanted: Wanted
    year: Year

    @property
    def query(self) -> tuple[tuple[str, str], ...]:
        """The filters that are on, as the address names them."""
        named = (
            ("board", self.wanted.board),
            ("year", str(self.wanted.year or "")),
            ("ground", self.wanted.ground.key if self.wanted.ground else ""),
            ("state", self.wanted.state),
        )
        return tuple((name, value) for name, value in named if value)

    def address(self, ending: str = "") -> str:
        """Give the address that asks for the same, of the page or of another form of it."""
        return HERE + ending + (f"?{urlencode(self.query)}" if self.query else "")

    def without(self, **named: object) -> str:
        """Give the address with some of them off."""
        return replace(self, wanted=replace(self.wanted, **named)).address()  # type: ignore[arg-type]

    def chips(self, boards: dict[str, str]) -> Iterator[Chip]:
        """Give what takes each filter off again."""
        asked = self.wanted
        if asked.board:
            yield Chip(boards.get(asked.board, asked.board), self.without(board=""))
        if asked.year is not None:
            yield Chip(f"Meetings in {asked.year}", self.without(year=None))
        if asked.ground is not None:
            yield Chip(asked.ground.name, self.without(ground=None))
        if asked.state:
            yield Chip(STATES[asked.state], self.without(state=""))


def asked_here() -> Asked:
    """Read what the address asks; what makes no sense is passed over, but for a year."""
    year, state = year_asked("year"), request.args.get("state", "")
    return Asked(
        wanted=Wanted(
            board=slug_asked("board"),
            year=year.value,
            ground=ground_named(request.args.get("ground", "")),
            state=state if state in STATES else "",
            nothing=bool(year.fault),
        ),
        year=year,
    )


@bp.get(HERE)
@door(Audience.PUBLIC, kept=True)
def every_notice() -> str:
    """Show what is withheld."""
    asked = asked_here()
    page = register.read_register(work_here(), asked.wanted, page=page_number())
    boards = {each.key: each.name for each in page.all.boards}
    return render_template(
        "public/register.html",
        page=page,
        asked=asked,
        chips=list(asked.chips(boards)),
        columns=register_table.COLUMNS,
    )


@bp.get(f"{HERE}.csv")
@door(Audience.PUBLIC, kept=True)
def as_csv() -> Response:
    """Give the register as a spreadsheet."""
    rows = register_table.register_rows(work_here(), asked_here().wanted)
    return csv_answer("restricted-items.csv", register_table.COLUMNS, rows)


@bp.get(f"{HERE}.json")
@door(Audience.PUBLIC, kept=True)
def as_json() -> Response:
    """Give the register for programs."""
    work = work_here()
    rows = register_table.register_rows(work, asked_here().wanted)
    return json_answer(register_table.COLUMNS, rows, name="Restricted items", on=work.today)


@bp.get(f"{HERE}/<uuid:notice_id>")
@door(Audience.PUBLIC, kept=True)
def reason(notice_id: UUID) -> str:
    """Show why something is withheld."""
    page = register_reason.read_reason(work_here(), notice_id)
    return render_template("public/reason.html", page=page)
