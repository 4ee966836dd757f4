"""Cobblestone-256, the one construction of the vault, and where its parts lie.

    salt (24) | commitment (32) | chunk 0 | chunk 1 | ... | last chunk

A chunk is 16,384 bytes of AES-256-GCM ciphertext and a tag of 16 bytes.  The last chunk is
shorter, if need be empty, which is how it marks the end: a text cut at a chunk's edge has no
last chunk.  Key, base nonce and commitment are expanded from key, salt and context; a chunk's
nonce is the base nonce XOR its index, so no nonce is used twice under one derived key.

C2SP chunked-encryption, version 1; the library writes it, and reads it from the beginning.
"""

from typing import Final, NamedTuple

from cryptography.cobblestone import Cobblestone256Decryptor, Cobblestone256Encryptor
from cryptography.hazmat.primitives.hashes import SHA512, HashAlgorithm
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

CHUNK: Final = 16_384
TAG: Final = 16
SEALED_CHUNK: Final = CHUNK + TAG
SALT: Final = 24
COMMITMENT: Final = 32
HEADER: Final = SALT + COMMITMENT
KEY: Final = 32
NONCE: Final = 12

_NAME: Final = b"c2sp.org/chunked-encryption@v1+AEAD_AES_256_GCM\x00"
_SHA512: Final = SHA512()


class Derived(NamedTuple):
    """What one ciphertext's key, salt and context expand to."""

    key: bytes
    nonce: bytes
    commitment: bytes


def derive(key: bytes, salt: bytes, context: bytes, digest: HashAlgorithm = _SHA512) -> Derived:
    """Expand the key of one ciphertext (HKDF-Expand, RFC 5869 section 2.3).

    Cobblestone is the name of the construction with SHA-512.  The published vectors were made
    with SHA-256, before it had the name; only their tests pass another digest.

    :raises ValueError: if the key is not of 32 bytes.
    """
    if len(key) != KEY:
        raise ValueError(f"key must be {KEY} bytes")
    expand = HKDFExpand(digest, KEY + NONCE + COMMITMENT, _NAME + salt + context)
    expanded = expand.derive(key)
    return Derived(expanded[:KEY], expanded[KEY : KEY + NONCE], expanded[KEY + NONCE :])


def sealed_length(length: int) -> int:
    """Give the length in bytes of the ciphertext of a plaintext of this length in bytes."""
    return HEADER + length + TAG * (length // CHUNK + 1)


def seal(key: bytes, context: bytes, plaintext: bytes) -> bytes:
    """Encrypt something short, whole."""
    encryptor = Cobblestone256Encryptor(key, context)
    return encryptor.update(plaintext) + encryptor.finalize()


def unseal(key: bytes, context: bytes, ciphertext: bytes) -> bytes:
    """Decrypt something short, whole.

    :raises InvalidTag: if it was not sealed under this key in this context, or was changed.
    """
    decryptor = Cobblestone256Decryptor(key, context)
    return decryptor.update(ciphertext) + decryptor.finalize()
