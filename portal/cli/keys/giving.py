"""Shares, as they are given to a command: in files, or typed line by line."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import click

from portal.errors import Refused
from portal.services.recovery.splitting import read_share
from portal.vault import Share
from portal.vault.share_text import LINES

LARGEST: Final = 10_000


def shares_given(files: Sequence[Path], wanted: int) -> tuple[Share, ...]:
    """Read the shares out of files; have them typed, if there is none.

    :raises Refused: saying which file's share is not readable, and why.
    """
    if not files:
        return tuple(_typed(number) for number in range(1, wanted + 1))
    given = []
    for path in files:
        try:
            with path.open(encoding="utf-8") as file:
                given.append(read_share(file.read(LARGEST)))
        except (OSError, UnicodeDecodeError):
            raise Refused(f"{path}: this file cannot be read as text.") from None
        except Refused as refused:
            raise Refused(f"{path}: {refused}") from None
    return tuple(given)


def _typed(number: int) -> Share:
    """Have a share typed, and again until it is typed right."""
    while True:
        lines = [
            click.prompt(f"Share {number} to be given, line {line} of {LINES}", type=str)
            for line in range(1, LINES + 1)
        ]
        try:
            return read_share("\n".join(lines))
        except Refused as refused:
            click.echo(str(refused))
