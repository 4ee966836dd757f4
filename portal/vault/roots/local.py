r"""The local root: wrapping keys in one private file, for an installation of one host.

    "clear-days/root/2\n" | kind u8 | root id (16) | body

    kind 0, as it is:        content | SHA-512(all before)[:16]
    kind 1, by passphrase:   salt (16) | Cobblestone-256(Argon2id(passphrase, salt), content)

The content is one record for each slot, in the order of their names: length u8, name, key (32).
The ciphertext of kind 1 is bound to all that precedes it.  Argon2id runs with 128 MiB, three
passes and four lanes (ENC-12; RFC 9106, section 4, asks for 64 MiB at least).

The file is replaced as a whole under a lock, and the bytes of the one before are then written
over, so that a slot destroyed is not found in the free space of a disk that writes in place.
"""

import hashlib
import hmac
import os
import threading
import unicodedata
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Self
from uuid import UUID, uuid4

from cryptography.cobblestone import Cobblestone256Encryptor
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from portal.errors import CannotOpen, KeysUnavailable, Refused
from portal.vault import cobblestone
from portal.vault.roots import private_file
from portal.vault.roots.interface import Destroyed, checked

SHORTEST_PASSPHRASE: Final = 12

_MAGIC: Final = b"clear-days/root/2\n"
_PLAIN: Final = b"\x00"
_BY_PASSPHRASE: Final = b"\x01"
_KIND_END: Final = len(_MAGIC) + 1
_ID_END: Final = _KIND_END + 16
_CHECK: Final = 16
_SALT: Final = 16
_SALT_END: Final = _ID_END + _SALT


@dataclass(frozen=True, slots=True, kw_only=True)
class _Kept:
    """A key file, read; ``stretched`` is what the passphrase gave, or nothing without one."""

    head: bytes
    slots: dict[str, bytes] = field(repr=False)
    stretched: bytes = field(repr=False)
    state: private_file.State

    @property
    def identity(self) -> UUID:
        return UUID(bytes=self.head[_KIND_END:_ID_END])


class LocalRoot:
    """A root whose wrapping keys lie in a file, and in memory while the file stays as it is."""

    def __init__(self, path: Path, kept: _Kept) -> None:
        self.id = f"local:{kept.identity}"
        self._path = path
        self._kept = kept
        self._lock = threading.Lock()

    @classmethod
    def create_file(cls, path: Path, *, passphrase: str | None = None) -> Self:
        """Make a root without slots, in a new file that only its owner can read.

        :raises Refused: if there is a file already, or the passphrase is too short.
        :raises KeysUnavailable: if the file cannot be written.
        """
        kind, salt, stretched = _PLAIN, b"", b""
        if passphrase is not None:
            if len(passphrase) < SHORTEST_PASSPHRASE:
                raise Refused(
                    f"The root's passphrase needs at least {SHORTEST_PASSPHRASE} characters."
                )
            kind, salt = _BY_PASSPHRASE, os.urandom(_SALT)
            stretched = _stretched(passphrase, salt)
        head = _MAGIC + kind + uuid4().bytes + salt
        private_file.publish(path, _written(head, {}, stretched))
        raw, state = private_file.read(path)
        return cls(path, _read(path, raw, state, stretched))

    @classmethod
    def load(cls, path: Path, *, passphrase: str | None = None) -> Self:
        """Read the root from its file.

        :raises KeysUnavailable: if the file is missing, readable by others, damaged, something
            else, or does not open with this passphrase.
        """
        raw, state = private_file.read(path)
        kind = cls._kind_of(path, raw)
        if kind == _BY_PASSPHRASE and passphrase is None:
            raise KeysUnavailable(f"{path} wants its passphrase: run `portal keys unseal`")
        if kind == _PLAIN and passphrase is not None:
            raise KeysUnavailable(f"{path} was made without a passphrase: configure none")
        stretched = b"" if passphrase is None else _stretched(passphrase, raw[_ID_END:_SALT_END])
        return cls(path, _read(path, raw, state, stretched))

    @classmethod
    def wants_passphrase(cls, path: Path) -> bool:
        """Say whether a key file was made with a passphrase.

        :raises KeysUnavailable: if the file is missing, readable by others, or something else.
        """
        return cls._kind_of(path, private_file.read(path)[0]) == _BY_PASSPHRASE

    @staticmethod
    def _kind_of(path: Path, raw: bytes) -> bytes:
        kind = raw[len(_MAGIC) : _KIND_END]
        if not raw.startswith(_MAGIC) or kind not in {_PLAIN, _BY_PASSPHRASE}:
            raise KeysUnavailable(f"{path} is not a whole key file of this portal")
        return kind

    def create(self, slot: str) -> None:
        """Make the wrapping key of a slot, durably, unless it is there already.

        :raises KeysUnavailable: if the file cannot be read or written.
        """
        checked(slot)
        with self._lock, private_file.locked(self._path):
            kept = self._current()
            if slot not in kept.slots:
                self._replace(kept, {**kept.slots, slot: Cobblestone256Encryptor.generate_key()})

    def wrap(self, slot: str, key: bytes, context: bytes) -> bytes:
        """Encrypt a compartment key, bound to the context.

        :raises CannotOpen: if there is no such slot.
        :raises KeysUnavailable: if the file is missing or damaged.
        """
        return cobblestone.seal(self._slot(slot), context, key)

    def unwrap(self, slot: str, wrapped: bytes, context: bytes) -> bytes:
        """Recover a compartment key.

        :raises CannotOpen: if it was not wrapped in this slot for this context, or that is gone.
        :raises KeysUnavailable: if the file is missing or damaged.
        """
        try:
            return cobblestone.unseal(self._slot(slot), context, wrapped)
        except InvalidTag:
            raise CannotOpen from None

    def destroy(self, slot: str) -> Destroyed:
        """Take a slot out of the file, and write over the file that held it.

        :raises KeysUnavailable: if the file cannot be read or written.
        """
        with self._lock, private_file.locked(self._path):
            kept = self._current()
            if slot in kept.slots:
                rest = {name: key for name, key in kept.slots.items() if name != slot}
                self._replace(kept, rest)
        return Destroyed(evidence=f"slot {slot} is not in root {self.id}", final_at=None)

    def _slot(self, slot: str) -> bytes:
        with self._lock:
            key = self._current().slots.get(slot)
        if key is None:
            raise CannotOpen
        return key

    def _current(self) -> _Kept:
        """Give what the file holds now; it is read again only if it has been replaced."""
        if private_file.state_of(self._path) != self._kept.state:
            raw, state = private_file.read(self._path)
            if raw[: len(self._kept.head)] != self._kept.head:
                raise KeysUnavailable(f"{self._path} is not the key file it was: start again")
            self._kept = _read(self._path, raw, state, self._kept.stretched)
        return self._kept

    def _replace(self, kept: _Kept, slots: dict[str, bytes]) -> None:
        private_file.replace(self._path, _written(kept.head, slots, kept.stretched))
        self._current()


def _written(head: bytes, slots: dict[str, bytes], stretched: bytes) -> bytes:
    content = b"".join(
        len(name).to_bytes() + name.encode() + key for name, key in sorted(slots.items())
    )
    if stretched:
        return head + cobblestone.seal(stretched, head, content)
    return head + content + _check_value(head + content)


def _read(path: Path, raw: bytes, state: private_file.State, stretched: bytes) -> _Kept:
    head = raw[: _SALT_END if stretched else _ID_END]
    try:
        slots = _slots(_content(raw, head, stretched))
    except (InvalidTag, ValueError):
        raise KeysUnavailable(
            f"{path} is damaged, or the passphrase is not the right one"
        ) from None
    return _Kept(head=head, slots=slots, stretched=stretched, state=state)


def _content(raw: bytes, head: bytes, stretched: bytes) -> bytes:
    """Take the records of slots out of a key file.

    :raises InvalidTag, ValueError: if it is not whole.
    """
    if stretched:
        return cobblestone.unseal(stretched, head, raw[len(head) :])
    if not hmac.compare_digest(_check_value(raw[:-_CHECK]), raw[-_CHECK:]):
        raise ValueError("not as it was written")
    return raw[len(head) : -_CHECK]


def _slots(content: bytes) -> dict[str, bytes]:
    """Read the records of slots.

    :raises ValueError: if there is anything else.
    """
    slots: dict[str, bytes] = {}
    at = 0
    while at < len(content):
        name_end = at + 1 + content[at]
        end = name_end + cobblestone.KEY
        if end > len(content):
            raise ValueError("cut short")
        slots[checked(content[at + 1 : name_end].decode("ascii"))] = content[name_end:end]
        at = end
    return slots


def _check_value(before: bytes) -> bytes:
    return hashlib.sha512(before).digest()[:_CHECK]


def _stretched(passphrase: str, salt: bytes) -> bytes:
    derivation = Argon2id(
        salt=salt, length=cobblestone.KEY, iterations=3, lanes=4, memory_cost=128 * 1024
    )
    # One text can be typed as different code points; NIST SP 800-63B-4 section 3.1.1.2.
    text = unicodedata.normalize("NFKC", passphrase)
    return derivation.derive(
        text.encode(errors="surrogatepass")
    )  # half a pair is no reason to fall
