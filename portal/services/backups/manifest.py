"""The manifest of a backup: everything in it by its digest, under a seal of the portal's.

The seal is HMAC-SHA-256 under a key made from PORTAL_LOG_PEPPER, which is in no backup: whoever
gets hold of a backup can destroy it, but not change it unnoticed.  Nothing in the manifest is
secret: names of tables, numbers, digests, and the random names of files.
"""

import hashlib
import hmac
import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Final, Self
from uuid import UUID

from portal.audit import Checkpoint
from portal.errors import Refused

FORMAT: Final = 1
NAME: Final = "manifest.json"
BLOBS: Final = "papers"
PIECE: Final = 1 << 20

_PURPOSE: Final = b"clear-days/backup/v1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One file of a backup."""

    size: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What a backup holds.

    ``known_up_to`` is the number of the last entry of the log that was there before the record
    was read, so that the record has the effect of every entry up to it.
    """

    made_at: str
    deployment: str
    revisions: dict[str, str]
    version: int
    log_size: int
    log_head: str
    known_up_to: int
    dump: str
    tables: dict[str, Part]
    papers: dict[str, Part]
    missing: list[str] = field(default_factory=list)
    format: int = FORMAT

    @property
    def checkpoint(self) -> Checkpoint:
        """How far the log in it goes."""
        return Checkpoint(self.log_size, bytes.fromhex(self.log_head))

    @property
    def deployment_id(self) -> UUID:
        """Which installation it is of."""
        return UUID(self.deployment)

    def encode(self) -> bytes:
        """Give the bytes that are sealed and digested."""
        return json.dumps(asdict(self), sort_keys=True, indent=1).encode()

    def digest(self) -> bytes:
        """Give the digest by which the log names this backup."""
        return hashlib.sha256(self.encode()).digest()

    def files(self) -> Iterator[tuple[str, Part]]:
        """Give every file there must be, by its path in the folder."""
        for name, part in self.tables.items():
            yield f"{self.dump}/{name}", part
        for name, part in self.papers.items():
            yield f"{BLOBS}/{name}", part

    @classmethod
    def of(cls, told: dict[str, Any]) -> Self:
        """Read a manifest back.

        :raises TypeError, ValueError, KeyError: if it is none.
        """
        parts = {
            name: {each: Part(**part) for each, part in told[name].items()}
            for name in ("tables", "papers")
        }
        read = cls(**{**told, **parts})
        if read.format != FORMAT:
            raise ValueError("another format")
        return read


def write(folder: Path, manifest: Manifest, pepper: bytes) -> None:
    """Put the manifest in place, whole and durably; the files it names are there already."""
    body = manifest.encode()
    draft = folder / f".{NAME}"
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(json.dumps({"seal": _seal(body, pepper)}).encode() + b"\n" + body)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(folder / NAME)
    settle(folder)


def read(folder: Path, pepper: bytes) -> Manifest:
    """Read the manifest of a backup, and see that the portal sealed it.

    :raises Refused: if there is none, or it is not as it was sealed.
    """
    try:
        raw = (folder / NAME).read_bytes()
    except OSError:
        raise Refused(
            f"There is no finished backup in {folder}: it has no {NAME} that can be read."
        ) from None
    head, _, body = raw.partition(b"\n")
    try:
        seal = str(json.loads(head)["seal"])
        manifest = Manifest.of(json.loads(body))
    except (TypeError, ValueError, KeyError, AttributeError):
        raise Refused(f"{folder / NAME} is damaged, or of another version.") from None
    if not hmac.compare_digest(seal.encode(), _seal(body, pepper).encode()):
        raise Refused(
            f"{folder / NAME} was changed since it was made, or made with another"
            " PORTAL_LOG_PEPPER. Do not restore it."
        )
    return manifest


def digest_of(path: Path) -> Part:
    """Digest a file.

    :raises OSError: if it cannot be read.
    """
    digest, size = hashlib.sha256(), 0
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            digest.update(piece)
            size += len(piece)
    return Part(size=size, sha256=digest.hexdigest())


def settle(folder: Path) -> None:
    """Bring the names in a folder to the disk."""
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def _seal(body: bytes, pepper: bytes) -> str:
    key = hmac.digest(pepper, _PURPOSE, "sha256")
    return hmac.new(key, body, "sha256").hexdigest()
