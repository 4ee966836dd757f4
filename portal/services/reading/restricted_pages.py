"""Restricted papers in the browser: text, pages as marked images, and copies to take away."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import BinaryIO, Final
from uuid import UUID

from portal.audit import Outcome
from portal.errors import NotFound
from portal.policy.scope import view_only
from portal.receipts import Receipt
from portal.records.tables import Copies
from portal.services.reading.drawing import (
    COUNTS,
    PDF,
    SHOWN,
    NotShown,
    Text,
    count_pages,
    draw_page,
    mark_copy,
    read_text,
)
from portal.services.restricted_files import OpenFile, concluding, find_file
from portal.services.restricted_papers import (
    FileFacts,
    Mark,
    Standing,
    look_at,
    mark_of,
    newest_file,
)
from portal.services.work import Work

PIECE: Final = 256 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class RestrictedText:
    """A restricted paper's text, opened for one reader."""

    standing: Standing
    mark: Mark
    text: Text
    view_only: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RestrictedSheet:
    """One page of a restricted paper, of which nothing has been opened yet but its number."""

    standing: Standing
    number: int
    count: int
    view_only: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """A marked copy, made in memory."""

    size: int
    pieces: Iterator[bytes] = field(repr=False)


def restricted_text(work: Work, paper_id: UUID) -> RestrictedText:
    """Open a restricted paper's newest file, and give its text.

    :raises NotFound: if there is no such file, or none this principal may open.
    :raises NotShown: if it cannot be shown, or not now.
    :raises LogUnavailable: if the intent cannot be written; then nothing is opened.
    :raises CannotOpen: if the file is not what was sealed there.
    """
    standing, file, facts = _found(work, paper_id)
    receipt, pieces = file.begin(work, 0, file.size, {"made": "text"})
    mark = mark_of(work, receipt)
    work.session.close()
    with _outcome(work, receipt) as had:
        text = read_text(pieces, facts.media_type)
        had.append(sum(len(each.encode()) for each in text.pages))
    COUNTS.keep(facts.version, text.count)
    return RestrictedText(
        standing=standing, mark=mark, text=text, view_only=view_only(standing.verdict)
    )


def restricted_sheet(work: Work, paper_id: UUID, number: int) -> RestrictedSheet:
    """Find one page of a restricted paper; the file is opened only if nobody counted it yet.

    :raises NotFound, NotShown, LogUnavailable, CannotOpen: as :func:`restricted_text`.
    """
    standing, file, facts = _found(work, paper_id)
    count = COUNTS.find(facts.version)
    if count is None:
        receipt, pieces = file.begin(work, 0, file.size, {"made": "count"})
        work.session.close()
        with _outcome(work, receipt):
            count = COUNTS.keep(facts.version, count_pages(pieces, facts.media_type))
    if not 1 <= number <= count:
        raise NotFound
    return RestrictedSheet(
        standing=standing, number=number, count=count, view_only=view_only(standing.verdict)
    )


def restricted_image(work: Work, paper_id: UUID, number: int, *, opened: bool) -> bytes:
    """Open a restricted paper, and draw one of its pages, marked as this reader's.

    :param opened: whether it is to be opened; otherwise it is only looked for.
    :raises NotFound, NotShown, LogUnavailable, CannotOpen: as :func:`restricted_text`.
    """
    _, file, facts = _found(work, paper_id)
    known = COUNTS.find(facts.version)
    if number < 1 or (known is not None and number > known):
        raise NotFound
    if not opened:
        return b""
    receipt, pieces = file.begin(work, 0, file.size, {"made": "page", "page": number})
    line = mark_of(work, receipt).line
    work.session.close()
    with _outcome(work, receipt) as had:
        drawn = draw_page(pieces, facts.media_type, number, line)
        if drawn is not None:
            had.append(len(drawn.png))
    if drawn is None:
        raise NotFound
    COUNTS.keep(facts.version, drawn.count)
    return drawn.png


def marked_alone(file: OpenFile) -> bool:
    """Say whether a reader gets a file only as a marked copy."""
    return file.copies is Copies.MARKED


def take_copy(work: Work, file: OpenFile) -> Copy:
    """Make a marked copy of a restricted PDF, whose number is that of its entry in the log.

    :raises NotShown: if the file is no PDF, or cannot be marked.
    :raises NotPermitted, LogUnavailable, CannotOpen: as :meth:`OpenFile.read`.
    """
    if file.media_type != PDF:
        raise NotShown(soon=False)
    receipt, pieces = file.begin(work, 0, file.size, {"made": "copy"})
    line = mark_of(work, receipt).line
    work.session.close()
    try:
        copy = mark_copy(pieces, line)
    except BaseException:
        work.journal.conclude(receipt, Outcome.FAILED, {"bytes": 0})
        raise
    size = copy.seek(0, 2)
    copy.seek(0)
    return Copy(size=size, pieces=concluding(work, receipt, _pieces(copy)))


def _pieces(copy: BinaryIO) -> Iterator[bytes]:
    with copy:
        while piece := copy.read(PIECE):
            yield piece


def _found(work: Work, paper_id: UUID) -> tuple[Standing, OpenFile, FileFacts]:
    standing = look_at(work, paper_id)
    facts = newest_file(work, paper_id)
    if facts is None:
        raise NotFound
    if facts.media_type not in SHOWN:
        raise NotShown(soon=False)
    return standing, find_file(work, paper_id, facts.version, to_take=False), facts


@contextmanager
def _outcome(work: Work, receipt: Receipt) -> Iterator[list[int]]:
    """Write down how an opening came out, and how many bytes were made for the reader."""
    had: list[int] = []
    try:
        yield had
    except BaseException:
        work.journal.conclude(receipt, Outcome.FAILED, {"bytes": 0})
        raise
    detail: Mapping[str, int] = {"bytes": sum(had)}
    work.journal.conclude(receipt, Outcome.DONE, detail)
