"""Verifying a backup: its seal, every file against its digest, its log from the first entry."""

from collections.abc import Callable, Iterator
from datetime import datetime
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

from portal.audit import BrokenLog, Stored, verify
from portal.errors import Refused
from portal.records import dumping
from portal.records.tables.log import LogEntry, LogObject
from portal.services.backups import manifest as manifests
from portal.services.backups.manifest import Manifest

Progress = Callable[[int, int], None]


def check(folder: Path, pepper: bytes, now: datetime, progress: Progress) -> Manifest:
    """See that a backup is whole and as it was made; give its manifest.

    :raises Refused: naming the first file, or the entry of the log, that is not.
    """
    manifest = manifests.read(folder, pepper)
    files = list(manifest.files())
    for done, (name, part) in enumerate(files, start=1):
        try:
            found = manifests.digest_of(folder / name)
        except OSError:
            raise Refused(f"{folder / name} is missing from the backup, or unreadable.") from None
        if found != part:
            raise Refused(f"{folder / name} is not as it was when the backup was made.")
        progress(done, len(files))
    try:
        verify(_stored(folder, manifest), claimed=manifest.checkpoint, now=now)
    except BrokenLog as broken:
        raise Refused(f"The log in the backup is broken: {broken}.") from None
    except ValueError:
        raise Refused("The log in the backup is not written as this version reads it.") from None
    return manifest


def lines(folder: Path, manifest: Manifest, chain: str, table: str) -> Iterator[bytes]:
    """Read the lines of a table."""
    with (folder / manifest.dump / f"{chain}.{table}.jsonl").open("rb") as file:
        yield from file


def _stored(folder: Path, manifest: Manifest) -> Iterator[Stored]:
    by_name = {table.name: table for table in dumping.log_tables()}

    def rows(name: str) -> Iterator[dict[str, Any]]:
        names = [column.name for column in by_name[name].columns]
        for row in dumping.rows_in(by_name[name], lines(folder, manifest, "log", name)):
            yield dict(zip(names, row, strict=True))

    named = groupby(rows(LogObject.__tablename__), itemgetter("seq"))
    seq, group = next(named, (None, iter(())))
    for row in rows(LogEntry.__tablename__):
        objects: tuple[str, ...] = ()
        if seq == row["seq"]:
            objects = tuple(sorted(each["object"] for each in group))
            seq, group = next(named, (None, iter(())))
        yield Stored(
            seq=row["seq"],
            leaf=row["leaf"],
            leaf_hash=row["leaf_hash"],
            head=row["head"],
            filed=(row["at"], row["actor"], row["verb"], row["phase"], row["answers"], objects),
        )
