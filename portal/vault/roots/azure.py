"""Azure Key Vault: one RSA key for each slot, which unwraps at the vault and never leaves it.

A vault wraps by RSA-OAEP-256 alone, which takes no associated data.  What is wrapped is therefore
the compartment's key followed by the digest of its context, held against the context afterwards:

    0x01 | length u8 | version of the RSA key | RSA-OAEP-256(key (32) | SHA-256(context) (32))

Whoever knows the public key can wrap a key of their own choosing; that it is not the compartment's
is found out by the check value that the log pinned (ENC-03).  The version is named, so that no
other is tried.

A vault keeps a deleted key until its purge date, unless the portal may purge it.
"""

import hashlib
import hmac
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

from azure.core import exceptions as told
from azure.core.pipeline.transport import RequestsTransport
from azure.keyvault.keys import DeletedKey, KeyClient, KeyOperation, KeyVaultKey
from azure.keyvault.keys.crypto import KeyWrapAlgorithm

from portal.errors import CannotOpen, KeysUnavailable
from portal.vault.roots.choice import MARKER, AzureChoice
from portal.vault.roots.interface import Destroyed, checked
from portal.vault.roots.reach import OutOfReach, TooMany, seconds_in

if TYPE_CHECKING:
    from azure.core.credentials import TokenCredential

BITS: Final = 3072  # as strong as AES-128; NIST SP 800-57 part 1, table 2
_LAYOUT: Final = b"\x01"
_KEY: Final = 32
_DIGEST: Final = 32
_LONGEST_VERSION: Final = 64
_ALGORITHM: Final = KeyWrapAlgorithm.rsa_oaep_256
_OPERATIONS: Final[list[str | KeyOperation]] = [KeyOperation.wrap_key, KeyOperation.unwrap_key]
_BAD_REQUEST, _FORBIDDEN, _CONFLICT, _TOO_MANY = 400, 403, 409, 429


class AzureRoot:
    """A root whose wrapping keys an Azure Key Vault keeps."""

    def __init__(self, choice: AzureChoice) -> None:
        self.id = f"azure:{choice.name}"
        self._choice = choice
        self._credential: TokenCredential | None = None
        self._clients: dict[int, KeyClient] = {}  # by process: a fork shares no connection

    def create(self, slot: str) -> None:
        """Make the key of a slot, unless it is there already.

        :raises KeysUnavailable: if the vault is away or refuses, or keeps a deleted key of that
            name.
        """
        name = self._name(slot)
        with self._asking() as client:
            try:
                client.get_key(name)
            except told.ResourceNotFoundError:
                client.create_rsa_key(name, size=BITS, key_operations=_OPERATIONS)

    def wrap(self, slot: str, key: bytes, context: bytes) -> bytes:
        """Encrypt a compartment key, together with the digest of its context.

        :raises CannotOpen: if there is no such slot.
        :raises KeysUnavailable: if the vault is away, or refuses.
        """
        name = self._name(slot)
        with self._asking() as client:
            version = _version_of(self._found(client, name))
            crypto = client.get_cryptography_client(name, key_version=version)
            sealed = crypto.wrap_key(_ALGORITHM, key + hashlib.sha256(context).digest())
            named = version.encode("ascii")
            return _LAYOUT + len(named).to_bytes() + named + sealed.encrypted_key

    def unwrap(self, slot: str, wrapped: bytes, context: bytes) -> bytes:
        """Recover a compartment key, if it was wrapped for this context.

        :raises CannotOpen: if it was not, or the slot or the version is gone.
        :raises KeysUnavailable: if the vault is away, or refuses.
        """
        name = self._name(slot)
        version, sealed = _split(wrapped)
        with self._asking() as client:
            try:
                crypto = client.get_cryptography_client(name, key_version=version)
                opened = crypto.unwrap_key(_ALGORITHM, sealed).key
            except told.ResourceNotFoundError:
                raise CannotOpen(f"there is no key {name} of that version") from None
            except told.HttpResponseError as refused:
                if refused.status_code == _BAD_REQUEST:
                    raise CannotOpen(f"key {name} does not open it") from None
                raise
        digest = hashlib.sha256(context).digest()
        if len(opened) != _KEY + _DIGEST or not hmac.compare_digest(opened[_KEY:], digest):
            raise CannotOpen(f"key {name} opens it, but it was wrapped for another context")
        return opened[:_KEY]

    def destroy(self, slot: str) -> Destroyed:
        """Delete the key of a slot, and purge it where the portal may.

        :raises KeysUnavailable: if the vault is away, or refuses.
        """
        name = self._name(slot)
        with self._asking() as client:
            try:
                deleted: DeletedKey | None = client.begin_delete_key(name).result()
            except told.ResourceNotFoundError:
                deleted = self._deleted(client, name)
            if deleted is None or deleted.recovery_id is None or self._purged(client, name):
                return self._destroyed(name, deleted=None)
            return self._destroyed(name, deleted=deleted)

    def faults(self) -> list[tuple[str, str]]:
        """Name what is amiss with the root's own key."""
        name = self._name(MARKER)
        with self._asking() as client:
            found = self._found(client, name)
        if set(found.key_operations) <= set(_OPERATIONS):
            return []
        return [
            (
                f"key {name} may do more than wrap and unwrap",
                f"Let it do nothing else, in {self._choice.address}, than wrap and unwrap keys.",
            )
        ]

    def _name(self, slot: str) -> str:
        return f"{self._choice.name}-{checked(slot)}"

    @staticmethod
    def _found(client: KeyClient, name: str) -> KeyVaultKey:
        try:
            return client.get_key(name)
        except told.ResourceNotFoundError:
            raise CannotOpen(f"there is no key {name}") from None

    @staticmethod
    def _deleted(client: KeyClient, name: str) -> DeletedKey | None:
        try:
            return client.get_deleted_key(name)
        except told.ResourceNotFoundError:
            return None

    @staticmethod
    def _purged(client: KeyClient, name: str) -> bool:
        """Purge a deleted key; where that is not allowed, or too early, it stays for its time."""
        try:
            client.purge_deleted_key(name)
        except told.ResourceNotFoundError:
            return False  # deletion takes a few seconds: destroying it again purges it
        except told.HttpResponseError as refused:
            if refused.status_code in {_BAD_REQUEST, _FORBIDDEN, _CONFLICT}:
                return False
            raise
        return True

    def _destroyed(self, name: str, *, deleted: DeletedKey | None) -> Destroyed:
        if deleted is None:
            return Destroyed(evidence=f"key {name} is not in {self._choice.address}", final_at=None)
        return Destroyed(
            evidence=f"key {name} is deleted in {self._choice.address}: {deleted.recovery_id}",
            final_at=deleted.scheduled_purge_date,
        )

    def _client(self) -> KeyClient:
        client = self._clients.get(os.getpid())
        if client is None:
            choice, seconds = self._choice, self._choice.patience.seconds
            if self._credential is None:
                self._credential = choice.credential()
            client = KeyClient(
                choice.address,
                self._credential,
                transport=RequestsTransport(
                    connection_timeout=seconds,
                    read_timeout=seconds,
                    connection_verify=True if choice.authority is None else str(choice.authority),
                ),
                retry_total=0,  # tries are GuardedRoot's business, which knows when to stop
                permit_redirects=False,
            )
            self._clients[os.getpid()] = client
        return client

    @contextmanager
    def _asking(self) -> Iterator[KeyClient]:
        """Say in the vault's words what Azure said."""
        address = self._choice.address
        try:
            yield self._client()
        except told.ClientAuthenticationError as refused:
            if refused.response is None:  # not the vault's word: nobody gave a token to show there
                raise OutOfReach("nobody signs the portal in at Azure just now") from None
            raise KeysUnavailable(
                f"{address} does not know the portal: see PORTAL_ROOT_IDENTITY"
            ) from None
        except told.HttpResponseError as refused:
            raise _translated(address, refused) from None
        except (told.ServiceRequestTimeoutError, told.ServiceResponseTimeoutError):
            raise OutOfReach(f"{address} does not answer in time") from None
        except told.AzureError:
            raise OutOfReach(f"{address} cannot be reached") from None
        except (ValueError, AttributeError, TypeError, KeyError):
            raise OutOfReach(f"{address} answers what no key vault does") from None


def _translated(address: str, refused: told.HttpResponseError) -> KeysUnavailable:
    status = refused.status_code or 0
    if status == _TOO_MANY:
        headers: Any = getattr(refused.response, "headers", {})
        return TooMany(
            f"{address} is asked too often (429)", seconds_in(headers.get("Retry-After"))
        )
    if status == _FORBIDDEN:
        return KeysUnavailable(
            f"{address} refuses the portal, or the key is disabled or expired: see its roles"
        )
    if status == _CONFLICT:
        return KeysUnavailable(
            f"{address} keeps a deleted key of that name: recover it, or wait until it is purged"
        )
    if _BAD_REQUEST <= status < 500:  # noqa: PLR2004 -- the statuses that blame who asks
        return KeysUnavailable(f"{address} refuses ({status})")
    return OutOfReach(f"{address} cannot work now ({status})")


def _version_of(key: KeyVaultKey) -> str:
    version = key.properties.version
    if not version or len(version) > _LONGEST_VERSION or not version.isalnum():
        raise ValueError("a key without a version")
    return version


def _split(wrapped: bytes) -> tuple[str, bytes]:
    """Give the version of the RSA key, and what it wrapped.

    :raises CannotOpen: if this is neither.
    """
    start = len(_LAYOUT) + 1
    if len(wrapped) < start or not wrapped.startswith(_LAYOUT):
        raise CannotOpen("not what is wrapped at a key vault")
    end = start + wrapped[len(_LAYOUT)]
    version = wrapped[start:end]
    if not version or len(version) > _LONGEST_VERSION or not version.isalnum():
        raise CannotOpen("not what is wrapped at a key vault")
    return version.decode("ascii"), wrapped[end:]
