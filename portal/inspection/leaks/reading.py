"""Reads a file by what it is: a PDF, an office file, a picture or text."""

from typing import Final

from portal.inspection.leaks.model import SECTIONS, Deadline, Passage, Read
from portal.inspection.leaks.office.reading import read_office
from portal.inspection.leaks.pdf.reading import NO_PDF, read_pdf
from portal.inspection.leaks.pictures import find_in_picture

_PICTURES: Final = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\0", b"MM\0*", b"RIFF", b"BM")
_OLD_OFFICE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HEAD: Final = 1024
_DEEPEST: Final = 2
_MOST_WITHIN: Final = 50
_LINES_TOGETHER: Final = 200


def read_file(content: bytes, media_type: str, until: Deadline, depth: int = 0) -> Read:
    """Read a file, and the files within it; its own first bytes say what it is."""
    within: list[tuple[str, bytes]] = []
    if media_type == SECTIONS:
        read = _read_sections(content)
    elif b"%PDF-" in content[:_HEAD]:
        read, within = read_pdf(content, until)
        if read.unread == [NO_PDF] and media_type.startswith("text/"):
            # It was found to be a text; that it speaks of PDFs makes it none.
            read = _read_text(content, media_type)
    elif content.startswith(b"PK"):
        read, within = read_office(content)
    elif content.startswith(_PICTURES):
        read = Read()
        find_in_picture(content, "the picture", read)
    else:
        read = _read_text(content, media_type)
    for name, inner in within[:_MOST_WITHIN]:
        if depth >= _DEEPEST or until.over:
            read.unread.append(f"the file within this one: {name}")
        elif inner:
            read.take(read_file(inner, "", until, depth + 1), f"in {name}")
    return read


def _read_sections(content: bytes) -> Read:
    read = Read()
    for section in content.decode().split("\f"):
        place, _, text = section.partition("\n")
        read.passages.append(Passage(text=text, place=place))
    return read


def _read_text(content: bytes, media_type: str) -> Read:
    read = Read()
    if content.startswith(_OLD_OFFICE):
        read.unread.append("a file of an old office program: save it in today's form")
        return read
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = content.decode("utf-16", "replace")
    else:
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = content.decode("cp1252", "replace")
    if "\0" in text and not media_type.startswith("text/"):
        read.unread.append("a file of a kind that is not known")
        return read
    lines = text.splitlines()
    for start in range(0, len(lines), _LINES_TOGETHER):
        part = lines[start : start + _LINES_TOGETHER]
        end = start + len(part)
        read.passages.append(Passage(text="\n".join(part), place=f"lines {start + 1} to {end}"))
    return read
