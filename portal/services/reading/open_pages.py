"""Open papers in the browser: their text, and their pages as images."""

from collections.abc import Callable
from dataclasses import dataclass, field
from uuid import UUID

from portal.errors import NotFound
from portal.records.tables import Paper
from portal.services.opening import absent
from portal.services.papers import OpenFile, PaperPage, VersionLine, read_file, read_paper
from portal.services.reading.drawing import (
    COUNTS,
    REVISION,
    SHOWN,
    NotShown,
    Text,
    count_pages,
    draw_page,
    read_text,
)
from portal.services.work import Work


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenText:
    """An open paper and the text of its newest file; none, if it cannot be shown."""

    paper: PaperPage
    text: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenSheet:
    """One page of an open paper's newest file."""

    paper: PaperPage
    number: int
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenImage:
    """The image of a page, which is drawn only when it is wanted."""

    etag: str
    draw: Callable[[], bytes] = field(repr=False)


def open_text(work: Work, paper_id: UUID) -> OpenText:
    """Read the text of an open paper's newest file.

    :raises NotFound: if there is no such paper, it is not open, or it has no file to be shown.
    :raises NotShown: if the file cannot be shown, or not now.
    """
    paper, _, file = _shown(work, paper_id)
    work.session.close()
    return OpenText(paper=paper, text=read_text(file.stream(0, file.size), file.media_type))


def open_sheet(work: Work, paper_id: UUID, number: int) -> OpenSheet:
    """Find one page of an open paper's newest file; pages are counted from 1.

    :raises NotFound: as :func:`open_text`, and if there is no such page.
    :raises NotShown: if the file cannot be shown, or not now.
    """
    paper, version, file = _shown(work, paper_id)
    work.session.close()
    count = COUNTS.find(version.id)
    if count is None:
        counted = count_pages(file.stream(0, file.size), file.media_type)
        count = COUNTS.keep(version.id, counted)
    if not 1 <= number <= count:
        raise NotFound
    return OpenSheet(paper=paper, number=number, count=count)


def open_image(work: Work, paper_id: UUID, number: int) -> OpenImage:
    """Find the image of a page.

    :raises NotFound: as :func:`open_sheet`; ``draw`` raises it too.
    """
    _, version, file = _shown(work, paper_id)
    known = COUNTS.find(version.id)
    if number < 1 or (known is not None and number > known):
        raise NotFound
    work.session.close()

    def draw() -> bytes:
        drawn = draw_page(file.stream(0, file.size), file.media_type, number)
        if drawn is None:
            raise NotFound
        COUNTS.keep(version.id, drawn.count)
        return drawn.png

    return OpenImage(etag=f"{file.etag}-{number}-{REVISION}", draw=draw)


def _shown(work: Work, paper_id: UUID) -> tuple[PaperPage, VersionLine, OpenFile]:
    paper = read_paper(work, paper_id)
    if paper.restricted:
        raise absent(work, Paper, paper_id)
    if not paper.versions:
        raise NotFound
    newest = paper.versions[0]
    if newest.media_type not in SHOWN:
        raise NotShown(soon=False)
    return paper, newest, read_file(work, paper_id, newest.id)
