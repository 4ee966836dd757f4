"""Which provider, which tenant, which client: what production may not be told is not asked here."""

import hashlib
from base64 import urlsafe_b64encode
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlsplit
from uuid import UUID

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from portal.services.sign_in.refusals import ProviderNotTrusted

# The provider's national clouds, each with the host of its directory (Microsoft Graph): the only
# two hosts that are spoken to there.
CLOUDS: Final = {
    "login.microsoftonline.com": "graph.microsoft.com",
    "login.microsoftonline.us": "graph.microsoft.us",
    "login.partner.microsoftonline.cn": "microsoftgraph.chinacloudapi.cn",
}
LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "[::1]", "::1"})
CALLBACK: Final = "/sign-in/callback"
SIGNED_OUT: Final = "/sign-out"
FRONT_CHANNEL: Final = "/sign-out/front-channel"


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderSettings:
    """One registered client of one tenant.

    ``authority`` is the address that precedes the tenant: ``https://login.microsoftonline.com``
    or another national cloud, and outside production also a provider on loopback.
    ``directory`` is the address of Microsoft Graph, which the cloud decides; only for a provider
    on loopback may another on loopback be named.  ``client_key`` and ``client_certificate`` are
    PEM texts; a client secret is refused in production.

    :raises ProviderNotTrusted: naming every fault at once.
    """

    production: bool
    authority: str
    tenant: UUID
    client_id: str
    portal_address: str
    directory: str = ""
    client_secret: str = field(default="", repr=False)
    client_key: str = field(default="", repr=False)
    client_certificate: str = field(default="", repr=False)

    def __post_init__(self) -> None:
        if faults := self._faults():
            raise ProviderNotTrusted("; ".join(faults))

    @property
    def issuer(self) -> str:
        """The one issuer whose tokens count."""
        return f"{self.authority}/{self.tenant}/v2.0"

    @property
    def discovery_address(self) -> str:
        """Where the provider describes itself (OpenID Connect Discovery section 4)."""
        return f"{self.issuer}/.well-known/openid-configuration"

    @property
    def redirect_uri(self) -> str:
        """Where the provider sends the browser back to; registered there, letter for letter."""
        return self.portal_address + CALLBACK

    @property
    def signed_out_address(self) -> str:
        """Where the provider sends the browser after signing out; registered there too."""
        return self.portal_address + SIGNED_OUT

    @property
    def graph(self) -> str:
        """The address of Microsoft Graph, without a version."""
        host = urlsplit(self.authority).netloc
        if host in CLOUDS:
            return f"https://{CLOUDS[host]}"
        return self.directory or f"{self.authority}/graph"

    @property
    def certificate_thumbprint(self) -> str:
        """The ``x5t#S256`` by which the provider knows the client's certificate (RFC 7515)."""
        certificate = x509.load_pem_x509_certificate(self.client_certificate.encode())
        digest = hashlib.sha256(certificate.public_bytes(Encoding.DER)).digest()
        return urlsafe_b64encode(digest).rstrip(b"=").decode()

    def trusts(self, address: str) -> bool:
        """Say whether an address is the provider's, and the browser may be sent there."""
        return self._is_at(address, urlsplit(self.authority).netloc)

    def may_ask(self, address: str) -> bool:
        """Say whether the portal itself may speak to an address: the provider's or Graph's."""
        return self.trusts(address) or self._is_at(address, urlsplit(self.graph).netloc)

    def _is_at(self, address: str, place: str) -> bool:
        parts = urlsplit(address)
        if parts.username or parts.password or parts.netloc != place:
            return False
        # Only the clouds are left in production: see the faults below.
        return parts.scheme == "https" or (not self.production and parts.hostname in LOOPBACK)

    def _faults(self) -> list[str]:
        faults = []
        authority, portal = urlsplit(self.authority), urlsplit(self.portal_address)
        if not (authority.scheme == "https" and authority.netloc in CLOUDS) and (
            self.production or authority.hostname not in LOOPBACK
        ):
            faults.append("the provider's address is not one of the known clouds")
        if authority.path or authority.query or authority.fragment:
            faults.append("the provider's address ends at its host, without a path")
        if self.directory and (
            authority.netloc in CLOUDS or urlsplit(self.directory).hostname not in LOOPBACK
        ):
            faults.append("the directory's address follows from the provider's: name none")
        if not self.client_id:
            faults.append("the client has no identifier")
        if portal.path or portal.query or portal.fragment or not portal.netloc:
            faults.append("the portal's address ends at its host, without a path")
        if portal.scheme != "https" and (self.production or portal.hostname not in LOOPBACK):
            faults.append("the portal's address does not begin with https")
        if self.client_secret and self.client_key:
            faults.append("the client has both a secret and a key")
        if self.production and not (self.client_key and self.client_certificate):
            faults.append("in production the client signs with a certificate, not a secret")
        return faults
