"""A board, a clock, an administrator with a key of software, and a directory to be silenced."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from portal.audit import Entry, Verb
from portal.policy import ANONYMOUS, Office
from portal.records.tables import OfficeHolding, Person
from portal.services.assurance import InABrowser
from portal.services.emergency import enrolling, signing_in
from portal.services.emergency.ceremonies import RelyingParty
from portal.services.office import PortalOffice
from portal.services.sign_in.desk import Desk
from portal.services.sign_in.sessions import LiveSession
from portal.services.sign_in.visits import Reception
from portal.services.work import Work
from tests.emergency.software_key import HONEST, ORIGIN, Lie, SoftwareKey
from tests.support.furnishing import ADMINISTRATOR, NAMES, NOW, open_an_office
from tests.web.conftest import NOWHERE, desk_at

BROWSER = "an invented mark of a browser"


class Clock:
    """Stands still until it is moved."""

    def __init__(self) -> None:
        self.at = NOW

    def __call__(self) -> datetime:
        return self.at

    def move(self, **by: float) -> None:
        self.at += timedelta(**by)


def held_by(person: UUID, office: Office) -> OfficeHolding:
    """Give an office that somebody holds for every body."""
    return OfficeHolding(person_id=person, office=office, from_on=date(2025, 1, 6))


@dataclass
class Bench:
    """A portal without its pages: enrol, ask, answer, come in."""

    office: PortalOffice
    record: Engine
    clock: Clock
    desk: Desk
    party: RelyingParty = field(default_factory=lambda: RelyingParty(ORIGIN))

    def administrator(self, person: UUID | None = None, name: str = "Edda Holroyd") -> UUID:
        """Appoint an administrator of every body."""
        person = person or uuid4()
        with Session(self.record) as session:
            session.add(Person(id=person, name=name, created_at=NOW))
            session.flush()
            session.add(held_by(person, Office.ADMINISTRATOR))
            session.commit()
        return person

    def work(self) -> Work:
        return self.office.work_for(ANONYMOUS)

    def offer(self, person: UUID = ADMINISTRATOR, label: str = "in the safe") -> str:
        with (work := self.work()).session:
            return enrolling.offer(work, str(person), label)

    def enrol(self, key: SoftwareKey, person: UUID = ADMINISTRATOR, lie: Lie = HONEST) -> None:
        secret = self.offer(person)
        with (work := self.work()).session:
            asked = enrolling.begin(work, self.party, secret, BROWSER)
        with (work := self.work()).session:
            enrolling.finish(work, self.party, secret, BROWSER, key.register(asked, lie))

    def ask(self, browser: str = BROWSER) -> str:
        with (work := self.work()).session:
            return signing_in.begin(work, self.party, browser)

    def answer(self, answer: str, browser: str = BROWSER, **brought: object) -> str:
        told = signing_in.KeyBrought(answer=answer, **brought)
        with (work := self.work()).session:
            return signing_in.finish(work, self.desk, self.party, browser, told)

    def come_in(self, key: SoftwareKey, **brought: object) -> str:
        return self.answer(key.prove(self.ask()), **brought)

    def visit(self, token: str) -> LiveSession | None:
        reception = Reception(desk=self.desk, journal=self.office.journal)
        with Session(self.record) as session:
            return reception.visit(session, token, self.clock())

    def work_by(self, token: str) -> Work:
        visit = self.visit(token)
        assert visit is not None
        return self.office.work_in(visit, InABrowser(desk=self.desk, visit=visit))

    def entries(self, *verbs: Verb) -> list[Entry]:
        lines = [line.entry for line in self.office.journal.recent(limit=500)]
        return [entry for entry in lines if entry.verb in verbs]


@pytest.fixture
def database_kind():
    """Take one kind, where no database decides."""
    return "sqlite"


@pytest.fixture
def clock() -> Clock:
    return Clock()


def bench_over(record: Engine, log: Engine, folder: Path, clock: Clock, authority: str) -> Bench:
    """Found a portal with nothing in it."""
    return Bench(
        office=open_an_office(record, log, folder, clock),
        record=record,
        clock=clock,
        desk=desk_at(authority),
    )


@pytest.fixture
def bench(record_engine, log_engine, tmp_path, clock) -> Bench:
    """Found a portal with one administrator, and nothing else in it; no provider is listening."""
    made = bench_over(record_engine, log_engine, tmp_path, clock, NOWHERE)
    made.administrator(ADMINISTRATOR, NAMES[ADMINISTRATOR])
    return made


@pytest.fixture
def key(bench: Bench) -> SoftwareKey:
    """Enrol a key for the administrator."""
    made = SoftwareKey()
    bench.enrol(made)
    return made
