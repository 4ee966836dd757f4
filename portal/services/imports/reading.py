"""Taking a file from outside: only a text, only of a sensible length, or one sentence why not."""

import os
import re
import stat
from pathlib import Path
from typing import Final

from portal.errors import Refused

LARGEST: Final = 3_000_000  # bytes; a pack of 500 pages holds half of this in text
MOST_LINES: Final = 20_000
_SIGNATURES: Final = (
    (b"%PDF", "a PDF"),
    (b"PK\x03\x04", "a Word, Excel or zip file"),
    (b"\xd0\xcf\x11\xe0", "an old Word or Excel file"),
    (b"{\\rtf", "a rich text file"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"\x1f\x8b", "a compressed file"),
)
_UTF_16: Final = (b"\xff\xfe", b"\xfe\xff")
_MARKED_UP: Final = re.compile(r"\s*<(?:!doctype|html|\?xml|head|body|div)\b", re.IGNORECASE)
_JSON: Final = re.compile(r"\s*(?:\{\s*\"|\[\s*[\[{\"])")
_CONTROL: Final = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]")


def read_text(path: Path) -> str:
    """Read a text file.

    :raises Refused: if it is missing, no ordinary file, empty, longer than :data:`LARGEST` or
        :data:`MOST_LINES`, of another kind, or not in UTF-8; the message is one sentence.
    """
    text = decoded(_bytes(path))
    if not text.strip():
        raise Refused("The file is empty.")
    return text


def decoded(content: bytes) -> str:
    """Take the bytes of a file as text.

    :raises Refused: if they are another kind of file, or not UTF-8.
    """
    for signature, name in _SIGNATURES:
        if content.startswith(signature):
            raise Refused(f"The file is {name}; save it as plain text first.")
    if content.startswith(_UTF_16):
        raise Refused("The file is in UTF-16; save it as plain text in UTF-8.")
    if b"\0" in content:
        raise Refused("The file is not a text: it holds zero bytes.")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        line = content.count(b"\n", 0, problem.start) + 1
        raise Refused(
            f"The file is not in UTF-8 (line {line}); save it as plain text in UTF-8."
        ) from None
    if _CONTROL.search(text):
        raise Refused("The file is not a text: it holds control characters.")
    if _MARKED_UP.match(text):
        raise Refused("The file is a web page; save its text, without the markup.")
    if _JSON.match(text):
        raise Refused("The file is JSON; the importer reads the plain text of a publication.")
    if len(text.splitlines()) > MOST_LINES:
        raise Refused(
            f"The file has more than {MOST_LINES:,} lines, which no publication has; give one at a "
            "time."
        )
    return text


def _bytes(path: Path) -> bytes:
    try:
        # Opened so that a pipe with nobody at its other end is refused, not waited for.
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except FileNotFoundError:
        raise Refused(f"There is no file {path}.") from None
    except OSError as problem:
        raise Refused(f"The file {path} cannot be read: {problem.strerror}.") from None
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise Refused(f"{path} is not a file.")
        if status.st_size > LARGEST:
            raise Refused(_too_long(status.st_size))
        with os.fdopen(descriptor, "rb", closefd=False) as file:
            content = file.read(LARGEST + 1)
    finally:
        os.close(descriptor)
    if len(content) > LARGEST:
        raise Refused(_too_long(len(content)))
    return content


def _too_long(size: int) -> str:
    return (
        f"The file has {size / 1e6:.1f} MB, but the text of a publication "
        f"has {LARGEST // 1_000_000} MB at most."
    )
