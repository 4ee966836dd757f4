"""JSON lines on standard input: each answered by a JSON line, or by what is wrong with it."""

import json
import sys
from collections.abc import Callable, Iterator, Mapping
from typing import BinaryIO, Final

import click

from portal.errors import PortalError

LONGEST_LINE: Final = 65_536
"""In bytes, unless a command says otherwise."""

SOME_REFUSED: Final = 2


class NotALine(PortalError):
    """A line is too long or no text; the message says which."""


def answer_each(
    ctx: click.Context,
    answered: Callable[[str], Mapping[str, object]],
    *,
    refused_by: type[PortalError],
    asks: str,
    longest: int = LONGEST_LINE,
) -> None:
    """Print the answer to each line of standard input, or its error and number.

    Where a line is refused, or there is none, the exit code is :data:`SOME_REFUSED`; ``asks``
    says what to give where there is none.
    """
    asked = refused = False
    for number, line in _lines(sys.stdin.buffer, longest):
        asked = True
        try:
            answer = {**answered(_text(line, longest))}
        except (refused_by, NotALine) as wrong:
            refused = True
            answer = {"error": str(wrong), "line": number}
        click.echo(json.dumps(answer))
    if not asked:
        click.echo(f"Standard input is empty: {asks}", err=True)
    if refused or not asked:
        ctx.exit(SOME_REFUSED)


def _lines(stream: BinaryIO, longest: int) -> Iterator[tuple[int, bytes | None]]:
    """Give the lines of a stream with their numbers; blank ones at its end are no lines.

    A line longer than ``longest`` comes out as ``None``, and is never held in memory.
    """
    number = given = 0
    while line := stream.readline(longest):
        number += 1
        too_long = not line.endswith(b"\n") and len(line) == longest
        while too_long and (rest := stream.readline(longest)) and not rest.endswith(b"\n"):
            pass
        if line.strip() or too_long:
            yield from ((blank, b"") for blank in range(given + 1, number))
            yield number, None if too_long else line
            given = number


def _text(line: bytes | None, longest: int) -> str:
    if line is None:
        raise NotALine(f"the line is longer than {longest} bytes")
    try:
        return line.decode("utf-8-sig")  # some editors begin a file with a mark
    except UnicodeDecodeError:
        raise NotALine("the line is not UTF-8 text") from None
