r"""Roots: what wraps compartment keys, and is asked for nothing else.

The local root is a key file for one host:

    "clear-days/root/1\n" | kind u8 | root id (16) | body

    kind 0, as it is:        key (32) | HMAC-SHA-512(key, all before the key)[:16]
    kind 1, by passphrase:   salt (16) | Cobblestone-256(Argon2id(passphrase, salt), key)

The ciphertext of kind 1 is bound to all that precedes it.  Argon2id runs with 64 MiB, three
passes and four lanes (RFC 9106, section 4, second recommended option).
"""

import hmac
import os
import unicodedata
from pathlib import Path
from typing import Final, Protocol, Self
from uuid import UUID, uuid4

from cryptography.cobblestone import Cobblestone256Encryptor
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from portal.errors import CannotOpen, KeysUnavailable, Refused
from portal.vault import cobblestone

SHORTEST_PASSPHRASE: Final = 12

_MAGIC: Final = b"clear-days/root/1\n"
_PLAIN: Final = b"\x00"
_BY_PASSPHRASE: Final = b"\x01"
_KIND_END: Final = len(_MAGIC) + 1
_ID_END: Final = _KIND_END + 16
_CHECK: Final = 16
_SALT: Final = 16
_SALT_END: Final = _ID_END + _SALT
_SIZES: Final = {
    _PLAIN: _ID_END + cobblestone.KEY + _CHECK,
    _BY_PASSPHRASE: _SALT_END + cobblestone.sealed_length(cobblestone.KEY),
}
_READABLE_BY_OTHERS: Final = 0o077
_NEW: Final = os.O_WRONLY | os.O_CREAT | os.O_EXCL


class Root(Protocol):
    """Wraps compartment keys: a local file, an HSM, or a key service."""

    @property
    def id(self) -> str:
        """What records call this root; never used again for another key."""

    def wrap(self, key: bytes, context: bytes) -> bytes:
        """Encrypt a compartment key of 32 bytes, bound to the context where the root can.

        :raises KeysUnavailable: if the root is sealed or out of reach.
        """

    def unwrap(self, wrapped: bytes, context: bytes) -> bytes:
        """Recover a compartment key.

        :raises CannotOpen: if it was not wrapped here for this context.
        :raises KeysUnavailable: if the root is sealed or out of reach.
        """


class LocalRoot:
    """A root key from a file, held in memory."""

    def __init__(self, identity: UUID, key: bytes) -> None:
        self.id = f"local:{identity}"
        self._key = key

    @classmethod
    def create(cls, path: Path, *, passphrase: str | None = None) -> Self:
        """Draw a root key and keep it in a new file that only its owner can read.

        :raises Refused: if there is a file already, or the passphrase is too short.
        :raises KeysUnavailable: if the file cannot be written.
        """
        identity, key = uuid4(), Cobblestone256Encryptor.generate_key()
        if passphrase is None:
            head = _MAGIC + _PLAIN + identity.bytes
            body = key + _check_value(head, key)
        elif len(passphrase) < SHORTEST_PASSPHRASE:
            raise Refused(f"The root's passphrase needs at least {SHORTEST_PASSPHRASE} characters.")
        else:
            head = _MAGIC + _BY_PASSPHRASE + identity.bytes + os.urandom(_SALT)
            body = cobblestone.seal(_stretched(passphrase, head[_ID_END:]), head, key)
        _publish(path, head + body)
        return cls(identity, key)

    @classmethod
    def load(cls, path: Path, *, passphrase: str | None = None) -> Self:
        """Read the root key from its file.

        :raises KeysUnavailable: if the file is missing, readable by others, damaged, something
            else, or does not open with this passphrase.
        """
        raw = _read_private(path)
        kind, head = raw[len(_MAGIC) : _KIND_END], raw[:_ID_END]
        if not raw.startswith(_MAGIC) or len(raw) != _SIZES.get(kind):
            raise KeysUnavailable(f"{path} is not a whole key file of this portal")
        if (kind == _BY_PASSPHRASE) != (passphrase is not None):
            raise KeysUnavailable(f"{path} was made with a passphrase, or without, unlike now")
        if passphrase is None:
            key = raw[_ID_END:-_CHECK]
            whole = hmac.compare_digest(_check_value(head, key), raw[-_CHECK:])
        else:
            key, whole = _opened(raw, passphrase)
        if not whole:
            raise KeysUnavailable(f"{path} is damaged, or the passphrase is not the right one")
        return cls(UUID(bytes=raw[_KIND_END:_ID_END]), key)

    def wrap(self, key: bytes, context: bytes) -> bytes:
        """Encrypt a compartment key, bound to the context."""
        return cobblestone.seal(self._key, context, key)

    def unwrap(self, wrapped: bytes, context: bytes) -> bytes:
        """Recover a compartment key.

        :raises CannotOpen: if it was not wrapped here for this context.
        """
        try:
            return cobblestone.unseal(self._key, context, wrapped)
        except InvalidTag:
            raise CannotOpen from None


def _check_value(head: bytes, key: bytes) -> bytes:
    return hmac.digest(key, head, "sha512")[:_CHECK]


def _stretched(passphrase: str, salt: bytes) -> bytes:
    derivation = Argon2id(
        salt=salt, length=cobblestone.KEY, iterations=3, lanes=4, memory_cost=64 * 1024
    )
    # One text can be typed as different code points; NIST SP 800-63B-4 section 3.1.1.2.
    return derivation.derive(unicodedata.normalize("NFKC", passphrase).encode())


def _opened(raw: bytes, passphrase: str) -> tuple[bytes, bool]:
    head = raw[:_SALT_END]
    try:
        stretched = _stretched(passphrase, head[_ID_END:])
        return cobblestone.unseal(stretched, head, raw[_SALT_END:]), True
    except InvalidTag:
        return b"", False


def _read_private(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            if os.fstat(file.fileno()).st_mode & _READABLE_BY_OTHERS:
                raise KeysUnavailable(f"others may read {path}; set its mode to 0600")
            return file.read(max(_SIZES.values()) + 1)
    except OSError as problem:
        raise KeysUnavailable(f"{path} cannot be read: {problem.strerror}") from None


def _publish(path: Path, content: bytes) -> None:
    """Put a whole file at the path, durably, unless there is one already."""
    draft = path.with_name(f".{path.name}.{uuid4().hex}")
    try:
        with os.fdopen(os.open(draft, _NEW, 0o600), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        # A link, unlike a rename, fails if the name is taken.
        path.hardlink_to(draft)
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
    except FileExistsError:
        raise Refused(f"There is a file at {path} already; it was left as it is.") from None
    except OSError as problem:
        raise KeysUnavailable(f"{path} cannot be written: {problem.strerror}") from None
    finally:
        draft.unlink(missing_ok=True)
