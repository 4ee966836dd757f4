"""Forms of the door that are wrong, kind by kind; each is drawn or counted the same each time.

None brings a file that is worth looking into, so what is refused is refused for its form, for its
name or for being empty, and no child process is started for it.
"""

import itertools
import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from tests.uploads.sending import EDGE, END, part

TYPE: Final = f"multipart/form-data; boundary={EDGE}"
LINE: Final = b"\r\n"
MANY: Final = 1_001
LONG: Final = 65_536
BRIM: Final = 400
"""Bytes of the file in forms that are cut in their file."""
DRAWN: Final = 3_600
NO_FORMS: Final = 900


@dataclass(frozen=True, slots=True, kw_only=True)
class Wrong:
    """A body in the pieces in which it comes, and what is told of it."""

    pieces: tuple[bytes, ...]
    kind: str = TYPE
    length: str | None = None  # as it is, unless told otherwise


def whole(body: bytes, **told: str) -> Wrong:
    """Give a body that comes in one piece."""
    return Wrong(pieces=(body,), **told)


def form(token: str, name: str = "plan.pdf", content: bytes = b"") -> bytes:
    """Write the form of the page, with its file."""
    return part("csrf_token", token.encode()) + part("file", content, name) + END


def split(token: str) -> Iterator[Wrong]:
    """Split a form at every offset: what no kind of file is, and what is empty."""
    for name in ("plan.exe", "plan.pdf"):
        body = form(token, name)
        for at in range(len(body) + 1):
            yield Wrong(pieces=(body[:at], body[at:]))


def cut(token: str) -> Iterator[Wrong]:
    """Cut a form off at every offset, and say so."""
    body = form(token, content=b"x" * BRIM)
    return (whole(body[:at]) for at in range(len(body) - 2))


def lying(token: str) -> Iterator[Wrong]:
    """Lie about the length: cut off at every offset, and told to be whole; told to be shorter."""
    body = form(token, content=b"x" * BRIM)
    for at in range(len(body) - 1):
        yield whole(body[:at], length=str(len(body)))
        yield whole(body, length=str(at))
    for told in ("", "-1", "many", "1e3", "0x10", "٣", "9" * 30, str(10**12)):
        yield whole(body, length=told)


def without_lines(token: str) -> Iterator[Wrong]:
    """Leave ends of lines out, or halves of them: at one place and at every two."""
    body = form(token)
    places = [at for at in range(len(body)) if body.startswith(LINE, at)]
    for halves in (b"", b"\r", b"\n"):
        for first, second in itertools.combinations_with_replacement(places, 2):
            changed = body
            for at in sorted({first, second}, reverse=True):
                changed = changed[:at] + halves + changed[at + len(LINE) :]
            yield whole(changed)


def with_nul(token: str) -> Iterator[Wrong]:
    """Put a NUL at every offset, and in the place of every byte."""
    body = form(token)
    for at in range(len(body)):
        yield whole(body[:at] + b"\0" + body[at:])
        yield whole(body[:at] + b"\0" + body[at + 1 :])


def overfull(token: str) -> Iterator[Wrong]:
    """Bring 1,001 parts, and fewer: in front of the file, behind it, and with one name."""
    ours, file = part("csrf_token", token.encode()), part("file", b"", "plan.pdf")
    for count in (*range(9, 60), *range(60, MANY, 40), MANY):
        many = b"".join(part(f"field-{number}", b"x") for number in range(count))
        yield whole(ours + many + file + END)
        yield whole(ours + file + many + END)
        yield whole(ours + part("field", b"x") * count + file + END)
        yield whole(ours + file * count + END)


def long_names(token: str) -> Iterator[Wrong]:
    """Give names of up to 64 KB: to a field, to the file, to a line of a head, to the boundary."""
    ours, file = part("csrf_token", token.encode()), part("file", b"", "plan.pdf")
    for length in (201, 401, 4_097, 8_000, 16_385, 30_000, 60_000, *range(LONG - 20, LONG + 20)):
        name = "n" * length
        yield whole(ours + part("file", b"", f"{name}.pdf") + END)
        yield whole(ours + part(name, b"", "plan.pdf") + END)
        yield whole(ours + part(name, b"x" * 5_000) + file + END)
        yield whole(ours + file.replace(LINE, f"\r\n{name}: x\r\n".encode(), 1)[:-2] + END)
        yield whole(ours + file + END, kind=f"multipart/form-data; boundary={name}")


def shuffled(token: str) -> Iterator[Wrong]:
    """Bring one part to four of six, in every order: fields twice, files twice, no token."""
    parts = (
        part("csrf_token", token.encode()),
        part("csrf_token", b"0" * 64),
        part("file", b"", "plan.pdf"),
        part("file", b"words"),
        part("more", b"x"),
        part("", b"x", "plan.pdf"),
    )
    for count in range(1, 5):
        for chosen in itertools.product(parts, repeat=count):
            yield whole(b"".join(chosen) + END)


def noisy(token: str) -> Iterator[Wrong]:
    """Put noise into a form, in some places."""
    draw = random.Random(11)  # noqa: S311 -- the same forms each time
    good = form(token)
    for _ in range(DRAWN):
        body = bytearray(good)
        for _ in range(draw.randrange(1, 5)):
            at = draw.randrange(len(body))
            body[at : at + draw.randrange(3)] = draw.randbytes(draw.randrange(1, 40))
        yield whole(bytes(body))


def no_forms(token: str) -> Iterator[Wrong]:
    """Bring no form at all, or call it something else."""
    draw = random.Random(12)  # noqa: S311 -- likewise
    for _ in range(NO_FORMS):
        yield whole(draw.randbytes(draw.randrange(4_000)))
    for kind in (
        "", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data",
        "multipart/form-data; boundary=", f"multipart/mixed; boundary={EDGE}", "\xff\xfe",
        'multipart/form-data; boundary="\xff"', "application/json", f"{TYPE}; boundary=other",
    ):  # fmt: skip
        yield whole(form(token), kind=kind)


def wrong_names(token: str) -> Iterator[Wrong]:
    """Give files names that none may have."""
    for ending in ("exe", "svg", "html", "docm", "zip", "doc", "js", "pdf.exe", "pdf ", "PDF."):
        yield whole(form(token, f"plan.{ending}"))
    for sign in (*range(1, 32), *range(127, 160), *range(0x202A, 0x202F), *range(0x2066, 0x206A)):
        yield whole(form(token, f"pl{chr(sign)}an.pdf"))
        yield whole(form(token, f"plan.{chr(sign)}pdf"))
    for path in ("..\\..\\x.exe", "/etc/passwd", "C:\\x", "plan.pdf/", "..", ".", " ", ".pdf/.exe"):
        yield whole(form(token, path))


KINDS: Final[Mapping[str, Callable[[str], Iterator[Wrong]]]] = {
    "split at every offset": split,
    "cut off at every offset": cut,
    "a length that is a lie": lying,
    "ends of lines missing": without_lines,
    "NUL at every offset": with_nul,
    "up to 1,001 parts": overfull,
    "names of up to 64 KB": long_names,
    "parts twice and out of order": shuffled,
    "noise in a form": noisy,
    "no form": no_forms,
    "names that no file may have": wrong_names,
}
"""Each kind by what is wrong, given the session's token."""
