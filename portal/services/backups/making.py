"""Making a backup while the portal is used: the record, then the log, then the papers.

The record is read in one snapshot.  The log is read afterwards: it only grows, so it holds
whatever led to what the record shows, and perhaps more.  A paper's file is never changed once it
is written; if one is gone when it is copied, because it was released or disposed of meanwhile, the
record is read again.  Whatever was restricted is ciphertext already, and no key is touched.
"""

import hashlib
import os
import shutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from uuid import UUID, uuid4

from sqlalchemy import Connection, Engine, Table, select

from portal.audit import Checkpoint, Verb
from portal.errors import CannotOpen, NotFound, Refused
from portal.records import dumping, migrating
from portal.records.blobs import Blobs
from portal.records.log_reader import claimed
from portal.records.tables import Deployment, PaperVersion, PublicVersion
from portal.services.backups import manifest as manifests
from portal.services.backups.manifest import BLOBS, Manifest, Part
from portal.services.work import Work

Progress = Callable[[int, int], None]

READINGS: Final = 3
"""How often the record is read before a file that it names counts as missing."""

_DUMP: Final = "dump-"
_NEW: Final = os.O_WRONLY | os.O_CREAT | os.O_EXCL


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """What a backup came to."""

    manifest: Manifest
    copied: int
    kept: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Read:
    dump: str
    tables: dict[str, Part]
    deployment: UUID
    version: int
    names: list[UUID]


def make(work: Work, engines: tuple[Engine, Engine], folder: Path, progress: Progress) -> Made:
    """Back the portal up into a folder: a new one, or one that holds its last backup.

    Until the new manifest is in its place the last backup stays whole.

    :param engines: the record's and the log's.
    :raises Refused: if the folder holds something else, or another installation's backup.
    :raises NotAsItWas: if record or log is older than the other: that is no time for a backup.
    :raises LogUnavailable: if the log cannot be read or written.
    """
    if work.operator is None:
        raise NotFound
    record, log = engines
    before = _last(folder, work)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    (folder / BLOBS).mkdir(mode=0o700, exist_ok=True)
    work.watch.note_head()
    copied, kept, papers = 0, 0, {}
    for reading in range(1, READINGS + 1):
        known = work.journal.checkpoint()
        read = _dump_record(record, folder)
        missing = []
        for done, name in enumerate(read.names, start=1):
            if name.hex not in papers:
                part, fresh = _copied(work.blobs, name, folder / BLOBS, before)
                if part is None:
                    missing.append(name.hex)
                else:
                    papers[name.hex] = part
                    copied, kept = copied + fresh, kept + (not fresh)
            progress(done, len(read.names))
        if not missing or reading == READINGS:
            break
        shutil.rmtree(folder / read.dump)
    manifests.settle(folder / BLOBS)
    end, log_parts = _dump_log(log, folder / read.dump)
    manifest = Manifest(
        made_at=work.clock().isoformat(),
        deployment=str(read.deployment),
        revisions=_revisions(engines),
        version=read.version,
        log_size=end.size,
        log_head=end.head.hex(),
        known_up_to=known.size,
        dump=read.dump,
        tables={**read.tables, **log_parts},
        papers={name.hex: papers[name.hex] for name in read.names if name.hex in papers},
        missing=missing,
    )
    manifests.write(folder, manifest, work.pepper)
    _sweep(folder, manifest)
    work.journal.note(
        actor=work.actor,
        verb=Verb.BACKUP_MADE,
        objects=(read.deployment,),
        detail={"version": read.version, "manifest": manifest.digest().hex()},
    )
    return Made(manifest=manifest, copied=copied, kept=kept)


def _last(folder: Path, work: Work) -> Manifest | None:
    """Give the manifest of the backup that lies there, if it is this installation's.

    :raises Refused: if something else lies there.
    """
    if not folder.exists():
        return None
    if (folder / manifests.NAME).exists():
        last = manifests.read(folder, work.pepper)
        if last.deployment_id != work.watch.deployment:
            raise Refused(f"{folder} holds the backup of another installation.")
        return last
    others = [each.name for each in folder.iterdir() if not _is_ours(each.name)]
    if others:
        raise Refused(f"{folder} holds {others[0]}, which is no backup: name an empty folder.")
    return None


def _is_ours(name: str) -> bool:
    """Say whether a name is one that a backup leaves behind when it is broken off."""
    return name in {BLOBS, f".{manifests.NAME}"} or name.startswith(_DUMP)


def _dump_record(record: Engine, folder: Path) -> _Read:
    dump = f"{_DUMP}{uuid4().hex}"
    (folder / dump).mkdir(mode=0o700)
    with dumping.snapshot(record) as connection:
        # The first statement is the one that fixes the moment, on either database.
        version = connection.scalar(select(PublicVersion.version)) or 0
        parts = _written(connection, dumping.record_tables(), folder / dump, "record")
        return _Read(
            dump=dump,
            tables=parts,
            deployment=connection.scalars(select(Deployment.deployment_id)).one(),
            version=version,
            names=list(connection.scalars(select(PaperVersion.blob).order_by(PaperVersion.blob))),
        )


def _dump_log(log: Engine, folder: Path) -> tuple[Checkpoint, dict[str, Part]]:
    with dumping.snapshot(log) as connection:
        end = claimed(connection)
        parts = _written(connection, dumping.log_tables(), folder, "log")
    manifests.settle(folder)
    return end, parts


def _written(
    connection: Connection, tables: Iterable[Table], folder: Path, chain: str
) -> dict[str, Part]:
    return {
        f"{chain}.{table.name}.jsonl": _write(
            folder / f"{chain}.{table.name}.jsonl", dumping.lines_of(connection, table)
        )
        for table in tables
    }


def _write(path: Path, pieces: Iterable[bytes]) -> Part:
    digest, size = hashlib.sha256(), 0
    with os.fdopen(os.open(path, _NEW, 0o600), "wb") as file:
        for piece in pieces:
            file.write(piece)
            digest.update(piece)
            size += len(piece)
        file.flush()
        os.fsync(file.fileno())
    return Part(size=size, sha256=digest.hexdigest())


def _copied(
    blobs: Blobs, name: UUID, folder: Path, before: Manifest | None
) -> tuple[Part | None, bool]:
    """Copy a file, unless the last backup has it; say whether that was needed."""
    path = folder / name.hex
    known = None if before is None else before.papers.get(name.hex)
    if known is not None and path.is_file() and path.stat().st_size == known.size:
        return known, False
    draft = folder / f".{name.hex}"
    draft.unlink(missing_ok=True)
    try:
        part = _write(draft, blobs.stream(name, 0, blobs.size(name)))
    except (NotFound, CannotOpen):
        draft.unlink(missing_ok=True)
        return None, False
    draft.replace(path)
    return part, True


def _revisions(engines: tuple[Engine, Engine]) -> dict[str, str]:
    chains = zip(migrating.Chain, engines, strict=True)
    return {chain.value: migrating.current(engine, chain) or "" for chain, engine in chains}


def _sweep(folder: Path, manifest: Manifest) -> None:
    """Remove what the new manifest does not name: the last dump, and papers that are no more."""
    for each in folder.glob(f"{_DUMP}*"):
        if each.name != manifest.dump:
            shutil.rmtree(each)
    for each in (folder / BLOBS).iterdir():
        if each.name not in manifest.papers:
            each.unlink()
