"""The tasks ``leaks`` and ``phrases``: everything a file tells besides what it shows.

Answers hold the words found, for whoever asked; nothing of them is in an exception or a log.
"""

import base64
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from portal.inspection.leaks.asked import Asked, asked_in
from portal.inspection.leaks.content.figures import figure_hashes_of, figures_in
from portal.inspection.leaks.content.markings import markings_in
from portal.inspection.leaks.content.names import names_in
from portal.inspection.leaks.content.personal import personal_in
from portal.inspection.leaks.content.phrases import hashes_of, phrases_in
from portal.inspection.leaks.model import MOST_FINDINGS, Found, Kind, Passage, Read, plain
from portal.inspection.leaks.reading import read_file
from portal.inspection.leaks.warm import warm_up
from portal.inspection.leaks.words import Seen

_MOST_PICTURES: Final = 120
_MOST_PICTURE_BYTES: Final = 24_000_000


warm_up()


class CouldNotRead(Exception):
    """The file broke its reader; which file, and what it held, stays within."""


def check(content: memoryview, told: Mapping[str, Any]) -> dict[str, Any]:
    """Look for leaks in a file, as decided in ADR 0023.

    :raises CouldNotRead: if the file broke its reader.
    """
    try:
        return _checked(bytes(content), asked_in(told))
    except MemoryError:
        raise
    except Exception as broke:  # noqa: BLE001 -- the words of a file may stand in what it raised
        raise CouldNotRead(type(broke).__name__) from None


def hash_phrases(content: memoryview, told: Mapping[str, Any]) -> dict[str, Any]:
    """Hash the phrases and figures of a closed paper under a body's key; no word of it leaves.

    :raises CouldNotRead: if the file broke its reader.
    """
    try:
        asked = asked_in(told)
        read = read_file(bytes(content), asked.media_type, asked.until)
        text = "\n\n".join(each.text for each in read.passages if each.shown)
        found = hashes_of(text, asked.key)
        if asked.meeting:
            found += figure_hashes_of(text, asked.key, asked.meeting)
        return {"hashes": [each.hex() for each in found]}
    except MemoryError:
        raise
    except Exception as broke:  # noqa: BLE001 -- as above
        raise CouldNotRead(type(broke).__name__) from None


def _checked(content: bytes, asked: Asked) -> dict[str, Any]:
    read = read_file(content, asked.media_type, asked.until)
    found = [*_told_by_words(read.passages, asked)]
    if asked.public:
        title = Seen(asked.title)
        told = (each for each in read.found if not _is_its_title(each, title))
        found = [*told, *found]
    found = list(dict.fromkeys(found))
    shown = found[:MOST_FINDINGS]
    if len(found) > MOST_FINDINGS:
        read.unread.append(f"{len(found) - MOST_FINDINGS} findings more than are shown")
    for each in dict.fromkeys(read.unread):
        shown.append(Found(kind=Kind.NOT_CHECKED, place="the whole file", words=plain(each)))
    return {"findings": _with_pictures(shown, read, asked), "complete": not read.unread}


def _is_its_title(found: Found, title: Seen) -> bool:
    """Say whether a property tells no more than the title under which the file is published."""
    return found.kind is Kind.METADATA and title.says(found.words)


def _with_pictures(shown: Sequence[Found], read: Read, asked: Asked) -> list[dict[str, Any]]:
    answers, size, drawn = [], 0, 0
    for each in shown:
        picture = b""
        wanted = asked.pictures and read.picture_of is not None and each.page is not None
        room = drawn < _MOST_PICTURES and size < _MOST_PICTURE_BYTES
        if wanted and room and not asked.until.over:
            assert read.picture_of and each.page  # noqa: S101, PT018 -- as just asked
            picture = read.picture_of(each.page, each.box)
            size, drawn = size + len(picture), drawn + 1
        answers.append(
            {
                "kind": each.kind.value,
                "place": each.place,
                "page": each.page,
                "box": list(each.box) if each.box else None,
                "words": each.words,
                "mark": each.mark,
                "picture": base64.b64encode(picture).decode() if picture else None,
            }
        )
    return answers


def _told_by_words(passages: Sequence[Passage], asked: Asked) -> Iterator[Found]:
    for passage in passages:
        for mark, start, end in markings_in(passage.text, asked.markings):
            yield _found(Kind.MARKING, passage, start, end, mark)
        if not asked.public:
            continue
        for kind, start, end in personal_in(passage.text, asked.known):
            yield _found(kind, passage, start, end)
        for start, end in names_in(passage.text, asked.names):
            yield _found(Kind.WATCHED_NAME, passage, start, end)
        if asked.hashes:
            yield from _of_closed_papers(passage, asked)


def _of_closed_papers(passage: Passage, asked: Asked) -> Iterator[Found]:
    phrases = list(phrases_in(passage.text, asked.key, asked.hashes))
    for start, end in phrases:
        yield _found(Kind.CLOSED_PHRASE, passage, start, end)
    if not asked.meeting:
        return
    for start, end in figures_in(passage.text, asked.key, asked.meeting, asked.hashes):
        if not any(first <= start and end <= last for first, last in phrases):
            yield _found(Kind.CLOSED_FIGURE, passage, start, end)


def _found(kind: Kind, passage: Passage, start: int, end: int, mark: str = "") -> Found:
    return Found(
        kind=kind,
        place=passage.place,
        words=plain(passage.text[start:end]),
        page=passage.page,
        box=passage.box_of(start, end) if passage.boxes else None,
        mark=mark,
    )
