"""The identity provider as the portal knows it: its addresses, checked, and its keys."""

import threading
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from portal.services.sign_in.keys import SigningKeys
from portal.services.sign_in.outgoing import fetch_json
from portal.services.sign_in.refusals import ProviderNotTrusted, ProviderUnreachable
from portal.services.sign_in.settings import ProviderSettings

REDISCOVER_AFTER: Final = timedelta(hours=24)
_ADDRESSES: Final = (
    "authorization_endpoint",
    "token_endpoint",
    "jwks_uri",
    "end_session_endpoint",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoints:
    """The provider's addresses, each on a host that the settings trust."""

    authorization: str
    token: str
    keys: str
    end_session: str


class Provider:
    """One tenant of an identity provider.

    Made once by the front door, which calls :meth:`check_at_start`; then shared by all threads.
    """

    def __init__(self, settings: ProviderSettings) -> None:
        self.settings = settings
        self.keys = SigningKeys(self._fetch_keys)
        self._lock = threading.Lock()
        self._endpoints: Endpoints | None = None
        self._discovered_at: datetime | None = None

    def check_at_start(self, at: datetime) -> bool:
        """Refuse to start with a provider that is not the one configured.

        A provider out of reach is no reason to keep the public pages shut: it is asked again at
        the first sign-in, and until then nobody signs in.

        :returns: whether it answered.
        :raises ProviderNotTrusted: if it answered for another issuer, or with other hosts.
        """
        try:
            self.endpoints(at)
        except ProviderUnreachable:
            return False
        return True

    def endpoints(self, at: datetime) -> Endpoints:
        """Give the provider's addresses, discovered at most once a day.

        :raises ProviderUnreachable: if they were never found and cannot be now.
        :raises ProviderNotTrusted: if what the provider says of itself is not acceptable.
        """
        with self._lock:
            fresh = self._discovered_at and at - self._discovered_at < REDISCOVER_AFTER
            if self._endpoints is not None and fresh:
                return self._endpoints
            try:
                found = accepted(
                    fetch_json(self.settings, self.settings.discovery_address), self.settings
                )
            except ProviderUnreachable:
                if self._endpoints is None:
                    raise
                return self._endpoints
            self._endpoints, self._discovered_at = found, at
            return found

    def _fetch_keys(self) -> Mapping[str, Any]:
        # Only called while a token is being read, which is after discovery.
        if self._endpoints is None:
            raise ProviderUnreachable("not discovered yet")
        return fetch_json(self.settings, self._endpoints.keys)


def accepted(document: Mapping[str, Any], settings: ProviderSettings) -> Endpoints:
    """Accept a discovery document (OpenID Connect Discovery section 3) for these settings.

    :raises ProviderNotTrusted: if its issuer is not exactly the expected one, or an address of
        its is missing or on a host that is not allowed.
    """
    if document.get("issuer") != settings.issuer:
        raise ProviderNotTrusted("the provider names another issuer than the configured tenant's")
    for name in _ADDRESSES:
        address = document.get(name)
        if not isinstance(address, str) or not settings.trusts(address):
            raise ProviderNotTrusted(f"the provider's {name} is missing or on a host not allowed")
    if "RS256" not in document.get("id_token_signing_alg_values_supported", ["RS256"]):
        raise ProviderNotTrusted("the provider does not sign with RS256")
    return Endpoints(
        authorization=document["authorization_endpoint"],
        token=document["token_endpoint"],
        keys=document["jwks_uri"],
        end_session=document["end_session_endpoint"],
    )
