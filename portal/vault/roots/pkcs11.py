"""A token of a hardware security module, spoken to by PKCS#11: wrapping keys that cannot leave it.

Each slot is one AES-256 key, labelled ``NAME-SLOT``, sensitive and not extractable.  What the
token has decides how it wraps, and the first byte of what is kept says which it was:

    0x01 | nonce (12) | AES-GCM(key, associated data: context)
    0x02 | AES-KW(key (32) | SHA-256(context) (32))

AES-KW (RFC 3394) takes no associated data, so the digest of the context is wrapped with the key
and held against the context afterwards.  A key may do one of the two, never both: a key that wraps
*and* decrypts hands its wrapped keys out.
"""

import hashlib
import hmac
import os
from collections.abc import Callable
from typing import Any, Final, TypeAlias, TypeVar

import pkcs11
from pkcs11 import Attribute, KeyType, Mechanism, MechanismFlag, ObjectClass
from pkcs11 import exceptions as told
from pkcs11.mechanisms import GCMParams

from portal.errors import CannotOpen, KeysUnavailable
from portal.vault.roots.choice import MARKER, Pkcs11Choice
from portal.vault.roots.interface import Destroyed, checked
from portal.vault.roots.token_session import TokenSession, words_of

Result = TypeVar("Result")
Wrapping: TypeAlias = Any
"""A key in the token; what the library lets one do with it depends on what it may do there."""

_GCM: Final = b"\x01"
_KW: Final = b"\x02"
_NONCE: Final = 12
_TAG_BITS: Final = 128
_KEY: Final = 32
_WRAPPED_KW: Final = 72  # RFC 3394 adds eight bytes to the 64
_WRAPPED_GCM: Final = _NONCE + _KEY + _TAG_BITS // 8
_GUARDED: Final = {Attribute.EXTRACTABLE: False, Attribute.SENSITIVE: True, Attribute.PRIVATE: True}
_SHORT_LIVED: Final = {
    Attribute.TOKEN: False,
    Attribute.EXTRACTABLE: True,
    Attribute.SENSITIVE: False,
}


class Pkcs11Root:
    """A root whose wrapping keys a hardware security module keeps."""

    def __init__(self, choice: Pkcs11Choice) -> None:
        self.id = f"pkcs11:{choice.name}"
        self._choice = choice
        self._session = TokenSession(choice)

    def create(self, slot: str) -> None:
        """Make the key of a slot, unless it is there already.

        :raises KeysUnavailable: if the token is away, or refuses.
        """
        label = self._label(slot)
        self._do(lambda session: self._create(session, label))

    def wrap(self, slot: str, key: bytes, context: bytes) -> bytes:
        """Encrypt a compartment key, bound to the context.

        :raises CannotOpen: if there is no such slot.
        :raises KeysUnavailable: if the token is away, or refuses.
        """
        label = self._label(slot)
        if self._by_key_wrap():
            return _KW + self._do(lambda session: self._wrap_kw(session, label, key, context))
        return _GCM + self._do(lambda session: self._wrap_gcm(session, label, key, context))

    def unwrap(self, slot: str, wrapped: bytes, context: bytes) -> bytes:
        """Recover a compartment key.

        :raises CannotOpen: if it was not wrapped in this slot for this context, or that is gone.
        :raises KeysUnavailable: if the token is away, or refuses.
        """
        label, kind, sealed = self._label(slot), wrapped[:1], wrapped[1:]
        if kind == _GCM and len(sealed) == _WRAPPED_GCM:
            return self._do(lambda session: self._unwrap_gcm(session, label, sealed, context))
        if kind == _KW and len(sealed) == _WRAPPED_KW:
            return self._do(lambda session: self._unwrap_kw(session, label, sealed, context))
        raise CannotOpen("not what is wrapped by a token")

    def destroy(self, slot: str) -> Destroyed:
        """Destroy the key of a slot.

        :raises KeysUnavailable: if the token is away, or refuses.
        """
        label = self._label(slot)
        self._do(lambda session: _destroy(session, label))
        if self._do(lambda session: _all(session, label)):
            raise KeysUnavailable(f"{label} is still in the token after it was destroyed")
        return Destroyed(
            evidence=f"key {label} is not in token {self._choice.token}", final_at=None
        )

    def faults(self) -> list[tuple[str, str]]:
        """Name what is amiss with the root's own key."""
        label = self._label(MARKER)
        guarded = self._do(
            lambda session: [
                _one(session, label)[name] == value for name, value in _GUARDED.items()
            ]
        )
        if all(guarded):
            return []
        return [
            (
                f"key {label} can be taken out of the token",
                "Make a root with another PORTAL_ROOT_NAME by `portal keys create`.",
            )
        ]

    def _label(self, slot: str) -> str:
        return f"{self._choice.name}-{checked(slot)}"

    def _create(self, session: pkcs11.Session, label: str) -> None:
        if _all(session, label):
            return
        may = (
            MechanismFlag.WRAP | MechanismFlag.UNWRAP
            if self._session.key_wrap
            else MechanismFlag.ENCRYPT | MechanismFlag.DECRYPT
        )
        session.generate_key(
            KeyType.AES,
            _KEY * 8,
            id=label.encode("ascii"),
            label=label,
            store=True,
            capabilities=may,
            template=_GUARDED,
        )

    @staticmethod
    def _wrap_gcm(session: pkcs11.Session, label: str, key: bytes, context: bytes) -> bytes:
        nonce = os.urandom(_NONCE)
        sealed: bytes = _one(session, label).encrypt(
            key,
            mechanism=Mechanism.AES_GCM,
            mechanism_param=GCMParams(nonce, context, _TAG_BITS),
        )
        return nonce + sealed

    def _unwrap_gcm(
        self, session: pkcs11.Session, label: str, sealed: bytes, context: bytes
    ) -> bytes:
        wrapping = _one(session, label)
        try:
            opened: bytes = wrapping.decrypt(
                sealed[_NONCE:],
                mechanism=Mechanism.AES_GCM,
                mechanism_param=GCMParams(sealed[:_NONCE], context, _TAG_BITS),
            )
        except told.PKCS11Error as fault:
            # Some tokens say "general error" of a wrong tag.  One that still encrypts is well.
            self._wrap_gcm(session, label, bytes(_KEY), context)
            raise _does_not_open(label, fault) from None
        return opened

    @staticmethod
    def _wrap_kw(session: pkcs11.Session, label: str, key: bytes, context: bytes) -> bytes:
        wrapping = _one(session, label)
        carried = session.create_object(
            {
                **_SHORT_LIVED,
                Attribute.CLASS: ObjectClass.SECRET_KEY,
                Attribute.KEY_TYPE: KeyType.GENERIC_SECRET,
                Attribute.VALUE: key + hashlib.sha256(context).digest(),
            }
        )
        try:
            sealed: bytes = wrapping.wrap_key(carried, mechanism=Mechanism.AES_KEY_WRAP)
        finally:
            carried.destroy()
        return sealed

    def _unwrap_kw(
        self, session: pkcs11.Session, label: str, sealed: bytes, context: bytes
    ) -> bytes:
        wrapping = _one(session, label)
        try:
            carried = wrapping.unwrap_key(
                ObjectClass.SECRET_KEY,
                KeyType.GENERIC_SECRET,
                sealed,
                mechanism=Mechanism.AES_KEY_WRAP,
                store=False,
                capabilities=0,
                template=_SHORT_LIVED,
            )
        except told.PKCS11Error as fault:
            self._wrap_kw(session, label, bytes(_KEY), context)  # as for AES-GCM
            raise _does_not_open(label, fault) from None
        try:
            opened = bytes(carried[Attribute.VALUE])
        finally:
            carried.destroy()
        if not hmac.compare_digest(opened[_KEY:], hashlib.sha256(context).digest()):
            raise CannotOpen(f"key {label} opens it, but it was wrapped for another context")
        return opened[:_KEY]

    def _by_key_wrap(self) -> bool:
        self._do(lambda _session: None)  # once it is open, it is known what the token has
        return self._session.key_wrap

    def _do(self, act: Callable[[pkcs11.Session], Result]) -> Result:
        return self._session.do(act)


def _all(session: pkcs11.Session, label: str) -> list[Wrapping]:
    wanted = {Attribute.CLASS: ObjectClass.SECRET_KEY, Attribute.LABEL: label}
    return list(session.get_objects(wanted))


def _one(session: pkcs11.Session, label: str) -> Wrapping:
    found = _all(session, label)
    if not found:
        raise CannotOpen(f"there is no key {label}")
    if len(found) > 1:
        raise KeysUnavailable(f"the token holds {len(found)} keys called {label}: leave it one")
    return found[0]


def _destroy(session: pkcs11.Session, label: str) -> None:
    for key in _all(session, label):
        key.destroy()


def _does_not_open(label: str, fault: Exception) -> CannotOpen:
    return CannotOpen(f"key {label} does not open it: {words_of(fault)}")
