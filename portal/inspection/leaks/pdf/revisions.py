"""What a PDF said before it was changed: each saving may only add to the end of a file.

(ISO 32000-2, 7.5.6, incremental updates.)
"""

import re
from collections.abc import Iterator
from typing import Final

import pypdfium2 as pdfium

from portal.inspection.leaks.model import Deadline, Kind, Read
from portal.inspection.leaks.words import Seen, words_of

_END: Final = re.compile(rb"startxref\s+(\d+)\s+%%EOF[ \t]*(?:\r\n|\r|\n)?")
_MOST_REVISIONS: Final = 20
_MOST_PAGES: Final = 400


def find_previous_revisions(content: bytes, seen: Seen, read: Read, until: Deadline) -> None:
    """Put down the words of earlier revisions that the pages no longer have."""
    known: set[str] = set()
    for number, end in enumerate(_ends_of_earlier(content), 1):
        if until.over or number > _MOST_REVISIONS:
            read.unread.append("an earlier revision of the file")
            return
        words = text_within(content[:end])
        gone = set(seen.more_in(words)) - known
        if gone:
            known |= gone
            lines = [each for each in words.splitlines() if gone & set(words_of(each))]
            place = f"revision {number} of the file, before the last"
            read.add(Kind.PREVIOUS_REVISION, place, " … ".join(lines))


def _ends_of_earlier(content: bytes) -> Iterator[int]:
    """Give where each earlier revision ends; the first part of a linearized file is none."""
    ends = [(int(each[1]), each.end()) for each in _END.finditer(content)]
    for start, end in ends[:-1]:
        if 0 < start < end:
            yield end


def text_within(content: bytes) -> str:
    """Give the text of a PDF's pages; nothing, if it does not open."""
    try:
        document = pdfium.PdfDocument(content)
    except pdfium.PdfiumError:
        return ""
    found = []
    try:
        for index in range(min(len(document), _MOST_PAGES)):
            page = document[index]
            text = page.get_textpage()
            found.append(text.get_text_range())
            text.close()
            page.close()
    except pdfium.PdfiumError:
        pass
    finally:
        document.close()
    return "\n".join(found)
