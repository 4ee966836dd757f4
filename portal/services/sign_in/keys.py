"""The tenant's signing keys: fetched rarely, kept a day, never fetched because a stranger asks."""

import base64
import binascii
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from joserfc.errors import JoseError
from joserfc.jwk import RSAKey

from portal.services.sign_in.refusals import ProviderUnreachable

REFRESH_AFTER: Final = timedelta(hours=1)
KEPT_AFTER_LAST_SEEN: Final = timedelta(hours=24)
BETWEEN_FETCHES: Final = timedelta(minutes=5)
BETWEEN_FIRST_FETCHES: Final = timedelta(seconds=10)
SHORTEST_MODULUS: Final = 256  # octets: 2048 bits, RFC 7518 section 3.3


@dataclass(frozen=True, slots=True, kw_only=True)
class SigningKey:
    """One published key, and when it was last among those published."""

    public: RSAKey
    issuer: str | None
    last_seen_at: datetime

    def belongs_to(self, issuer: str, tenant: UUID) -> bool:
        """Say whether this key may sign for an issuer; the provider scopes some keys."""
        if self.issuer is None:
            return True
        # Keys shared by all tenants are published with a placeholder.
        return self.issuer.replace("{tenantid}", str(tenant)) == issuer


def in_the_background(task: Callable[[], None]) -> None:
    """Run a task in a thread of its own, which does not keep the process from ending."""
    threading.Thread(target=task, name="signing keys", daemon=True).start()


class SigningKeys:
    """The keys of one tenant, as its provider's published algorithm for key rollover asks.

    Refreshed in the background when older than an hour, while whoever signs in goes on with the
    key that is known; a key lives 24 hours after it was last seen; an unknown key is waited for,
    and causes at most one fetch in five minutes, whoever brings it; one fetch at a time; and when
    the provider is out of reach, the last good set serves.
    """

    def __init__(
        self,
        fetch: Callable[[], Mapping[str, Any]],
        run: Callable[[Callable[[], None]], None] | None = None,
    ) -> None:
        """Keep keys fetched by ``fetch``, which returns a JWK set or raises.

        :param run: runs a refresh that nobody waits for; usually in a thread of its own.
        """
        self._fetch = fetch
        self._run = run or in_the_background
        self._keys: Mapping[str, SigningKey] = {}
        self._fetched_at: datetime | None = None
        self._tried_at: datetime | None = None
        self._one_at_a_time = threading.Lock()

    def find(self, kid: str, at: datetime) -> SigningKey | None:
        """Find a live key by its identifier; wait for a fetch only if it is not known."""
        known = self._live(kid, at)
        if known is None:
            with self._one_at_a_time:
                if self._is_due(self._live(kid, at), at):
                    self._refresh(at)
            return self._live(kid, at)
        if self._is_due(known, at) and self._one_at_a_time.acquire(blocking=False):
            self._refresh_aside(known, at)
        return known

    def _refresh_aside(self, known: SigningKey, at: datetime) -> None:
        """Refresh where nobody waits.  The lock was taken here, and is given back there."""

        def refresh() -> None:
            try:
                if self._is_due(known, at):
                    self._refresh(at)
            finally:
                self._one_at_a_time.release()

        try:
            self._run(refresh)
        except RuntimeError:  # no thread can be had: the key serves, and the next one tries again
            self._one_at_a_time.release()

    def _live(self, kid: str, at: datetime) -> SigningKey | None:
        key = self._keys.get(kid)
        if key is None or at - key.last_seen_at > KEPT_AFTER_LAST_SEEN:
            return None
        return key

    def _is_due(self, known: SigningKey | None, at: datetime) -> bool:
        if self._tried_at is None:
            return True
        if self._fetched_at is None:
            return abs(at - self._tried_at) >= BETWEEN_FIRST_FETCHES
        if known is not None and abs(at - self._fetched_at) < REFRESH_AFTER:
            return False
        # Either way, since a clock that was set back is not waited for.
        return abs(at - self._tried_at) >= BETWEEN_FETCHES

    def _refresh(self, at: datetime) -> None:
        self._tried_at = at
        try:
            published = signing_keys(self._fetch(), at)
        except ProviderUnreachable:
            return
        if not published:
            return
        kept = {
            kid: key
            for kid, key in self._keys.items()
            if at - key.last_seen_at <= KEPT_AFTER_LAST_SEEN
        }
        # Replaced as a whole, so that readers without the lock see one set or the other.
        self._keys = {**kept, **published}
        self._fetched_at = at


def signing_keys(jwks: Mapping[str, Any], at: datetime) -> dict[str, SigningKey]:
    """Read the usable keys of a JWK set (RFC 7517): RSA, for signing, long enough, named."""
    entries = jwks.get("keys")
    found: dict[str, SigningKey] = {}
    for entry in entries if isinstance(entries, list) else []:
        if not isinstance(entry, dict):
            continue
        key = _signing_key(entry, at)
        if key is not None:
            found.setdefault(entry["kid"], key)
    return found


def _signing_key(entry: Mapping[str, Any], at: datetime) -> SigningKey | None:
    kid, issuer = entry.get("kid"), entry.get("issuer")
    usable = (
        entry.get("kty") == "RSA"
        and entry.get("use", "sig") == "sig"
        and entry.get("alg", "RS256") == "RS256"
        and isinstance(kid, str)
        and kid
        and (issuer is None or isinstance(issuer, str))
        and _is_long_enough(entry.get("n"))
    )
    if not usable:
        return None
    try:
        public = RSAKey.import_key({"kty": "RSA", "n": entry["n"], "e": entry["e"]})
    except (JoseError, ValueError, KeyError, TypeError):
        return None
    return SigningKey(public=public, issuer=issuer, last_seen_at=at)


def _is_long_enough(modulus: object) -> bool:
    if not isinstance(modulus, str):
        return False
    try:
        octets = base64.urlsafe_b64decode(modulus + "=" * (-len(modulus) % 4))
    except (binascii.Error, ValueError):
        return False
    return len(octets.lstrip(b"\0")) >= SHORTEST_MODULUS
