"""Open papers: their text, their versions, their files.  Restricted ones are read elsewhere."""

import hashlib
import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Row, select

from portal.errors import CannotOpen, NotFound, StoreUnavailable
from portal.inspection.kinds import ENDINGS
from portal.policy import BodyId, Permission
from portal.records import visible
from portal.records.tables import AgendaItem, Body, Meeting, Paper, PaperKind, PaperVersion
from portal.services.opening import absent, shown
from portal.services.reading.drawing import SHOWN
from portal.services.retention.tombstones import Tombstone, tombstone
from portal.services.work import Work

LOG: Final = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionLine:
    """One version of a paper's file."""

    id: UUID
    number: int
    media_type: str
    size: int
    file_name: str
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperPage:
    """An open paper; or, of a restricted one that its reader may open, only that it is there."""

    id: UUID
    restricted: bool
    title: str = ""
    kind: PaperKind = PaperKind.REPORT
    author: str = ""
    text: str = ""
    stated_extent: str = ""
    marking: str = ""
    dated_on: date | None = None
    published_at: datetime | None = None
    versions: tuple[VersionLine, ...] = ()  # newest first
    item_id: UUID | None = None
    item_number: str = ""
    item_heading: str = ""  # empty if the item itself is closed
    meeting_id: UUID | None = None
    meeting_at: datetime | None = None
    body_name: str = ""
    body_slug: str = ""
    tombstone: Tombstone | None = None  # of one that was disposed of, which has no words
    shown: bool = False  # its newest file can be read here, page by page
    may_withdraw: bool = False  # this reader sees to what was published by mistake
    may_look: bool = False  # this reader may have its files looked into


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenFile:
    """A file that anybody may have, and the ways to it."""

    name: str  # from our own words, not from whoever uploaded it
    media_type: str
    size: int
    etag: str
    path: Path | None  # in a local folder
    stream: Callable[[int, int], Iterator[bytes]] = field(repr=False)


def read_paper(work: Work, paper_id: UUID) -> PaperPage:
    """Read an open paper.

    :raises NotFound: if there is no such paper, or none this principal may know of.
    """
    row = shown(work, visible.papers(work.scope)).where(Paper.id == paper_id).one(work.session)
    if row is None:
        raise absent(work, Paper, paper_id)
    if row.sealed is not None:
        return PaperPage(id=paper_id, restricted=True)
    place = work.session.execute(
        select(
            AgendaItem.number,
            AgendaItem.heading,
            AgendaItem.meeting_id,
            Meeting.starts_at,
            Body.name,
            Body.slug,
            Body.id.label("body"),
        )
        .join(Meeting, Meeting.id == AgendaItem.meeting_id)
        .join(Body, Body.id == Meeting.body_id)
        .where(AgendaItem.id == row.item_id)
    ).one()
    versions = _versions(work, paper_id)
    return PaperPage(
        id=paper_id,
        restricted=False,
        title=row.title,
        kind=row.kind,
        author=row.author,
        text=row.text,
        stated_extent=row.stated_extent,
        marking=row.marking,
        dated_on=row.dated_on,
        published_at=row.published_at,
        versions=versions,
        shown=bool(versions) and versions[0].media_type in SHOWN,
        item_id=row.item_id,
        item_number=place.number,
        item_heading=place.heading,
        meeting_id=place.meeting_id,
        meeting_at=place.starts_at,
        body_name=place.name,
        body_slug=place.slug,
        tombstone=tombstone(work, paper_id, row.kind, row.disposed_at) if row.disposed_at else None,
        may_withdraw=row.disposed_at is None
        and work.principal.may(Permission.INCIDENT_MANAGE, BodyId(place.body)),
        may_look=work.principal.may(Permission.MEETING_PUBLISH, BodyId(place.body)),
    )


def read_file(work: Work, paper_id: UUID, version_id: UUID) -> OpenFile:
    """Find a version of an open paper, to be sent as it lies on the disk.

    :raises NotFound: if there is none, or the paper is not open.
    """
    row = shown(work, visible.papers(work.scope)).where(Paper.id == paper_id).one(work.session)
    if row is None or row.sealed is not None:
        raise absent(work, Paper, paper_id)
    version = work.session.execute(
        select(
            PaperVersion.blob,
            PaperVersion.number,
            PaperVersion.media_type,
            PaperVersion.size,
            PaperVersion.etag,
            PaperVersion.sha256,
        ).where(
            PaperVersion.id == version_id,
            PaperVersion.paper_id == paper_id,
            PaperVersion.sealed_key.is_(None),
        )
    ).one_or_none()
    if version is None:
        raise NotFound
    return OpenFile(
        name=_file_name(row.title, version),
        media_type=version.media_type,
        size=version.size,
        etag=version.etag,
        path=_whole_path(work, version),
        stream=partial(_begun, work, version),
    )


def _whole_path(work: Work, version: Row[*tuple[Any, ...]]) -> Path | None:
    """Give the path of a file in a local folder: a file that was cut short is not sent as whole.

    :raises StoreUnavailable: if it is not as long as it was.
    """
    path = work.blobs.local_path(version.blob)
    if path is not None and path.stat().st_size != version.size:
        raise _spoilt(version)
    return path


def _begun(work: Work, version: Row[*tuple[Any, ...]], start: int, stop: int) -> Iterator[bytes]:
    """Give a file, or part of it, whose first piece has come: an answer may then begin.

    A whole file ends only if it is the one that was stored; of a part that cannot be told.

    :raises NotFound: if the file is not there.
    :raises StoreUnavailable: if it is out of reach, or is not as long as it was.
    :raises CannotOpen: while reading, if not all of it comes, or something else does.
    """
    try:
        pieces = work.blobs.stream(version.blob, start, stop)
        if (start, stop) == (0, version.size):
            pieces = _as_stored(pieces, version)
        first = next(pieces, b"")
    except (ValueError, CannotOpen):
        raise _spoilt(version) from None
    return chain((first,) if first else (), pieces)


def _as_stored(pieces: Iterator[bytes], version: Row[*tuple[Any, ...]]) -> Iterator[bytes]:
    """Hold the last piece back until the whole is known to be what was stored."""
    digest, held = hashlib.sha256(), b""
    for piece in pieces:
        digest.update(piece)
        if held:
            yield held
        held = piece
    if digest.hexdigest() != version.sha256:
        _spoilt(version)
        raise CannotOpen
    yield held


def _spoilt(version: Row[*tuple[Any, ...]]) -> StoreUnavailable:
    LOG.critical("blob %s is not what was stored there, or is out of reach", version.blob)
    return StoreUnavailable("a file is not what was stored there, or is out of reach")


LONGEST_NAME = 80


def _file_name(title: str, version: Row[*tuple[object, ...]]) -> str:
    """Name a download after its paper; letters, digits and hyphens alone."""
    plain = "".join(each if each.isascii() and each.isalnum() else "-" for each in title.lower())
    words = "-".join(filter(None, plain.split("-")))[:LONGEST_NAME].strip("-") or "paper"
    again = f"-version-{version.number}" if version.number != 1 else ""
    return f"{words}{again}{ENDINGS.get(str(version.media_type), '')}"


def _versions(work: Work, paper: UUID) -> tuple[VersionLine, ...]:
    rows = work.session.execute(
        select(
            PaperVersion.id,
            PaperVersion.number,
            PaperVersion.media_type,
            PaperVersion.size,
            PaperVersion.file_name,
            PaperVersion.created_at,
        )
        .where(PaperVersion.paper_id == paper, PaperVersion.sealed_key.is_(None))
        .order_by(PaperVersion.number.desc())
    )
    return tuple(
        VersionLine(
            id=row.id,
            number=row.number,
            media_type=row.media_type,
            size=row.size,
            file_name=row.file_name,
            created_at=row.created_at,
        )
        for row in rows
    )
