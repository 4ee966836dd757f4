"""An installation of its own: databases, papers, a root; with a board in it, or with nothing."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from uuid import UUID

from sqlalchemy import Engine, select

from portal.audit import Pseudonyms, Verb
from portal.policy import ANONYMOUS
from portal.records.blobs import Blobs
from portal.records.journal import Journal
from portal.records.tables import Compartment, PaperVersion
from portal.services.backups.making import Made, make
from portal.services.backups.restoring import Place, Restored, restore
from portal.services.office import PortalOffice
from portal.services.recovery import splitting
from portal.services.recovery.recovering import Recovered, recover
from portal.services.work import Work
from portal.vault import Share
from tests.services.keys.stock import sealed_rows
from tests.support.furnishing import NOW, PEPPER, open_an_office
from tests.support.journals import STAMP, Clock

HOLDERS = ("Ann Archer", "Bo Baker", "Cy Cooper", "Di Draper", "Ed Evans")


def silent(_done: int, _of: int) -> None:
    """Watch nothing."""


@dataclass
class Installation:
    """Everything of one installation, where it lies."""

    record: Engine
    log: Engine
    folder: Path
    clock: Clock = field(default_factory=lambda: Clock(NOW))

    @cached_property
    def office(self) -> PortalOffice:
        self.folder.mkdir(exist_ok=True)
        return open_an_office(self.record, self.log, self.folder, self.clock)

    def restarted(self) -> "Installation":
        """Give the same, as a process that starts now finds it."""
        return Installation(self.record, self.log, self.folder, self.clock)

    @contextmanager
    def work(self) -> Iterator[Work]:
        """Work as the operator."""
        operator = self.office.journal.pseudonyms.of_operator("root")
        work = self.office.work_for(ANONYMOUS, operator)
        with work.session:
            yield work

    def split(self, holders: Sequence[str] = HOLDERS) -> tuple[Share, ...]:
        """Hand out shares, and give them as their holders type them."""
        papers = []
        with self.work() as work:
            plan = splitting.plan(work, holders)
            splitting.split(work, plan, papers.append, silent)
        return tuple(splitting.read_share(paper.text) for paper in papers)

    def back_up(self, folder: Path) -> Made:
        with self.work() as work:
            return make(work, (self.record, self.log), folder, silent)

    def restore(self, backup: Path, reason: str = "The disk burnt") -> Restored:
        return restore(self.place, backup, reason, silent)

    @property
    def place(self) -> Place:
        journal = Journal(self.log, stamp=STAMP, clock=self.clock, pseudonyms=Pseudonyms(PEPPER))
        return Place(
            record=self.record,
            log=self.log,
            blobs=Blobs.in_folder(self.folder / "papers"),
            journal=journal,
            pepper=PEPPER,
            operator=journal.pseudonyms.of_operator("root"),
            clock=self.clock,
        )

    def recover(self, *given: Share) -> Recovered:
        with self.work() as work:
            return recover(work, given, silent)

    def commit(self, minutes: int = 2) -> int:
        """Commit something some minutes later; give how far the record is then."""
        self.clock.pass_(minutes=minutes)
        with self.work() as work:
            work.begin_writing()
            work.commit()
        return self.office.watch.version()

    def opened(self) -> dict[str, bytes]:
        """Open everything that is sealed, under every compartment's keys; by column and row."""
        found = {}
        with self.work() as work:
            for compartment in work.session.scalars(select(Compartment.id)).all():
                for column, row, sealed in list(sealed_rows(work.session, compartment)):
                    found[f"{column.name} {row}"] = _open(work, compartment, column, row, sealed)
        return found


def _open(work: Work, compartment: UUID, column, row: UUID, sealed: bytes) -> bytes:
    receipt = work.journal.intend(
        actor=work.actor,
        verb=Verb.RECOVERY_PROVED,
        objects=(column.object_of(row),),
        detail={"count": 1},
    )
    under = work.keys.that_sealed(work.session, compartment, sealed)
    if not column.of_files:
        return work.door.open(receipt, column.label(compartment, row), sealed, under=under)
    version = work.session.get_one(PaperVersion, row)
    reader = work.file_reader(
        receipt,
        compartment=compartment,
        version=row,
        sealed_key=sealed,
        size=version.size,
        sealed_size=version.sealed_size,
        source=work.blobs.read_at(version.blob),
    )
    return b"".join(reader.read(0, reader.size))


Elsewhere = Callable[..., Installation]
