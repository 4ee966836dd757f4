"""Putting papers before a body: a restricted one reaches the disk only as ciphertext."""

import hashlib
import secrets
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Final
from uuid import UUID, uuid4

from sqlalchemy import func, select

from portal.audit import Verb
from portal.errors import NotFound, Refused
from portal.policy.restrictions import Covers
from portal.records.tables import AgendaItem, Paper, PaperKind, PaperVersion
from portal.services.closing import Falls, close_row, falls_under
from portal.services.publication_checks import (
    hold_open_paper,
    meaning_of,
    refuse_what_is_outside,
)
from portal.services.work import Work

PDF: Final = "application/pdf"
MEDIA_TYPES: Final = frozenset({PDF})


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """What a paper says of itself."""

    title: str = field(repr=False)
    kind: PaperKind = PaperKind.REPORT
    author: str = field(default="", repr=False)
    text: str = field(default="", repr=False)
    marking: str = field(default="", repr=False)
    dated_on: date | None = None


def submit_paper(
    work: Work,
    item_id: UUID,
    submission: Submission,
    *,
    restriction: UUID | Falls | None = Falls.UNDER_ITS_ITEM,
) -> UUID:
    """Put a paper under an item, sealed at once if it falls under a restriction.

    The caller commits.

    :param restriction: ``None`` for what is to be open although the item's papers are closed.
    :raises NotFound: if there is no such item or restriction.
    :raises Refused: if the item was taken in public and the paper is to be closed; if it is
        marked above what the portal holds; or if it is open, the agenda is out, and its marking
        or title says otherwise.
    """
    item = work.session.get(AgendaItem, item_id)
    if item is None:
        raise NotFound
    meaning = meaning_of(marking=submission.marking, title=submission.title, text=submission.text)
    refuse_what_is_outside(work, item_id, meaning)
    restriction = falls_under(work, item_id, Covers.PAPERS, restriction)
    last = work.session.scalar(select(func.max(Paper.position)).where(Paper.item_id == item_id))
    paper = Paper(
        id=uuid4(),
        item_id=item_id,
        kind=submission.kind,
        position=0 if last is None else last + 1,
        title=submission.title,
        author=submission.author,
        text=submission.text,
        stated_extent="",
        marking=submission.marking,
        dated_on=submission.dated_on,
        published_at=work.clock(),
    )
    if restriction is not None:
        close_row(work, paper, restriction)
    work.session.add(paper)
    work.session.flush()
    if restriction is None:
        hold_open_paper(work, item, paper, meaning)
        work.session.flush()
    work.journal.note(actor=work.actor, verb=Verb.PAPER_PUBLISHED, objects=(paper.id,), detail={})
    return paper.id


def add_version(
    work: Work, paper_id: UUID, *, file_name: str, media_type: str, pieces: Iterable[bytes]
) -> UUID:
    """Store a file as a paper's next version, in pieces as they come.  The caller commits.

    A restricted file is sealed piece by piece on its way to the disk, and its ciphertext is
    pinned in the log, so that an older one put in its place is noticed (ENC-05).

    :raises NotFound: if there is no such paper.
    :raises Refused: if the file is empty or of a kind that is not accepted.
    :raises LogUnavailable: if the log cannot be written; then nothing is kept.
    """
    # Held, so that the newest version is also the last that the log pins, whoever else adds one.
    paper = work.session.get(Paper, paper_id, with_for_update={"key_share": True})
    if paper is None or paper.disposed_at is not None:
        raise NotFound
    if media_type not in MEDIA_TYPES:
        raise Refused("Papers are accepted as PDF: save the paper as a PDF and send that.")
    last = work.session.scalar(
        select(func.max(PaperVersion.number)).where(PaperVersion.paper_id == paper_id)
    )
    version = PaperVersion(
        id=uuid4(),
        paper_id=paper_id,
        number=(last or 0) + 1,
        blob=uuid4(),
        media_type=media_type,
        size=0,
        etag=secrets.token_hex(16),
        created_at=work.clock(),
        created_by=work.principal.person,
    )
    store = _store_openly if paper.compartment_id is None else _store_sealed
    try:
        store(work, paper, version, file_name, _not_empty(pieces))
        work.session.add(version)
        work.session.flush()
    except BaseException:
        # Whatever went wrong, a file that no row names must not stay.
        work.blobs.delete(version.blob)
        raise
    return version.id


def _store_openly(
    work: Work, _paper: Paper, version: PaperVersion, file_name: str, pieces: Iterable[bytes]
) -> None:
    digest = hashlib.sha256()

    def watched() -> Iterator[bytes]:
        for piece in pieces:
            digest.update(piece)
            version.size += len(piece)
            yield piece

    work.blobs.write(version.blob, watched())
    version.file_name = file_name
    version.sha256 = digest.hexdigest()


def _store_sealed(
    work: Work, paper: Paper, version: PaperVersion, file_name: str, pieces: Iterable[bytes]
) -> None:
    compartment = paper.compartment_id
    if compartment is None:
        raise Refused("This paper is open.")
    sealer = work.file_sealer(compartment, version.id)
    digest = hashlib.sha256()

    def sealed() -> Iterator[bytes]:
        yield from _digested(map(sealer.update, pieces), digest.update)
        yield from _digested((sealer.finish() for _ in range(1)), digest.update)

    work.blobs.write(version.blob, sealed())
    version.file_name = version.sha256 = ""
    version.size = sealer.size
    version.sealed_size = sealer.sealed_size
    version.sealed_key = sealer.sealed_key
    version.sealed_name = work.seal(
        compartment, "paper_version", version.id, {"file_name": file_name}
    )
    work.journal.note(
        actor=work.actor,
        verb=Verb.VERSION_SEALED,
        objects=(version.id, paper.id),
        detail={
            "version": version.number,
            "data_key": sealer.data_key_id,
            "length": sealer.sealed_size,
            "sha256": digest.hexdigest(),
        },
    )


def _not_empty(pieces: Iterable[bytes]) -> Iterator[bytes]:
    length = 0
    for piece in pieces:
        length += len(piece)
        yield piece
    if length == 0:
        raise Refused("The file is empty: choose the paper's file again.")


def _digested(pieces: Iterable[bytes], note: Callable[[bytes], None]) -> Iterator[bytes]:
    for piece in pieces:
        note(piece)
        yield piece
