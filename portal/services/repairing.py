"""Repair: takes back what broken-off publishing left, and names what is missing.

Nothing that was acknowledged is touched.  A version counts as acknowledged once the log pinned it
(:mod:`portal.services.publishing`); a blob is removed only if no row names it and nothing says
that a row once did.  Whatever is younger than the moment given may still be under way.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import Column, Table, Uuid, select

from portal.audit import Outcome, Phase, Verb
from portal.errors import NotFound
from portal.records.base import Base
from portal.records.blobs import Lying
from portal.records.tables import PaperVersion
from portal.services.publishing import told_of
from portal.services.unsealing import other_copy
from portal.services.work import Work

YOUNG: Final = timedelta(hours=1)
"""What is younger than this may be an upload under way."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """A row that names a file which is not there."""

    table: str
    row: UUID
    blob: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Repaired:
    """What was found, and taken back; what was only found."""

    drafts: int
    versions: tuple[UUID, ...]  # never acknowledged: row and file are gone
    blobs: tuple[UUID, ...]  # named by no row: gone
    missing: tuple[Gap, ...]  # to be restored from a backup
    kept: tuple[UUID, ...]  # files without a row that may be all there is of an acknowledged one

    @property
    def did_something(self) -> bool:
        """Whether anything was removed."""
        return bool(self.drafts or self.versions or self.blobs)


def repair(work: Work, *, before: datetime, dry_run: bool = False) -> Repaired:
    """Take back what was broken off before a moment.  A second time there is nothing to do.

    :raises LogUnavailable: if the log cannot be asked, or told what was done.
    :raises StoreUnavailable: if the papers' store is out of reach.
    """
    versions, of_versions = _unfinished(work, before, dry_run=dry_run)
    lying = {each.name: each for each in work.blobs.lying()}
    # Read after the listing: what was stored before it has its row by now, or is young.
    named = {row.blob for row in _rows(work)} - of_versions
    wanted = [row for row in _rows(work, must_be_there=True) if row.blob not in of_versions]
    missing = tuple(row for row in wanted if _is_missing(work, row, lying))
    orphans = [
        each.name
        for each in lying.values()
        if each.name not in named and each.name not in of_versions and each.since < before
    ]
    lost = {row.blob for row in missing}
    kept = tuple(sorted(each for each in orphans if _may_be_all(work, each, lost)))
    blobs = tuple(sorted(set(orphans) - set(kept)))
    if not dry_run:
        for each in blobs:
            if not _is_named(work, each):
                work.blobs.delete(each)
    work.session.rollback()
    found = Repaired(
        drafts=work.blobs.tidy(before, dry_run=dry_run),
        versions=versions,
        blobs=blobs,
        missing=missing,
        kept=kept,
    )
    if found.did_something and not dry_run:
        work.journal.note(
            actor=work.actor,
            verb=Verb.PAPERS_REPAIRED,
            detail={
                "drafts": found.drafts,
                "blobs": len(found.blobs),
                "versions": len(found.versions),
                "missing": len(found.missing),
            },
        )
    return found


def blob_columns(*, must_be_there: bool = False) -> tuple[tuple[Table, Column[UUID]], ...]:
    """Give every column of the record that names blobs, by the house's rule that it is called so.

    A table that is made later is thus spared without anybody thinking of this room.  What
    ``blob`` names must be there, unless the column's ``info`` says that it ``may_be_gone``; what
    a column such as ``other_blob`` names may be there or not.
    """
    return tuple(
        (table, column)
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if isinstance(column.type, Uuid) and _names_blobs(column, must_be_there=must_be_there)
    )


def _names_blobs(column: Column[UUID], *, must_be_there: bool) -> bool:
    if column.name == "blob":
        return not (must_be_there and column.info.get("may_be_gone"))
    return column.name.endswith("_blob") and not must_be_there


def _rows(work: Work, *, must_be_there: bool = False) -> Iterator[Gap]:
    for table, column in blob_columns(must_be_there=must_be_there):
        wanted = select(table.c.id, column).where(column.is_not(None))
        for row, blob in work.session.execute(wanted):
            yield Gap(table=table.name, row=row, blob=blob)


def _is_named(work: Work, blob: UUID) -> bool:
    return any(
        work.session.execute(select(column).where(column == blob).limit(1)).first()
        for _, column in blob_columns()
    )


def _is_missing(work: Work, row: Gap, lying: dict[UUID, Lying]) -> bool:
    """Say whether a row's file is not there: a listing may lag behind, so the store is asked."""
    if row.blob in lying:
        return False
    try:
        work.blobs.size(row.blob)
    except NotFound:
        return True
    return False


def _may_be_all(work: Work, blob: UUID, lost: set[UUID]) -> bool:
    """Say whether a file without a row may be all that is left of something acknowledged.

    So it is where the record is older than the log: the log pinned a version that the record
    does not have, or a row names the other copy, from before it was sealed or opened.
    """
    if other_copy(blob) in lost:
        return True
    for line in work.journal.about(blob):
        if line.entry.verb is Verb.VERSION_PUBLISHED and line.entry.phase is Phase.INTENT:
            version = UUID(line.entry.objects[0])
            done = line.outcome is not None and line.outcome.detail["outcome"] == Outcome.DONE
            if done and work.session.get(PaperVersion, version) is None:
                return True
    return False


def _unfinished(
    work: Work, before: datetime, *, dry_run: bool
) -> tuple[tuple[UUID, ...], frozenset[UUID]]:
    """Take back the versions that were kept but never pinned; give them and their files.

    Each intent that nothing answered gets its outcome.
    """
    versions, blobs = [], set()
    for intent in work.journal.unanswered(Verb.VERSION_PUBLISHED, before=before):
        work.session.rollback()
        work.begin_writing()
        version = work.session.get(PaperVersion, UUID(intent.objects[0]))
        pinned = None
        if version is not None:
            pinned = work.journal.latest(Verb.VERSION_SEALED, version.id)
        if version is not None and pinned is None:
            versions.append(version.id)
            blobs.add(version.blob)
            if not dry_run:
                work.session.delete(version)
                work.commit()
                work.blobs.delete(version.blob)
        if dry_run:
            continue
        if pinned is None:
            work.journal.answer(intent, Outcome.ABORTED)
        else:
            work.journal.answer(intent, Outcome.DONE, told_of(pinned))
    work.session.rollback()
    return tuple(versions), frozenset(blobs)
