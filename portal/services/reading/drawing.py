"""Having files drawn and read by the sandbox, within bounds."""

from collections import OrderedDict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from threading import Lock
from typing import Any, BinaryIO, Final
from uuid import UUID

from portal.errors import PortalError
from portal.inspection.sandbox import Limits, NotInspected, make, run

PDF: Final = "application/pdf"
SHOWN: Final = frozenset({PDF, "image/png", "image/jpeg", "image/gif", "image/tiff", "image/webp"})
"""The kinds of file that can be read page by page."""
WIDTH: Final = 1240
"""Of a page's image, in pixels: A4 at 150 to the inch."""
REVISION: Final = "1"
"""Changes when the same page would be drawn otherwise: kept images are then asked for anew."""

LOOKING: Final = Limits(
    seconds=20, memory=1_200_000_000, answer=32_000_000, queue="reading", wait=10
)
COPYING: Final = Limits(
    seconds=60, memory=1_500_000_000, answer=400_000_000, queue="reading", wait=20
)
MOST_COUNTS: Final = 4096


class NotShown(PortalError):
    """A file cannot be shown here, or not now; ``soon`` says whether it is worth trying again."""

    def __init__(self, *, soon: bool) -> None:
        super().__init__("busy" if soon else "the file cannot be shown")
        self.soon = soon


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A file's text, page by page."""

    pages: tuple[str, ...] = field(repr=False)
    count: int  # of pages; there may be more than have their text here
    language: str

    @property
    def complete(self) -> bool:
        """Whether every page has its text here."""
        return len(self.pages) == self.count

    @property
    def empty(self) -> bool:
        """Whether there is none: pages that are images, as a scanner makes them."""
        return not any(self.pages)


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """A page as an image."""

    png: bytes = field(repr=False)
    count: int


class _Counts:
    """How many pages versions have, which never changes; kept in memory alone, and not for ever."""

    def __init__(self) -> None:
        self._known: OrderedDict[UUID, int] = OrderedDict()
        self._lock = Lock()

    def find(self, version: UUID) -> int | None:
        with self._lock:
            return self._known.get(version)

    def keep(self, version: UUID, count: int) -> int:
        with self._lock:
            self._known[version] = count
            while len(self._known) > MOST_COUNTS:
                self._known.popitem(last=False)
        return count


COUNTS: Final = _Counts()


def read_text(pieces: Iterable[bytes], media_type: str) -> Text:
    """Take the text out of a file.

    :raises NotShown: if it cannot be done.
    """
    found = _answered("text", pieces, {"media_type": media_type})
    return Text(
        pages=tuple(found["pages"]), count=int(found["count"]), language=str(found["language"])
    )


def count_pages(pieces: Iterable[bytes], media_type: str) -> int:
    """Count the pages of a file.

    :raises NotShown: if it cannot be done.
    """
    return int(_answered("count", pieces, {"media_type": media_type})["pages"])


def draw_page(
    pieces: Iterable[bytes], media_type: str, number: int, line: str | None = None
) -> Drawn | None:
    """Draw a page, marked with a line if there is one; nothing, if there is no such page.

    :raises NotShown: if it cannot be done.
    """
    asked = {"media_type": media_type, "page": number, "width": WIDTH, "mark": _mark(line)}
    answer, image = _made("page", pieces, asked, LOOKING)
    if image is None:
        if answer.get("refused") == "page":
            return None
        raise NotShown(soon=False)
    with image:
        return Drawn(png=image.read(), count=int(answer["pages"]))


def mark_copy(pieces: Iterable[bytes], line: str) -> BinaryIO:
    """Make a copy of a PDF with a line on each page, in memory; the caller closes it.

    :raises NotShown: if it cannot be done.
    """
    _, copy = _made("mark", pieces, {"mark": _mark(line)}, COPYING)
    if copy is None:
        raise NotShown(soon=False)
    return copy


def _mark(line: str | None) -> dict[str, str] | None:
    return None if line is None else {"line": line}


def _answered(task: str, pieces: Iterable[bytes], asked: Mapping[str, Any]) -> dict[str, Any]:
    try:
        answer = run(task, pieces, asked, LOOKING)
    except NotInspected as failure:
        raise NotShown(soon=failure.cause == "busy") from None
    if "refused" in answer:
        raise NotShown(soon=False)
    return answer


def _made(
    task: str, pieces: Iterable[bytes], asked: Mapping[str, Any], limits: Limits
) -> tuple[dict[str, Any], BinaryIO | None]:
    try:
        return make(task, pieces, asked, limits)
    except NotInspected as failure:
        raise NotShown(soon=failure.cause == "busy") from None
