"""Whether what a file says of itself tells its reader more than its pages do."""

import re
from typing import Final

from portal.inspection.leaks.words import Seen

_PATH: Final = re.compile(
    r"(?:\b[A-Za-z]:[\\/](?!/)|\\\\[^\\\s]+\\|file:/|/(?:home|Users|Volumes|mnt|srv)/)"
)
_ADDRESS: Final = re.compile(r"[\w.+-]+@[\w-]+\.\w")
_NOBODY: Final = frozenset(
    {"user", "users", "windows", "admin", "administrator", "owner", "default", "author", "unknown",
     "none", "untitled", "microsoft", "office", "libreoffice", "openoffice", "word", "excel",
     "powerpoint", "typst", "adobe", "acrobat", "python", "docx", "openpyxl", "normal", "template",
     "dotm", "dotx", "potx", "theme"}
)  # fmt: skip
_NUMBERS: Final = re.compile(r"[\W\d_]*")
_CODE: Final = re.compile(r"(?:[0-9a-fA-F{}:-]{16,}|uuid:.*|xmp\.[di]id:.*|urn:.*|https?://\S+)")


def has_path(text: str) -> bool:
    """Say whether a text holds the path of a file on somebody's computer."""
    return _PATH.search(text) is not None


def is_telling(value: str, seen: Seen, *, program: bool = False) -> bool:
    """Say whether a property tells what the pages do not: a name, a path, an earlier title."""
    text = value.strip()
    if has_path(text):
        return True
    if program:
        return _ADDRESS.search(text) is not None
    if _NUMBERS.fullmatch(text) or _CODE.fullmatch(text) or text.casefold() in {"true", "false"}:
        return False
    words = seen.more_in(text)
    return bool(words) and not all(each in _NOBODY or len(each) == 1 for each in words)
