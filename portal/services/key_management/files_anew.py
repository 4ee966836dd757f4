"""Sealing a file anew: the new ciphertext is written beside the old, which goes once it is kept.

A version's row names the copy that is coming before there is one, and the one that is going until
it is gone, so whatever moment it is broken off at, :func:`settle` finds what nothing reads.
"""

import hashlib
import logging
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final
from uuid import UUID, uuid4

from sqlalchemy import func, select, update

from portal.audit import Outcome, Verb
from portal.errors import CannotOpen, KeysUnavailable
from portal.receipts import Receipt
from portal.records.tables import Paper, PaperVersion
from portal.services.key_management.counting import born_before, lying_in
from portal.services.key_management.sealed_things import SEALED
from portal.services.unsealing import settle_files
from portal.services.work import Work, file_label
from portal.vault import FileSealer, WrappedCompartmentKey

LOG: Final = logging.getLogger(__name__)
_FILES: Final = next(each for each in SEALED if each.of_files)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Held:
    """A version's file as it was when its next copy was named."""

    version: UUID
    paper: UUID
    blob: UUID
    coming: UUID
    sealed_key: bytes
    size: int
    sealed_size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Made:
    """The new ciphertext of a file, written."""

    sealer: FileSealer
    digest: str


def files_born_before(work: Work, compartment: UUID) -> list[UUID]:
    """Name the versions whose files were sealed before the newest epoch, oldest first."""
    newest = work.keys.current(work.session, compartment).epoch
    found = work.session.scalars(
        select(PaperVersion.id)
        .where(*lying_in(_FILES, compartment), born_before(_FILES, newest))
        .order_by(PaperVersion.created_at, PaperVersion.id)
    ).all()
    work.session.rollback()
    return list(found)


def seal_file_anew(work: Work, compartment: UUID, version: UUID) -> bool:
    """Give a version's file a new data key and ciphertext; say whether it has them.

    It has not if somebody changed it meanwhile, or it does not open: the operator's log says so.

    :raises LogUnavailable: if the log cannot be written; then nothing is opened.
    :raises KeysUnavailable: if the root cannot be reached.
    :raises OSError: if the store is full or out of reach.
    """
    held = _claim(work, compartment, version)
    if held is None:
        return False
    settle_files(work, [held.paper])  # or an open copy that a crash left would be found no more
    onto = work.keys.current(work.session, compartment)
    work.session.rollback()
    if not _has_its_key(work, compartment, held):
        _let_go(work, version, held.coming)
        return False
    receipt = work.journal.intend(
        actor=work.actor,
        verb=Verb.COMPARTMENT_REENCRYPTED,
        objects=(version, held.paper),
        detail={"epoch": onto.epoch, "count": 1},
    )
    kept = False
    try:
        made = _written(work, compartment, held, receipt, onto)
        kept = _kept(work, compartment, held, onto, made)
    except CannotOpen:
        LOG.error("version %s is left as it was: it does not open", version)  # noqa: TRY400 -- the vault said why
    finally:
        work.session.rollback()
        _let_go(work, version, held.blob if kept else held.coming)
        work.journal.conclude(
            receipt, Outcome.DONE if kept else Outcome.FAILED, {"count": int(kept)}
        )
    return kept


def settle(work: Work, compartment: UUID) -> None:
    """Remove the copies of a compartment's files that nothing reads, after a crash."""
    rows = work.session.execute(
        select(PaperVersion.id, PaperVersion.other_blob).where(
            *lying_in(_FILES, compartment), PaperVersion.other_blob.is_not(None)
        )
    ).all()
    work.session.rollback()
    for version, other in rows:
        if other is not None:
            _let_go(work, version, other)


def _claim(work: Work, compartment: UUID, version: UUID) -> _Held | None:
    """Name the copy that is coming; whoever else was writing one finds that theirs is not kept."""
    work.begin_writing()
    newest = work.keys.current(work.session, compartment).epoch
    row = work.session.scalar(
        select(PaperVersion)
        .where(
            PaperVersion.id == version,
            *lying_in(_FILES, compartment),
            born_before(_FILES, newest),
        )
        .with_for_update(of=PaperVersion)
        .execution_options(populate_existing=True)
    )
    if row is None or row.sealed_key is None or row.sealed_size is None:
        work.session.rollback()
        return None
    if row.other_blob is not None:
        work.blobs.delete(row.other_blob)
    row.other_blob = uuid4()
    held = _Held(
        version=version,
        paper=row.paper_id,
        blob=row.blob,
        coming=row.other_blob,
        sealed_key=row.sealed_key,
        size=row.size,
        sealed_size=row.sealed_size,
    )
    work.session.commit()
    return held


def _has_its_key(work: Work, compartment: UUID, held: _Held) -> bool:
    """Say whether there is the key that a file names, and its epoch is not closed."""
    try:
        work.keys.that_sealed(work.session, compartment, held.sealed_key)
    except (CannotOpen, KeysUnavailable):
        LOG.error("version %s is left as it was: its key is gone", held.version)  # noqa: TRY400 -- names none
        return False
    finally:
        work.session.rollback()
    return True


def _written(
    work: Work, compartment: UUID, held: _Held, receipt: Receipt, onto: WrappedCompartmentKey
) -> _Made:
    """Write the new ciphertext, piece by piece."""
    sealer = work.door.file_sealer(file_label(compartment, held.version), under=onto)
    reader = work.file_reader(
        receipt,
        compartment=compartment,
        version=held.version,
        sealed_key=held.sealed_key,
        size=held.size,
        sealed_size=held.sealed_size,
        source=work.blobs.read_at(held.blob),
    )
    work.session.rollback()  # the database is not wanted while the file goes by
    digest = hashlib.sha256()

    def sealed() -> Iterator[bytes]:
        for piece in reader.read(0, held.size):
            out = sealer.update(piece)
            digest.update(out)
            yield out
        last = sealer.finish()
        digest.update(last)
        yield last

    work.blobs.write(held.coming, sealed())
    return _Made(sealer=sealer, digest=digest.hexdigest())


def _kept(
    work: Work, compartment: UUID, held: _Held, onto: WrappedCompartmentKey, made: _Made
) -> bool:
    """Put the new copy in the old one's place, unless either changed; pin it in the log first."""
    work.begin_writing()
    # Whoever adds a version holds the paper, and so does whoever releases it.
    work.session.scalar(
        select(Paper.id).where(Paper.id == held.paper).with_for_update(key_share=True)
    )
    row = work.session.scalar(
        select(PaperVersion)
        .where(
            PaperVersion.id == held.version,
            PaperVersion.other_blob == held.coming,
            PaperVersion.sealed_key == held.sealed_key,
        )
        .with_for_update(of=PaperVersion)
        .execution_options(populate_existing=True)
    )
    if row is None or work.keys.current(work.session, compartment).epoch != onto.epoch:
        return False
    newest = work.session.scalar(
        select(func.max(PaperVersion.number)).where(PaperVersion.paper_id == held.paper)
    )
    work.journal.note(
        actor=work.actor,
        verb=Verb.VERSION_SEALED,
        # The last pin of a paper is its newest version's, by which a rollback is noticed.
        objects=(row.id, row.paper_id) if row.number == newest else (row.id,),
        detail={
            "version": row.number,
            "data_key": made.sealer.data_key_id,
            "length": made.sealer.sealed_size,
            "sha256": made.digest,
        },
    )
    row.blob, row.other_blob = held.coming, held.blob
    row.sealed_key, row.sealed_size = made.sealer.sealed_key, made.sealer.sealed_size
    work.session.commit()
    return True


def _let_go(work: Work, version: UUID, other: UUID) -> None:
    """Remove a copy, and then its name, unless it is the one that is read.

    That is looked up, because a commit that seems to have failed may have been kept.
    """
    work.begin_writing()
    read = work.session.scalar(
        select(PaperVersion.blob).where(PaperVersion.id == version).with_for_update()
    )
    if read != other:
        work.blobs.delete(other)
        work.session.execute(
            update(PaperVersion)
            .where(PaperVersion.id == version, PaperVersion.other_blob == other)
            .values(other_blob=None)
        )
    work.session.commit()
