"""The settings of the root: one root with all that it needs, and nothing of another's."""

from pathlib import Path

import pytest

from config import Settings, UnusableSettings
from portal.errors import KeysUnavailable
from portal.settings.chosen_root import root_of
from portal.settings.root_contradictions import NEEDS, TAKES
from portal.vault import AzureChoice, LocalChoice, Pkcs11Choice, TransitChoice

GUID = "0f6d1c52-5d0e-4a8e-9d0a-3f3c1b0e7a11"
REST = {
    "PORTAL_ENVIRONMENT": "production",
    "PORTAL_BASE_URL": "https://papers.example",
    "PORTAL_DATABASE_URL": "postgresql://localhost/record",
    "PORTAL_LOG_DATABASE_URL": "postgresql://localhost/log",
    "PORTAL_PAPERS": "/srv/papers",
    "PORTAL_SESSION_SECRET": "0123456789abcdef" * 4,
    "PORTAL_LOG_PEPPER": "fedcba9876543210" * 4,
    "PORTAL_TENANT": GUID,
    "PORTAL_CLIENT_ID": GUID,
    "PORTAL_CLIENT_KEY_FILE": "/srv/client.key",
    "PORTAL_CLIENT_CERTIFICATE_FILE": "/srv/client.pem",
}
VALUES = {
    "root_key_file": "/srv/root.key",
    "root_passphrase": "a long passphrase",
    "root_passphrase_file": "root-passphrase",
    "root_name": "clear-days",
    "root_module": "/usr/lib/softhsm/libsofthsm2.so",
    "root_token": "Clear Days",
    "root_pin_file": "root-pin",
    "root_address": "https://vault.example",
    "root_token_file": "/run/clear-days/token",
    "root_namespace": "council",
    "root_authority_file": "/etc/ssl/own.pem",
    "root_sockets": "/run/clear-days/workers",
}
CHOICES = {
    "local": LocalChoice,
    "pkcs11": Pkcs11Choice,
    "transit": TransitChoice,
    "azure": AzureChoice,
}


def environ(kind, *names, **changes):
    given = {name: VALUES[name] for name in names} | changes
    settings = {f"PORTAL_{name.upper()}": value for name, value in given.items()}
    return REST | {"PORTAL_ROOT": kind} | settings


def problems(asked):
    with pytest.raises(UnusableSettings) as caught:
        Settings.from_environ(asked)
    return caught.value.problems


@pytest.mark.parametrize("kind", CHOICES)
def test_each_root_is_chosen_with_what_it_needs_and_no_more(kind):
    settings = Settings.from_environ(environ(kind, *NEEDS[kind]))
    assert isinstance(root_of(settings), CHOICES[kind])
    for name in NEEDS[kind]:
        asked = environ(kind, *NEEDS[kind])
        del asked[f"PORTAL_{name.upper()}"]
        (sentence,) = problems(asked)
        assert sentence.startswith(f"PORTAL_{name.upper()} is missing: set it to")


@pytest.mark.parametrize("kind", CHOICES)
def test_what_belongs_to_another_root_is_named(kind):
    strange = VALUES.keys() - NEEDS[kind].keys() - TAKES[kind]
    assert strange
    for name in strange:
        (sentence,) = problems(environ(kind, *NEEDS[kind], name))
        assert f"PORTAL_{name.upper()} is set, and PORTAL_ROOT is {kind}" in sentence
        assert "no other instead" in sentence


def test_a_passphrase_is_given_in_one_way():
    (sentence,) = problems(
        environ("local", "root_key_file", "root_passphrase", "root_passphrase_file")
    )
    assert "keep only the file" in sentence


@pytest.mark.parametrize(
    "address",
    [
        "http://vault.example",
        "vault.example:8200",
        "https://vault.example/v1",
        "https://vault.example?x=1",
        "https://",
        "https://[::1",
        "ldap://vault.example",
    ],
)
def test_a_root_is_asked_over_https_alone(address):
    (sentence,) = problems(environ("azure", *NEEDS["azure"], root_address=address))
    assert "PORTAL_ROOT_ADDRESS is not an https address" in sentence


def test_a_root_on_this_machine_may_be_asked_without():
    asked = environ("transit", *NEEDS["transit"], root_address="http://127.0.0.1:8200")
    assert root_of(Settings.from_environ(asked)).address == "http://127.0.0.1:8200"


def test_a_certificate_at_azure_needs_its_files():
    asked = environ("azure", *NEEDS["azure"], root_identity="certificate")
    choice = root_of(Settings.from_environ(asked))
    with pytest.raises(KeysUnavailable, match="key or certificate file cannot be read"):
        choice.credential()
    asked |= {"PORTAL_CLIENT_KEY_FILE": "", "PORTAL_CLIENT_CERTIFICATE_FILE": ""}
    assert any("PORTAL_ROOT_IDENTITY is certificate" in each for each in problems(asked))


def test_workers_are_told_beside_the_root_key_file_or_where_it_is_said():
    asked = environ("local", "root_key_file")
    assert Settings.from_environ(asked).sockets == Path("/srv/root.key.workers")
    asked = environ("local", "root_key_file", "root_sockets")
    assert Settings.from_environ(asked).sockets == Path("/run/clear-days/workers")
    asked = environ("pkcs11", *NEEDS["pkcs11"])
    assert Settings.from_environ(asked).sockets == Path("/run/clear-days/workers")
