"""The published vectors of C2SP chunked-encryption, on the library and on our own reader.

The set in ``cryptography_vectors`` was made with SHA-256, before the construction with SHA-512
was given the name Cobblestone; the library speaks only the latter.  So each vector is read

- as it is, by our reader with its digest set to SHA-256, which is the only difference;
- carried over to SHA-512, by the library and by our reader as it stands: the same chunks, good
  ones sealed again under the other key, bad ones left as they are.
"""

import base64
import hashlib
import hmac
import json
import zlib
from functools import partial
from importlib.resources import files

import pytest
from cryptography.cobblestone import Cobblestone256Decryptor
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256

from portal.errors import CannotOpen
from portal.vault.cobblestone import derive
from portal.vault.envelope import DataKey
from portal.vault.reader import FileReader
from tests.vault.setting import whole

NAME = b"c2sp.org/chunked-encryption@v1+AEAD_AES_256_GCM\x00"
OURS = "AEAD_AES_256_GCM"


class ReaderOfTheVectors(FileReader):
    _derive = staticmethod(partial(derive, digest=SHA256()))


def published():
    path = files("cryptography_vectors").joinpath("chunked-encryption", "vectors.json")
    return json.loads(path.read_text(encoding="utf-8"))["vectors"]


VECTORS = published()
FOR_US = [each for each in VECTORS if each["aead"] == OURS]


def named(vectors):
    return pytest.mark.parametrize("vector", vectors, ids=[each["name"] for each in vectors])


def material(vector):
    """Give key, context and ciphertext of a vector."""
    ciphertext = base64.b64decode(vector["ciphertext"] or "")
    if vector.get("compressed"):
        ciphertext = zlib.decompress(ciphertext)
    return bytes.fromhex(vector["key"]), vector["context"].encode(), ciphertext


def expanded(key, salt, context, digest):
    """Give key, base nonce and commitment: HKDF-Expand by the standard library alone."""
    blocks, out = b"", b""
    for count in range(1, 4):
        blocks = hmac.digest(key, blocks + NAME + salt + context + bytes([count]), digest)
        out += blocks
    return out[:32], out[32:44], out[44:76]


def nonce(base, index):
    return (int.from_bytes(base) ^ index).to_bytes(12)


def resealed(chunk, old, new, most):
    """Seal a chunk again under another key, or leave it if it is not a good chunk of the old."""
    for index in range(most):
        try:
            plaintext = AESGCM(old[0]).decrypt(nonce(old[1], index), chunk, None)
        except InvalidTag:
            continue
        return AESGCM(new[0]).encrypt(nonce(new[1], index), plaintext, None)
    return chunk


def carried_over(vector):
    """Give key, context and ciphertext of the same vector with SHA-512."""
    key, context, ciphertext = material(vector)
    salt, commitment, body = ciphertext[:24], ciphertext[24:56], ciphertext[56:]
    old = expanded(key, salt, context, "sha256")
    new = expanded(key, salt, context, "sha512")
    chunks = [body[at : at + 16_400] for at in range(0, len(body), 16_400)]
    header = salt + (new[2] if commitment == old[2] else commitment)
    return key, context, header + b"".join(resealed(each, old, new, 300) for each in chunks)


def read_by_us(key, context, ciphertext, reader=FileReader):
    """Read it whole, as a file of the only size that the ciphertext could have."""
    chunks = (len(ciphertext) - 56) // 16_400 + 1
    opened = reader(
        DataKey(key=key, context=context, sealed=b""),
        size=len(ciphertext) - 56 - 16 * chunks,
        sealed_size=len(ciphertext),
        source=lambda offset, length: ciphertext[offset : offset + length],
        refusal=lambda _: CannotOpen(),
    )
    return whole(opened)


def read_by_the_library(key, context, ciphertext):
    decryptor = Cobblestone256Decryptor(key, context)
    return decryptor.update(ciphertext) + decryptor.finalize()


def is_the_payload(vector, plaintext):
    digest = hashlib.sha256(plaintext).hexdigest()
    return (len(plaintext), digest) == (vector["payload_length"], vector["payload_sha256"])


def test_the_set_is_the_whole_published_one():
    assert len(VECTORS) == 102
    assert [each["expect"] for each in FOR_US].count("success") == 9
    assert len(FOR_US) == 34


@named([each for each in FOR_US if "aead_key" in each])
def test_we_derive_the_published_keys(vector):
    key, context, ciphertext = material(vector)
    salt = ciphertext[:24]
    derived = derive(key, salt, context, SHA256())
    assert derived.key.hex() == vector["aead_key"]
    assert derived.nonce.hex() == vector["base_nonce"]
    assert derived == expanded(key, salt, context, "sha256")
    assert derive(key, salt, context) == expanded(key, salt, context, "sha512")


@named(FOR_US)
def test_our_reader_does_what_is_published(vector):
    if vector["expect"] == "success":
        assert is_the_payload(vector, read_by_us(*material(vector), reader=ReaderOfTheVectors))
    else:
        with pytest.raises((CannotOpen, ValueError)):
            read_by_us(*material(vector), reader=ReaderOfTheVectors)


@named(FOR_US)
def test_with_sha_512_our_reader_does_what_is_published(vector):
    if vector["expect"] == "success":
        assert is_the_payload(vector, read_by_us(*carried_over(vector)))
    else:
        with pytest.raises((CannotOpen, ValueError)):
            read_by_us(*carried_over(vector))


@named(FOR_US)
def test_with_sha_512_the_library_does_what_is_published(vector):
    if vector["expect"] == "success":
        assert is_the_payload(vector, read_by_the_library(*carried_over(vector)))
    else:
        with pytest.raises((InvalidTag, ValueError)):
            read_by_the_library(*carried_over(vector))


@named(VECTORS)
def test_nothing_made_otherwise_is_read(vector):
    """Neither with SHA-256, nor with another cipher; the day the set changes, this says so."""
    with pytest.raises((CannotOpen, ValueError)):
        read_by_us(*material(vector))
    with pytest.raises((InvalidTag, ValueError)):
        read_by_the_library(*material(vector))
