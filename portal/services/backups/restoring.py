"""Putting a backup back where there is nothing, and declaring that it was done.

Everything is verified before anything is written.  Then come the papers, the log and, in one
transaction with the declaration, the record; each is left alone if it is there already, so that a
restoring that was broken off goes on where it stopped.  The log is told of the declaration before
the record is there, so that a record that came back is never open before two people said so.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID, uuid4

from sqlalchemy import Connection, Engine, inspect, text
from sqlalchemy.orm import Session

from portal.audit import EMPTY, Pseudonym, Verb
from portal.errors import NotFound, Refused
from portal.records import dumping, migrating
from portal.records.blobs import Blobs
from portal.records.engines import for_writing
from portal.records.journal import Journal
from portal.records.tables import Restoring
from portal.services.backups.checking import check, lines
from portal.services.backups.manifest import BLOBS, PIECE, Manifest, digest_of
from portal.services.rollback.declaring import counts, reason_given

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a backup is to be put: the record, the log and the papers, all of them empty."""

    record: Engine
    log: Engine
    blobs: Blobs
    journal: Journal
    pepper: bytes
    operator: Pseudonym
    clock: Callable[[], datetime]


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """What a restoring came to."""

    manifest: Manifest
    papers: int
    kept_the_log: bool
    lost: int


def restore(place: Place, folder: Path, reason: str, progress: Progress) -> Restored:
    """Restore a backup, and declare it; restricted papers wait for a second person.

    A log that is there and goes on from the backup's is kept: it knows what was lost.

    :raises Refused: if the backup is not whole or not of this version, or something that is there
        would be overwritten; then nothing was written.
    :raises LogUnavailable: if the log cannot be written.
    """
    reason = reason_given(reason)
    manifest = check(folder, place.pepper, place.clock(), progress)
    for chain, engine in ((migrating.Chain.RECORD, place.record), (migrating.Chain.LOG, place.log)):
        _demand_room(engine, chain, manifest)
    for chain, engine in ((migrating.Chain.RECORD, place.record), (migrating.Chain.LOG, place.log)):
        migrating.upgrade(engine, chain)
    if not dumping.is_empty(place.record):
        raise Refused("The record is not empty, and nothing is overwritten: name another database.")
    there = place.journal.checkpoint()
    keeps_the_log = there != EMPTY
    if keeps_the_log and not place.journal.extends(manifest.checkpoint):
        raise Refused(
            "The log is not empty, and does not go on from the backup's: name another database."
        )
    wanted = _papers_wanted(place, folder, manifest)
    for done, name in enumerate(wanted, start=1):
        place.blobs.write(name, _pieces(folder / BLOBS / name.hex))
        progress(done, len(wanted))
    if not keeps_the_log:
        _put_log(place, folder, manifest)
    lost = sum(1 for each in place.journal.after(manifest.known_up_to) if counts(each))
    row = uuid4()
    place.journal.note(
        actor=place.operator,
        verb=Verb.RESTORING_DECLARED,
        objects=(manifest.deployment_id, row),
        detail={"version": manifest.version, "lost": lost},
    )
    _put_record(
        place,
        folder,
        manifest,
        Restoring(
            id=row,
            reason=reason,
            declared_at=place.clock(),
            from_entry=manifest.known_up_to,
        ),
    )
    return Restored(manifest=manifest, papers=len(wanted), kept_the_log=keeps_the_log, lost=lost)


def _demand_room(engine: Engine, chain: migrating.Chain, manifest: Manifest) -> None:
    """See that a database has no tables, or this version's, and that the backup is of this version.

    :raises Refused: otherwise.
    """
    wanted = migrating.newest(chain)
    if manifest.revisions.get(chain.value) != wanted:
        raise Refused(
            f"The backup's {chain.value} is at {manifest.revisions.get(chain.value)}, and this"
            f" version of the portal needs {wanted}: restore it with the version that made it, then"
            " upgrade."
        )
    if inspect(engine).get_table_names() and migrating.current(engine, chain) != wanted:
        raise Refused(f"The {chain.value}'s database holds other tables: name an empty one.")


def _papers_wanted(place: Place, folder: Path, manifest: Manifest) -> list[UUID]:
    """Give the papers that are not there yet.

    :raises Refused: if another file has the name of one.
    """
    wanted = []
    for name, part in manifest.papers.items():
        blob = UUID(hex=name)
        try:
            size = place.blobs.size(blob)
        except NotFound:
            wanted.append(blob)
            continue
        if size != part.size or not _same(place.blobs.stream(blob, 0, size), folder / BLOBS / name):
            raise Refused(
                f"Where papers lie there is another file called {name}: it was left as it is."
            )
    return wanted


def _put_log(place: Place, folder: Path, manifest: Manifest) -> None:
    with for_writing(place.log).begin() as connection:
        _wait_for_it(connection)
        for table in dumping.log_tables():
            dumping.fill_log(connection, table, lines(folder, manifest, "log", table.name))


def _put_record(place: Place, folder: Path, manifest: Manifest, declared: Restoring) -> None:
    with for_writing(place.record).begin() as connection:
        _wait_for_it(connection)
        with dumping.references_at_the_end(connection):
            for table in dumping.record_tables():
                rows = lines(folder, manifest, "record", table.name)
                dumping.fill_record(connection, table, rows)
        # Through a session on the same connection: it is kept, or not, with everything else.
        with Session(connection, join_transaction_mode="rollback_only") as session:
            session.add(declared)
            session.flush()
            session.commit()


def _wait_for_it(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(text("SET LOCAL statement_timeout = 0"))


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            yield piece


def _same(pieces: Iterable[bytes], path: Path) -> bool:
    digest = hashlib.sha256()
    for piece in pieces:
        digest.update(piece)
    return digest.hexdigest() == digest_of(path).sha256
