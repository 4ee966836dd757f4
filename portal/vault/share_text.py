"""A share as letters that a person can read out and type.

    ABCD EFGH JKLM NPQR STUV      four lines of twenty letters: sixteen, and four that check them

The letters are 24 of the alphabet and 8 figures.  I, O, 0 and 1 are not used, since they look
like each other.  Five bits a letter carry version u8 | set (5) | number u8 | threshold u8 |
value (32).  The last four letters of a line are 20 bits of the SHA-256 of its number and its
letters, so that a typing error is known as one, and in which line.
"""

import hashlib
import re
from typing import Final

from portal.errors import Refused
from portal.vault.shares import LABEL, SECRET, Share

LETTERS: Final = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
LINES: Final = 4
LINE: Final = 20

_VERSION: Final = 1
_CHECKING: Final = 4
_GROUP: Final = 4
_BITS: Final = 5
_SPACE: Final = re.compile(r"[\W_]+")
_CHECK: Final = b"clear-days/share-line/v1"
_BYTES: Final = 3 + LABEL + SECRET


def written(share: Share) -> str:
    """Write a share as four lines of five groups."""
    head = bytes((_VERSION,)) + share.label + bytes((share.number, share.threshold))
    letters = _letters(head + share.value)
    per_line = LINE - _CHECKING
    lines = (letters[at : at + per_line] for at in range(0, len(letters), per_line))
    return "\n".join(
        _grouped(line + _check(number, line)) for number, line in enumerate(lines, start=1)
    )


def read(text: str) -> Share:
    """Read a share as it was typed: in small letters or capitals, spaced in any way.

    :raises Refused: naming the line that is mistyped, or what else is wrong.
    """
    typed = _SPACE.sub("", text).upper()
    strange = next((letter for letter in typed if letter not in LETTERS), "")
    if strange:
        raise Refused(
            f"“{strange}” is in no share: the letters I and O and the figures 0 and 1 are not"
            " used. Look again."
        )
    if len(typed) != LINES * LINE:
        raise Refused(
            f"A share has {LINES} lines of {LINE} letters, {LINES * LINE} in all; here are"
            f" {len(typed)}. Something is missing, or was typed twice."
        )
    lines = [typed[at : at + LINE] for at in range(0, len(typed), LINE)]
    wrong = [
        str(number)
        for number, line in enumerate(lines, start=1)
        if _check(number, line[:-_CHECKING]) != line[-_CHECKING:]
    ]
    if wrong:
        which = f"Line {wrong[0]} of this share is" if len(wrong) == 1 else ""
        several = f"Lines {' and '.join(wrong)} of this share are"
        raise Refused(f"{which or several} mistyped: compare letter by letter.")
    raw = _bytes("".join(line[:-_CHECKING] for line in lines))
    if raw[0] != _VERSION:
        raise Refused("This share is of another kind: it was made by a newer portal.")
    return Share(
        label=raw[1 : 1 + LABEL],
        number=raw[1 + LABEL],
        threshold=raw[2 + LABEL],
        value=raw[3 + LABEL :],
    )


def name_of(label: bytes) -> str:
    """Write the short name of a set: eight letters in two groups."""
    letters = _letters(label)
    return f"{letters[:_GROUP]}-{letters[_GROUP:]}"


def _grouped(line: str) -> str:
    return " ".join(line[at : at + _GROUP] for at in range(0, len(line), _GROUP))


def _check(number: int, letters: str) -> str:
    digest = hashlib.sha256(_CHECK + number.to_bytes() + letters.encode()).digest()
    return _letters(digest[:_BITS])[:_CHECKING]


def _letters(raw: bytes) -> str:
    number = int.from_bytes(raw)
    count = len(raw) * 8 // _BITS
    return "".join(
        LETTERS[number >> _BITS * place & len(LETTERS) - 1] for place in reversed(range(count))
    )


def _bytes(letters: str) -> bytes:
    number = 0
    for letter in letters:
        number = number << _BITS | LETTERS.index(letter)
    return number.to_bytes(_BYTES)
