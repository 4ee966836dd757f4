"""A passphrase, PIN or token that lies in a file, or comes as a credential of systemd's.

A name without a slash is a credential: a file in the folder that systemd names in
``CREDENTIALS_DIRECTORY``, which only the service may enter (systemd.exec(5)).  Such a file shows
its access-control mask where others' files show a group, so a group may seem to read it.
"""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from portal.errors import KeysUnavailable

LONGEST: Final = 64 * 1024
_BY_ANYBODY: Final = 0o007
_BY_OTHERS: Final = 0o077


def read_secret(named: Path, environ: Mapping[str, str] = os.environ) -> str:
    """Read the one line of a private file; it is read anew each time, since it may be renewed.

    :raises KeysUnavailable: if it is missing, empty, or somebody else may read it.
    """
    credential = len(named.parts) == 1
    path = Path(environ.get("CREDENTIALS_DIRECTORY", "")) / named if credential else named
    if credential and "CREDENTIALS_DIRECTORY" not in environ:
        raise KeysUnavailable(f"systemd gives no credentials here, so there is no {named}")
    try:
        with path.open("rb") as file:
            mode = os.fstat(file.fileno()).st_mode
            text = file.read(LONGEST).decode()
    except OSError as problem:
        raise KeysUnavailable(f"{path} cannot be read: {problem.strerror}") from None
    except UnicodeDecodeError:
        raise KeysUnavailable(f"{path} is no text") from None
    if mode & (_BY_ANYBODY if credential else _BY_OTHERS):
        raise KeysUnavailable(f"others may read {path}; set its mode to 0600")
    secret = text.removesuffix("\n").removesuffix("\r")
    if not secret:
        raise KeysUnavailable(f"{path} is empty")
    return secret
