"""The private folder of sockets, and the mark in it that says that workers begin sealed."""

import os
import socket
import stat
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from portal.errors import KeysUnavailable

SUFFIX: Final = ".socket"
_MARK: Final = "sealed"
_OTHERS: Final = 0o077
_CREDENTIALS: Final = struct.Struct("3i")  # pid, uid, gid
_ROOT: Final = 0


@contextmanager
def entered(folder: Path, *, make: bool = False) -> Iterator[Path]:
    """Give a short path to the folder, since a socket's address holds 107 bytes.

    :raises KeysUnavailable: if it is not there, or somebody else may enter it.
    """
    try:
        if make and not folder.exists():
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            if os.geteuid() == _ROOT:  # on behalf of whoever owns what is around it
                around = folder.parent.stat()
                os.chown(folder, around.st_uid, around.st_gid)
        opened = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    except OSError as problem:
        raise KeysUnavailable(f"{folder} cannot be entered: {problem.strerror}") from None
    try:
        found = os.fstat(opened)
        if found.st_mode & _OTHERS or os.geteuid() not in {found.st_uid, _ROOT}:
            raise KeysUnavailable(f"others may enter {folder}; give it to the portal, mode 0700")
        yield Path(f"/proc/self/fd/{opened}")
    finally:
        os.close(opened)


def asked_by(connection: socket.socket) -> int:
    """Say which user is at the other end, by the kernel's word."""
    raw = connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, _CREDENTIALS.size)
    _, user, _ = _CREDENTIALS.unpack(raw)
    return int(user)


def is_sealed(folder: Path) -> bool:
    """Say whether workers are to begin sealed; if it cannot be told, they are."""
    try:
        return stat.S_ISREG((folder / _MARK).lstat().st_mode)
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError:
        return True


def keep_sealed(folder: Path) -> None:
    """Have workers begin sealed from now on.

    :raises KeysUnavailable: if that cannot be written down.
    """
    with entered(folder, make=True) as inside:
        try:
            (inside / _MARK).touch(mode=0o600)
        except OSError as problem:
            raise KeysUnavailable(f"{folder} cannot be written: {problem.strerror}") from None


def let_open(folder: Path) -> None:
    """Have workers begin as the settings say.

    :raises KeysUnavailable: if that cannot be written down.
    """
    with entered(folder, make=True) as inside:
        try:
            (inside / _MARK).unlink(missing_ok=True)
        except OSError as problem:
            raise KeysUnavailable(f"{folder} cannot be written: {problem.strerror}") from None
