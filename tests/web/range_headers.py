"""Range and If-Range as people, programs and attackers write them, and what RFC 9110 answers."""

from random import Random

TAG = '"5d0a7f0e9b2c4d6e"'
IF_RANGE = (None, None, None, None, TAG, TAG, f"W/{TAG}", TAG.strip('"'), '"another"', "*", "")
DIGITS = frozenset("0123456789")
LONGEST = 30  # digits; longer numbers are read as malformed, since no file is that long
NOISE = "0123456789-=, bytesBYTES;*+._\u0663\t"


def drawn(draw: Random, size: int) -> tuple[str | None, str | None]:
    """Draw a pair of headers for a file of a size; most ask for something that is there."""
    form = draw.choice(FORMS)
    return form(draw, size), draw.choice(IF_RANGE)


def _place(draw: Random, size: int) -> int:
    """Draw a place in a file: near an edge of it or of a chunk, or anywhere, or behind it."""
    edge = draw.choice((0, size, size // 2, 16_384, 32_768, 16_384 * (size // 16_384)))
    near = max(edge + draw.randint(-3, 3), 0)
    return draw.choice((near, draw.randint(0, size), draw.randint(0, 2 * size + 2)))


def _between(draw: Random, size: int) -> str:
    return f"bytes={_place(draw, size)}-{_place(draw, size)}"


def _short(draw: Random, size: int) -> str:
    first = _place(draw, size)
    return f"bytes={first}-{first + draw.randint(0, 40_000)}"


def _from(draw: Random, size: int) -> str:
    return f"bytes={max(size - draw.randint(0, 70_000), 0)}-"


def _last(draw: Random, size: int) -> str:
    return f"bytes=-{draw.choice((0, 1, size, size + 1, draw.randint(0, 70_000)))}"


def _several(draw: Random, size: int) -> str:
    return f"{_short(draw, size)},{_place(draw, size)}-"


def _mangled(draw: Random, size: int) -> str:
    text = list(_short(draw, size))
    for _ in range(draw.randint(1, 3)):
        text[draw.randrange(len(text))] = draw.choice(NOISE)
    return "".join(text)


def _noise(draw: Random, _size: int) -> str:
    return "".join(draw.choices(NOISE, k=draw.randint(0, 20)))


def _huge(draw: Random, size: int) -> str:
    return f"bytes={_place(draw, size)}-{'9' * draw.choice((20, 30, 31, 5_000))}"


def _nothing(_draw: Random, _size: int) -> None:
    return None


FORMS = (
    *(_short,) * 6,
    *(_from, _last) * 2,
    *(_between, _several, _mangled, _noise, _huge, _nothing),
)


def wanted(text: str | None, if_range: str | None, size: int) -> tuple[int, int, int]:  # noqa: PLR0911 -- one for each case of the standard
    """Give the status and the slice that RFC 9110 wants, read without the portal's own parser."""
    whole = 200, 0, size
    if text is None or if_range not in {None, TAG}:
        return whole
    if text[:6].lower() != "bytes=" or not text[:5].isascii():
        return whole
    first, dash, last = text[6:].partition("-")
    if not dash or not {*first, *last} <= DIGITS or max(len(first), len(last)) > LONGEST:
        return whole
    if not first and last:
        return _suffix(int(last), size)
    if not first or (last and int(last) < int(first)):
        return whole
    if int(first) >= size:
        return 416, 0, 0
    return 206, int(first), min(int(last) + 1, size) if last else size


def _suffix(length: int, size: int) -> tuple[int, int, int]:
    if length == 0:
        return 416, 0, 0
    if size == 0:
        return 200, 0, 0
    return 206, max(size - length, 0), size
