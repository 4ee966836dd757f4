"""The caller's end of the switchboard: it asks every worker of this host, and believes no other."""

import json
import socket
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from portal.errors import KeysUnavailable
from portal.services.switchboard.folder import SUFFIX, asked_by, entered

PATIENCE: Final = 30.0  # a passphrase takes each worker a second, and they share the processors
LONGEST: Final = 8 * 1024
Act = Literal["state", "seal", "unseal"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Worker:
    """What one worker said; ``answered`` is false of one that lives and said nothing."""

    process: int
    answered: bool
    is_open: bool = False
    because: str = ""


def call_each(
    folder: Path, act: Act, passphrase: str | None = None, patience: float = PATIENCE
) -> tuple[Worker, ...]:
    """Ask every worker to do something, and give their answers.

    :raises KeysUnavailable: if somebody else may enter the folder.
    """
    if not folder.exists():
        return ()
    line = json.dumps({"do": act, "passphrase": passphrase}).encode() + b"\n"
    with entered(folder) as inside:
        owner = inside.stat().st_uid
        return tuple(_called(inside, line, owner, patience))


def _called(inside: Path, line: bytes, owner: int, patience: float) -> Iterator[Worker]:
    for name in sorted(each.name for each in inside.iterdir()):
        process = name.removesuffix(SUFFIX)
        if not name.endswith(SUFFIX) or not process.isdecimal():
            continue
        with socket.socket(socket.AF_UNIX) as line_to:
            line_to.settimeout(patience)
            try:
                line_to.connect(str(inside / name))
                if asked_by(line_to) != owner:
                    raise KeysUnavailable(f"somebody else listens as worker {process}")
                line_to.sendall(line)
                with line_to.makefile("rb") as answered:
                    told = json.loads(answered.readline(LONGEST))
                yield Worker(
                    process=int(process),
                    answered=True,
                    is_open=bool(told["open"]),
                    because=str(told["because"]),
                )
            except (ConnectionRefusedError, FileNotFoundError):
                with suppress(OSError):  # of a worker that was killed
                    (inside / name).unlink()
            except (OSError, ValueError, KeyError):
                yield Worker(process=int(process), answered=False)
