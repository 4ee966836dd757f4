"""There is one construction in the house, and one place that handles its parts.

What a security module or a key service does inside, when it is the root, is theirs: AES-GCM or
AES-KW in a token, AES-GCM in a transit engine, RSA-OAEP in a key vault.  It is asked by name to
wrap a compartment's key and nothing else, and what it gives back is held against the log.
"""

import re
from pathlib import Path

import pytest

import portal

HOUSE = Path(portal.__file__).parent
READER = "vault/reader.py"
OTHER_CIPHERS = re.compile(
    r"AESCCM|AESSIV|AESOCB3|AESGCMSIV|XAES|ChaCha20|Fernet|Cobblestone128"
    r"|aes_key_wrap|ciphers\.modes|ciphers\.algorithms|ciphers import Cipher"
    r"|import nacl|from nacl|pyrage|Crypto\.Cipher|Cryptodome"
)


def other_ciphers(path, text):
    """Name what a module uses to encrypt, beyond Cobblestone-256."""
    found = OTHER_CIPHERS.findall(text)
    if path != READER:
        found += re.findall(r"AESGCM\b", text)
    return found


def modules():
    return {each.relative_to(HOUSE).as_posix(): each for each in HOUSE.rglob("*.py")}


def test_the_house_encrypts_in_one_way():
    found = {
        name: other_ciphers(name, path.read_text(encoding="utf-8"))
        for name, path in modules().items()
    }
    assert {name: ciphers for name, ciphers in found.items() if ciphers} == {}
    assert READER in found


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("vault/door.py", "from cryptography.hazmat.primitives.ciphers.aead import AESGCM"),
        (READER, "from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305"),
        ("web/here.py", "from cryptography.fernet import Fernet"),
        ("records/base.py", "from cryptography.hazmat.primitives.ciphers import Cipher, modes"),
    ],
)
def test_another_cipher_would_be_found(path, line):
    assert other_ciphers(path, line)


def test_the_vault_knows_nothing_of_the_other_rooms():
    allowed = re.compile(r"portal\.(errors|receipts|vault)\b")
    for name, path in modules().items():
        if name.startswith("vault/"):
            for imported in re.findall(
                r"^(?:from|import) (\S+)", path.read_text(encoding="utf-8"), re.MULTILINE
            ):
                assert not imported.startswith("portal") or allowed.match(imported), name
