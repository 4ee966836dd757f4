"""Where papers may lie, as PORTAL_PAPERS names it: a folder, an Azure container, an S3 bucket."""

import re
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

_AZURE: Final = re.compile(r"az://(?P<account>[a-z0-9]{3,24})/(?P<name>[a-z0-9][a-z0-9-]{2,62})")
_S3: Final = re.compile(r"s3://(?P<name>[a-z0-9][a-z0-9.-]{2,62})")


class Kind(StrEnum):
    """Which kind of object store."""

    AZURE = "az"
    S3 = "s3"


@dataclass(frozen=True, slots=True, kw_only=True)
class Afar:
    """A container or bucket, and how the portal proves itself there.

    Without ``secret`` it proves itself by what the machine it runs on is: a managed identity of
    Azure (``key_id`` then names which, if there are several), or instance credentials of AWS.
    """

    kind: Kind
    name: str  # of the container or bucket
    account: str = ""
    endpoint: str = ""
    region: str = ""
    key_id: str = field(default="", repr=False)
    secret: str = field(default="", repr=False)

    def __str__(self) -> str:
        account = f"{self.account}/" if self.account else ""
        return f"{self.kind.value}://{account}{self.name}"

    @property
    def in_clear(self) -> bool:
        """Whether it is asked without TLS, as only a store on this machine may be."""
        return self.endpoint.startswith("http://")


Place = Path | Afar


def place(text: str) -> Place:
    """Read a folder, ``az://account/container`` or ``s3://bucket``.

    :raises ValueError: if it is an address of any other form.
    """
    found = _AZURE.fullmatch(text)
    if found is not None:
        return Afar(kind=Kind.AZURE, account=found["account"], name=found["name"])
    found = _S3.fullmatch(text)
    if found is not None:
        return Afar(kind=Kind.S3, name=found["name"])
    if "://" in text:
        raise ValueError
    return Path(text)


def address(text: str) -> str:
    """Read the address of a store.

    :raises ValueError: if it is not an http or https address without credentials in it.
    """
    read = urlsplit(text)
    if read.scheme not in {"http", "https"} or not read.hostname or read.username:
        raise ValueError
    return text.rstrip("/")
