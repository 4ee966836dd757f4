"""Files that are wrong in some way, drawn from a seed: ten thousand different ones, if need be."""

import random
from collections.abc import Iterator
from typing import Final

from portal.inspection.kinds import ALLOWED
from tests.uploads.acting_files import (
    acting_office,
    acting_open,
    acting_pdf,
    holding_pdf,
    huge_picture,
    long_end,
    no_text,
)
from tests.uploads.good_files import (
    BINARY,
    ENDINGS,
    Draw,
    Forged,
    good,
)
from tests.uploads.wrong_archives import (
    bad_name,
    bomb,
    deep,
    entities,
    link,
    nested,
    pdf_bomb,
    real_bomb,
    too_many,
    two_in_one,
)


def other_magic(draw: Draw) -> Forged:
    """Give noise under a name that promises something."""
    ending = draw.choice(BINARY)
    return (
        ending,
        bytes([draw.choice(b"AZ09")]) + draw.randbytes(draw.randrange(400)),
        "file.mismatch",
    )


def other_kind(draw: Draw) -> Forged:
    """Give a good file under the name of another kind."""
    ending, other = draw.sample(BINARY, 2)
    wanted, given = ALLOWED[ending], ALLOWED[other]
    if wanted.media_type == given.media_type:
        return "exe", good(other), None
    return ending, good(other), None


def mutated(draw: Draw) -> Forged:
    """Damage a good file: some bytes changed, cut out or doubled."""
    ending = draw.choice(ENDINGS)
    content = bytearray(good(ending))
    for _ in range(draw.randrange(1, 8)):
        at = draw.randrange(len(content))
        match draw.randrange(4):
            case 0:
                content[at] ^= 1 << draw.randrange(8)
            case 1:
                del content[at : at + draw.randrange(1, 40)]
            case 2:
                content[at:at] = content[at : at + draw.randrange(1, 200)]
            case _:
                content[at:at] = draw.randbytes(draw.randrange(1, 20))
        if not content:
            break
    return ending, bytes(content), None


def truncated(draw: Draw) -> Forged:
    """Cut a good file off."""
    ending = draw.choice(BINARY)
    content = good(ending)
    return ending, content[: draw.randrange(len(content) - 4)], None


def unknown(draw: Draw) -> Forged:
    """Send a kind that is not taken."""
    ending = draw.choice([".exe", ".svg", ".html", ".docm", ".zip", ".doc", "", ".js", ".pdf.exe"])
    return ending, draw.randbytes(30), "file.type"


OFTEN: Final = (
    *(mutated,) * 6, *(truncated,) * 2, other_magic, other_kind, two_in_one, bomb, deep,
    entities, bad_name, link, nested, acting_office, acting_open, acting_pdf, holding_pdf,
    long_end, huge_picture, no_text, unknown,
)  # fmt: skip
SELDOM: Final = (real_bomb, pdf_bomb, too_many)


def forged(seed: int, count: int) -> Iterator[Forged]:
    """Draw files, one in two hundred of a kind that takes long to make."""
    draw = random.Random(seed)  # noqa: S311 -- the same files each time
    for number in range(count):
        kinds = SELDOM if number % 200 == 7 else OFTEN
        yield draw.choice(kinds)(draw)
