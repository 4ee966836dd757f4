"""What the demonstration's identity provider is told: where it answers, and who is who."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final
from urllib.parse import urlsplit
from uuid import UUID

from portal.errors import PortalError

LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "::1"})


class NotInProduction(PortalError):
    """The demonstration's provider was asked to exist where it must not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """Somebody who can be picked."""

    object_id: UUID
    name: str
    part: str
    roles: Sequence[str]
    guest: bool = False
    groups: Sequence[UUID] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderTerms:
    """Where the provider answers, for whom, and to whom it sends people back.

    The Graph and the directory behind it are made from these terms too, so that neither can
    exist where the provider may not.

    :raises NotInProduction: if it is to run in production or not on loopback.
    """

    production: bool
    address: str
    tenant: UUID
    client_id: str
    redirect_uri: str
    signed_out_address: str
    accounts: Sequence[Account]
    clock: Callable[[], datetime]
    client_secret: str = field(default="", repr=False)
    front_channel_address: str = ""

    def __post_init__(self) -> None:
        if self.production:
            raise NotInProduction("the demonstration's identity provider is not for production")
        if urlsplit(self.address).hostname not in LOOPBACK:
            raise NotInProduction("the demonstration's identity provider stays on this machine")

    @property
    def issuer(self) -> str:
        """What the provider calls itself."""
        return f"{self.address}/{self.tenant}/v2.0"

    @property
    def graph(self) -> str:
        """The Graph as a resource: what a token for it is made out to."""
        return f"{self.address}/graph"

    @property
    def graph_address(self) -> str:
        """Where the Graph answers."""
        return f"{self.graph}/v1.0"

    @property
    def graph_scope(self) -> str:
        """The one scope that gives a token for the Graph."""
        return f"{self.graph}/.default"
