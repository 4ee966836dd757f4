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

# The provider's national clouds and the only hosts a sign-in may speak to in each.
CLOUDS: Final = {
    "login.microsoftonline.com": frozenset({"login.microsoftonline.com"}),
    "login.microsoftonline.us": frozenset({"login.microsoftonline.us"}),
    "login.partner.microsoftonline.cn": frozenset({"login.partner.microsoftonline.cn"}),
}
LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "[::1]", "::1"})
CALLBACK: Final = "/sign-in/callback"
SIGNED_OUT: Final = "/sign-out"


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderSettings:
    """One registered client of one tenant.

    ``authority`` is the address that precedes the tenant: ``https://login.microsoftonline.com``
    or another national cloud, and outside production also a provider on loopback.
    ``client_key`` and ``client_certificate`` are PEM texts; a client secret is refused in
    production.

    :raises ProviderNotTrusted: naming every fault at once.
    """

    production: bool
    authority: str
    tenant: UUID
    client_id: str
    portal_address: str
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
    def certificate_thumbprint(self) -> str:
        """The ``x5t#S256`` by which the provider knows the client's certificate (RFC 7515)."""
        certificate = x509.load_pem_x509_certificate(self.client_certificate.encode())
        digest = hashlib.sha256(certificate.public_bytes(Encoding.DER)).digest()
        return urlsafe_b64encode(digest).rstrip(b"=").decode()

    def trusts(self, address: str) -> bool:
        """Say whether an address of the provider's may be visited, or the browser sent there."""
        parts = urlsplit(address)
        if parts.username or parts.password:
            return False
        host = urlsplit(self.authority).hostname or ""
        if host in CLOUDS:
            return parts.scheme == "https" and parts.netloc in CLOUDS[host]
        # Not reached in production: the faults below leave only the clouds.
        return not self.production and parts.netloc == urlsplit(self.authority).netloc

    def _faults(self) -> list[str]:
        faults = []
        authority, portal = urlsplit(self.authority), urlsplit(self.portal_address)
        if not (authority.scheme == "https" and authority.netloc in CLOUDS) and (
            self.production or authority.hostname not in LOOPBACK
        ):
            faults.append("the provider's address is not one of the known clouds")
        if authority.path or authority.query or authority.fragment:
            faults.append("the provider's address ends at its host, without a path")
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
