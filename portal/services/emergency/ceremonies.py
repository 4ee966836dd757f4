"""The two ceremonies of WebAuthn: a hardware key is registered, and later proves its presence.

The library checks form, challenge, relying party, presence, verification and signature (Web
Authentication Level 3, sections 7.1 and 7.2).  Added here: the exact origin, no frame of another
site, no synced copy of the key, and the holder's handle.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeVar
from urllib.parse import urlsplit
from uuid import UUID

from cryptography.exceptions import InvalidSignature
from fido2 import cbor
from fido2.cose import ES256, RS256, CoseKey, EdDSA
from fido2.server import Fido2Server
from fido2.utils import websafe_encode
from fido2.webauthn import (
    Aaguid,
    AttestationConveyancePreference,
    AttestedCredentialData,
    AuthenticationResponse,
    AuthenticatorAttachment,
    AuthenticatorData,
    CollectedClientData,
    PublicKeyCredentialDescriptor,
    PublicKeyCredentialParameters,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialType,
    PublicKeyCredentialUserEntity,
    RegistrationResponse,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from portal.errors import PortalError

ALGORITHMS: Final[tuple[type[CoseKey], ...]] = (ES256, EdDSA, RS256)
LONGEST: Final = 16_384
"""How many characters a browser's answer may have; a key's own is under two thousand."""
LONGEST_CREDENTIAL: Final = 1023
NAMED: Final = "Emergency administrator"
"""What a key shows of its holder to whoever finds it and knows its PIN."""

LEAST_MODULUS: Final = 256
"""How many octets the modulus of an RSA key has at least."""
_SAID: Final = frozenset(
    {
        "Incorrect type in CollectedClientData.",
        "Invalid origin in CollectedClientData.",
        "Invalid signature.",
        "User Present flag not set.",
        "User verification required, but User Verified flag not set.",
        "User verification required, but user verified flag not set.",
        "Wrong RP ID hash in response.",
        "Wrong challenge in response.",
    }
)
"""What the library says that quotes nothing of what was sent."""

Found = TypeVar("Found")


class NotProved(PortalError):
    """A hardware key's answer proves nothing.  Says why to the operator, and repeats none of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewKey:
    """What is kept of a key that was registered."""

    credential_id: bytes
    public_key: bytes
    sign_count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownKey:
    """A key as the record has it."""

    credential_id: bytes
    public_key: bytes
    holder: UUID


class RelyingParty:
    """The portal, as hardware keys know it: by its host and its origin."""

    def __init__(self, address: str) -> None:
        """Stand at an address such as ``https://papers.example.gov.uk``."""
        parts = urlsplit(address)
        self.origin = f"{parts.scheme}://{parts.netloc}"
        self._server = Fido2Server(
            PublicKeyCredentialRpEntity(id=parts.hostname or "", name="Clear Days"),
            attestation=AttestationConveyancePreference.NONE,
            verify_origin=lambda told: told == self.origin,
        )
        self._server.allowed_algorithms = [
            PublicKeyCredentialParameters(
                type=PublicKeyCredentialType.PUBLIC_KEY, alg=each.ALGORITHM
            )
            for each in ALGORITHMS
        ]

    def to_register(self, holder: UUID, challenge: bytes, known: Sequence[bytes]) -> str:
        """Write what a browser is to ask of a key that is to be registered.

        :param known: the credentials that are registered already: their keys refuse.
        """
        options, _ = self._server.register_begin(
            PublicKeyCredentialUserEntity(id=holder.bytes, name=NAMED, display_name=NAMED),
            credentials=[
                PublicKeyCredentialDescriptor(type=PublicKeyCredentialType.PUBLIC_KEY, id=each)
                for each in known
            ],
            resident_key_requirement=ResidentKeyRequirement.REQUIRED,
            user_verification=UserVerificationRequirement.REQUIRED,
            authenticator_attachment=AuthenticatorAttachment.CROSS_PLATFORM,
            challenge=challenge,
        )
        return json.dumps(dict(options.public_key))

    def to_prove(self, challenge: bytes) -> str:
        """Write what a browser is to ask of a key; which keys there are is not told."""
        options, _ = self._server.authenticate_begin(
            user_verification=UserVerificationRequirement.REQUIRED, challenge=challenge
        )
        return json.dumps(dict(options.public_key))

    def registered(self, challenge: bytes, answer: str) -> NewKey:
        """Read a browser's answer to :meth:`to_register`.

        :raises NotProved: if it is not good.
        """
        told = _read(answer)

        def check() -> NewKey:
            response = RegistrationResponse.from_dict(told)
            _whole_window(response.response.client_data)
            data = self._server.register_complete(_state(challenge), response)
            _sound(data)
            credential = data.credential_data
            if credential is None or credential.credential_id != response.raw_id:
                raise NotProved("the key's answer is about another credential")
            if not 0 < len(credential.credential_id) <= LONGEST_CREDENTIAL:
                raise NotProved("the credential's name is too long")
            _usable(credential.public_key)
            return NewKey(
                credential_id=credential.credential_id,
                public_key=cbor.encode(credential.public_key),
                sign_count=data.counter,
            )

        return _or_not_proved(check)

    def credential_named(self, answer: str) -> bytes:
        """Say which credential a browser's answer claims to come from.

        :raises NotProved: if it names none.
        """
        told = _read(answer)
        return _or_not_proved(lambda: AuthenticationResponse.from_dict(told).raw_id)

    def proved(self, challenge: bytes, answer: str, key: KnownKey) -> int:
        """Check a browser's answer to :meth:`to_prove` against a key; give the key's counter.

        :raises NotProved: if it is not good.
        """
        told = _read(answer)

        def check() -> int:
            response = AuthenticationResponse.from_dict(told)
            _whole_window(response.response.client_data)
            credential = AttestedCredentialData.create(
                Aaguid.NONE,
                key.credential_id,
                CoseKey.parse(_mapping(cbor.decode(key.public_key))),
            )
            self._server.authenticate_complete(_state(challenge), [credential], response)
            data = response.response.authenticator_data
            _sound(data)
            if response.response.user_handle != key.holder.bytes:
                raise NotProved("the key names another holder")
            return data.counter

        return _or_not_proved(check)


def _read(answer: str) -> Mapping[str, Any]:
    if not answer:
        raise NotProved("nothing came from a key: the page's script did not run")
    if len(answer) > LONGEST:
        raise NotProved("the answer is too long")
    told = _mapping(_or_not_proved(lambda: json.loads(answer)))
    if told.get("type") != PublicKeyCredentialType.PUBLIC_KEY.value:
        raise NotProved("the credential is of another kind")
    return told


def _or_not_proved(check: Callable[[], Found]) -> Found:
    """Take whatever the library trips over in what a stranger sent for a refusal."""
    try:
        return check()
    except NotProved:
        raise
    except Exception as tripped:  # noqa: BLE001 -- it documents none of what it raises
        said = str(tripped)
        words = said if said in _SAID else f"{type(tripped).__name__} while reading the answer"
        raise NotProved(words) from None


def _mapping(told: object) -> Mapping[Any, Any]:
    if not isinstance(told, Mapping):
        raise NotProved("the answer is not an object")
    return told


def _state(challenge: bytes) -> Mapping[str, object]:
    return {
        "challenge": websafe_encode(challenge),
        "user_verification": UserVerificationRequirement.REQUIRED,
    }


def _whole_window(told: CollectedClientData) -> None:
    """Refuse what was answered in a frame of another site."""
    if told.cross_origin is not False or "topOrigin" in json.loads(told):
        raise NotProved("the page was in a frame of another site")


def _sound(data: AuthenticatorData) -> None:
    """Refuse a key that may be, or is, copied elsewhere (it is none of hardware), or babbles."""
    if data.is_backup_eligible() or data.is_backed_up():
        raise NotProved("the key may be copied to other devices")
    if data.has_extension_data() and not isinstance(data.extensions, Mapping):
        raise NotProved("the key's extensions cannot be read")


def _usable(key: CoseKey) -> None:
    """Refuse a public key that is of no kind asked for, or no key at all."""
    if type(key) not in ALGORITHMS:
        raise NotProved("the key is of another kind than was asked for")
    if isinstance(key, RS256) and len(key[-1]) < LEAST_MODULUS:
        raise NotProved("the key is too short")
    try:
        key.verify(b"", b"")
    except InvalidSignature:
        return  # as it must: it is a key, and nothing is signed with it yet
    raise NotProved("the key verifies what was never signed")
