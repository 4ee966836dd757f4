"""What is special about Azure Key Vault: no associated data, public keys, deletion in two steps."""

import hashlib
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

from portal.errors import CannotOpen, KeysUnavailable
from portal.vault import Patience, create_root, kept_root, open_root
from portal.vault.roots.azure import BITS
from tests.vault.roots.faulty_line import line_to
from tests.vault.roots.key_vault import OAEP

KEY = bytes(range(32))
CONTEXT = b"where this key belongs"
SLOT = "11111111222243338444555555555555-1"
SHORT = Patience(seconds=1, tries=2, longest_wait=0.2)


@pytest.fixture
def kept(vault):
    return vault.keeper.new()


@pytest.fixture
def root(kept):
    kept.root.create(SLOT)
    return kept.root


@pytest.fixture
def name(kept):
    return f"{kept.choice.name}-{SLOT}"


def the_key(vault, name) -> RSAPrivateKey:
    return next(iter(vault.keys[name].values()))


def test_keys_of_a_fit_size_are_asked_for(vault, root):
    assert vault.sizes == {BITS}
    assert root.id.startswith("azure:clear-days-")


def test_what_the_public_key_alone_wraps_without_the_context_does_not_open(vault, root, name):
    wrapped = root.wrap(SLOT, KEY, CONTEXT)
    head = wrapped[: 2 + wrapped[1]]
    public = the_key(vault, name).public_key()
    for content in (KEY, KEY + bytes(32), KEY + hashlib.sha256(b"elsewhere").digest(), b""):
        with pytest.raises(CannotOpen):
            root.unwrap(SLOT, head + public.encrypt(content, OAEP), CONTEXT)


@pytest.mark.parametrize("version", [b"f" * 32, b"../../keys/x", b"", b"f" * 65, b"\xff" * 8])
def test_a_version_that_is_not_there_is_not_replaced_by_another(root, vault, version):
    wrapped = root.wrap(SLOT, KEY, CONTEXT)
    vault.asked.clear()
    changed = b"\x01" + len(version).to_bytes() + version + wrapped[2 + wrapped[1] :]
    with pytest.raises(CannotOpen):
        root.unwrap(SLOT, changed, CONTEXT)
    assert not [each for each in vault.asked if ".." in each]


def test_a_new_version_wraps_and_the_old_one_still_opens(root, kept, name):
    old = root.wrap(SLOT, KEY, CONTEXT)
    with kept_root(kept.choice)._asking() as client:  # noqa: SLF001 -- as the keeper would turn it
        client.create_rsa_key(name, size=BITS)
    new = root.wrap(SLOT, KEY, CONTEXT)
    assert old[:34] != new[:34]
    assert [root.unwrap(SLOT, each, CONTEXT) for each in (old, new)] == [KEY, KEY]


def test_a_key_that_may_not_be_purged_is_final_only_at_its_date(vault, kept, root):
    wrapped = root.wrap(SLOT, KEY, CONTEXT)
    vault.may_purge = False
    for _ in range(2):
        destroyed = root.destroy(SLOT)
        assert "deletedkeys" in destroyed.evidence
        left = destroyed.final_at - datetime.now(UTC)
        assert timedelta(days=89) < left <= timedelta(days=90)
        with pytest.raises(CannotOpen):
            root.unwrap(SLOT, wrapped, CONTEXT)
        with pytest.raises(CannotOpen):
            kept.again().wrap(SLOT, KEY, CONTEXT)
    with pytest.raises(KeysUnavailable, match="keeps a deleted key of that name"):
        root.create(SLOT)
    vault.may_purge = True
    assert root.destroy(SLOT).final_at is None
    assert not vault.deleted


REFUSED = {
    "401": ((401, {}), "refuses|does not know", 1),
    "403": ((403, {}), "refuses the portal, or the key is disabled", 1),
    "404": ((404, {}), None, 1),
    "418": ((418, {}), r"refuses \(418\)", 1),
    "429": ((429, {"Retry-After": "0.1"}), "too often", 2),
    "429 until tomorrow": ((429, {"Retry-After": "86400"}), "too often", 1),
    "500": ((500, {}), r"cannot work now \(500\)", 2),
    "503": ((503, {"Retry-After": "0.1"}), r"cannot work now \(503\)", 2),
    "a redirect": ((307, {"Location": "https://elsewhere.example/"}), None, 1),
}


@pytest.mark.parametrize("said", REFUSED)
def test_what_the_vault_says_has_its_words(vault, kept, root, said):
    wrapped = root.wrap(SLOT, KEY, CONTEXT)
    refusing, words, _ = REFUSED[said]
    vault.refusing = refusing
    asked = open_root(vault.choice(kept.choice.name, patience=SHORT))
    with pytest.raises((KeysUnavailable, CannotOpen), match=words):
        asked.unwrap(SLOT, wrapped, CONTEXT)
    vault.refusing = None
    assert kept.again().unwrap(SLOT, wrapped, CONTEXT) == KEY


LINES = {
    "half open": {"drops": True},
    "reset": {"resets": True},
    "slower than the portal waits": {"delay": 30.0},
    "not TLS": {"says": b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"},
}


@pytest.mark.parametrize("fault", LINES)
def test_a_line_that_fails_is_a_vault_that_is_away(vault, kept, root, fault):
    wrapped = root.wrap(SLOT, KEY, CONTEXT)
    with line_to(vault.address) as line:
        vars(line).update(LINES[fault])
        asked = open_root(vault.choice(kept.choice.name, address=line.address, patience=SHORT))
        with pytest.raises(KeysUnavailable, match="is away"):
            asked.unwrap(SLOT, wrapped, CONTEXT)
        calls = line.calls
        with pytest.raises(KeysUnavailable, match="left alone"):
            asked.unwrap(SLOT, wrapped, CONTEXT)
        assert line.calls == calls


def test_a_certificate_of_somebody_else_is_no_vault(vault, kept, root):
    del root
    asked = open_root(vault.choice(kept.choice.name, authority=None, patience=SHORT))
    with pytest.raises(KeysUnavailable, match="cannot be reached"):
        asked.create(SLOT)


def test_a_key_that_may_do_more_is_told(vault, kept):
    vault.operations = ["wrapKey", "unwrapKey", "sign"]
    ((words, _),) = kept_root(kept.choice).faults()
    assert "more than wrap and unwrap" in words


def test_nobody_to_sign_in_with_is_told(vault):
    def nobody():
        raise KeysUnavailable("the client's key or certificate file cannot be read")

    with pytest.raises(KeysUnavailable, match="certificate file"):
        create_root(vault.choice("clear-days-nobody", credential=nobody))
