"""A clerk's desk: two boards, their officers, and a publication read in for one of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from html import unescape
from pathlib import Path
from typing import Any
from uuid import UUID

from flask import Flask
from sqlalchemy import Engine, Select, inspect, select, text, update
from sqlalchemy.orm import Session

from portal.policy import Jurisdiction, Office, Regime
from portal.records.tables import AgendaItem, ImportDoubt, Meeting, Paper, WithheldNotice
from portal.services import agendas, import_accepting, membership
from portal.services.imports.model import Publication
from portal.services.imports.pack import read_pack
from portal.services.imports.page import read_page
from portal.services.imports.storing import apply_publication
from portal.services.leak_check.imported import Imported
from portal.services.office import PortalOffice
from portal.services.work import Work
from portal.web import gate
from tests.services.imports.published import invented
from tests.support.furnishing import open_an_office
from tests.support.looking import settle
from tests.web.conftest import app_over

FOUNDED_ON = date(2020, 1, 1)
SOURCES = {name: invented(f"{name}.txt") for name in ("meeting-page", "agenda-pack")}
FOUND = {
    "meeting-page": read_page(SOURCES["meeting-page"]),
    "agenda-pack": read_pack(SOURCES["agenda-pack"]),
}
BEFORE_IT, AFTER_IT = datetime(2024, 3, 1, 9, tzinfo=UTC), datetime(2024, 6, 3, 9, tzinfo=UTC)
CASES = {
    "a page": ("meeting-page", AFTER_IT),
    "a pack": ("agenda-pack", AFTER_IT),
    "a pack before its meeting": ("agenda-pack", BEFORE_IT),
}
NAMED = {
    "meeting-page": ("Heronsgate", "Kestrelmoor", "Ospreycote", "Ravenhythe", "chronologies"),
    "agenda-pack": ("Kelpie Lane", "Item restricted", "Learning Two", "Learning Five"),
}
OPENLY = {
    "meeting-page": ("Harbour Watch Update", "the winter exemption for working dogs"),
    "agenda-pack": ("Harbour Lighting Review", "Four bids came in", "Two more lamps by the ramp"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """An installation with two boards, and an import for one of them."""

    office: PortalOffice
    record: Engine
    log: Engine
    app: Flask
    source: str
    batch: UUID
    people: dict[str, UUID]

    @property
    def found(self) -> Publication:
        """What was read in."""
        return FOUND[self.source]

    def work(self, who: str) -> Work:
        """Begin somebody's work; ``nobody`` is a stranger."""
        return self.office.work_of(self.people.get(who))

    def all(self, query: Select[Any]) -> Sequence[Any]:
        """Read a column as it stands."""
        with Session(self.record) as session:
            return session.scalars(query).all()

    def settle_all(self) -> None:
        """Mark every doubt as seen, at one stroke, and accept what the text tells."""
        with Session(self.record) as session:
            session.execute(update(ImportDoubt).values(settled_at=self.office.clock()))
            session.commit()
        work = self.work("clerk")
        settle(work, Imported(self.batch))
        work.session.close()

    def accept(self, who: str = "clerk") -> None:
        """Publish the open part."""
        work = self.work(who)
        try:
            import_accepting.accept_batch(work, self.batch)
        finally:
            work.session.close()

    def read_by_a_stranger(self) -> dict[str, str]:
        """Give every public page that has to do with the import, by its address."""
        client = self.app.test_client(use_cookies=False)
        meetings = self.all(select(Meeting.id))
        items = [
            (each.meeting_id, each.id)
            for each in self.all(select(AgendaItem).order_by(AgendaItem.position))
        ]
        board = "/boards/harbour"
        addresses = [
            "/",
            "/boards",
            "/meetings",
            "/meetings?year=2024",
            "/meetings?year=2023",
            "/restricted",
            board,
            *(f"{board}/{each}" for each in ("members", "forward-plan", "actions")),
            *(f"/meetings/{each}" for each in meetings),
            *(f"/meetings/{meeting}/items/{item}" for meeting, item in items),
            *(f"/papers/{each}" for each in self.all(select(Paper.id))),
            *(f"/restricted/{each}" for each in self.all(select(WithheldNotice.id))),
        ]
        answers = {address: client.get(address) for address in addresses}
        return {
            address: unescape(answer.text)
            for address, answer in answers.items()
            if answer.status_code == 200
        }


def found_boards(work: Work) -> dict[str, UUID]:
    """Found two boards, each with its clerk, and people who are no clerks."""
    bodies = {
        slug: agendas.found_body(
            work,
            slug=slug,
            name=f"The {slug} board",
            purpose="",
            legal_basis="",
            clerk=("", "", ""),
            rules=agendas.Rules(regime=Regime.ADOPTED, jurisdiction=Jurisdiction.ENG),
            from_on=FOUNDED_ON,
        )
        for slug in ("harbour", "fells")
    }
    posts = {
        "clerk": (Office.CLERK, bodies["harbour"]),
        "proper officer": (Office.PROPER_OFFICER, bodies["harbour"]),
        "clerk everywhere": (Office.CLERK, None),
        "another body's clerk": (Office.CLERK, bodies["fells"]),
        "monitoring officer": (Office.MONITORING_OFFICER, None),
        "auditor": (Office.AUDITOR, None),
        "administrator": (Office.ADMINISTRATOR, None),
    }
    people = {name: membership.enrol_person(work, name) for name in (*posts, "member")}
    for name, (office, body) in posts.items():
        membership.appoint(work, people[name], office, FOUNDED_ON, body)
    return people | bodies


def lay_out(record: Engine, log: Engine, folder: Path, case: str) -> Desk:
    """Read a publication in for the harbour board, at the moment of a case."""
    source, at = CASES[case]
    office = open_an_office(record, log, folder, clock=lambda: at)
    work = office.work_of(None)
    people = found_boards(work)
    work.commit()
    operator = office.journal.pseudonyms.of_operator("tester")
    back_door = office.work_for(work.principal, operator)
    applied = apply_publication(back_door, "harbour", FOUND[source], SOURCES[source])
    for each in (work, back_door):
        each.session.close()
    app = app_over(office, record, clock=lambda: at)
    gate.hang(app)
    return Desk(
        office=office,
        record=record,
        log=log,
        app=app,
        source=source,
        batch=applied.batch,
        people=people,
    )


def every_row(engine: Engine) -> dict[str, list[str]]:
    """Give every row of every table, so that two moments can be compared."""
    with engine.connect() as connection:
        return {
            table: sorted(map(repr, connection.execute(text(f'SELECT * FROM "{table}"')).all()))  # noqa: S608 -- names of our own tables
            for table in inspect(engine).get_table_names()
        }
