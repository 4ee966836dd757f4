"""What the settings of the root lack, or say besides: one kind of root, and what it needs."""

from collections.abc import Iterator, Mapping
from typing import Any, Final
from urllib.parse import urlsplit

NEEDS: Final = {
    "local": {"root_key_file": "a file readable by the portal alone"},
    "pkcs11": {
        "root_name": "3 to 40 small letters, digits and hyphens",
        "root_module": "the library of the security module",
        "root_token": "the label of the token",
        "root_pin_file": "the file in which its PIN lies",
        "root_sockets": "a folder that the portal alone may enter",
    },
    "transit": {
        "root_name": "3 to 40 small letters, digits and hyphens",
        "root_address": "the https address of the server",
        "root_token_file": "the file in which the portal's token lies",
        "root_sockets": "a folder that the portal alone may enter",
    },
    "azure": {
        "root_name": "3 to 40 small letters, digits and hyphens",
        "root_address": "the https address of the key vault",
        "root_sockets": "a folder that the portal alone may enter",
    },
}
TAKES: Final = {
    "local": {"root_passphrase", "root_passphrase_file", "root_sockets"},
    "pkcs11": set[str](),
    "transit": {"root_namespace", "root_authority_file"},
    "azure": {"root_authority_file"},
}
_OF_ONE_KIND: Final = {name for named in (*NEEDS.values(), *TAKES.values()) for name in named}
_HERE: Final = frozenset({"localhost", "127.0.0.1", "::1"})


def contradictions_of_the_root(values: Mapping[str, Any]) -> list[str]:
    """Name what is missing or contradictory among the root's settings, each with what to do."""
    if "root" not in values:
        return []
    return [*_missing(values), *_strange(values), *_contradictory(values)]


def _missing(values: Mapping[str, Any]) -> Iterator[str]:
    for name, wanted in NEEDS[values["root"]].items():
        if name in values and not values[name]:
            yield f"PORTAL_{name.upper()} is missing: set it to {wanted}."


def _strange(values: Mapping[str, Any]) -> Iterator[str]:
    kind = values["root"]
    for name in sorted(_OF_ONE_KIND - NEEDS[kind].keys() - TAKES[kind]):
        if values.get(name):
            yield (
                f"PORTAL_{name.upper()} is set, and PORTAL_ROOT is {kind}, which has no use for"
                " it: remove it, or correct PORTAL_ROOT. One root is asked, and no other instead."
            )


def _contradictory(values: Mapping[str, Any]) -> Iterator[str]:
    if values.get("root_passphrase") and values.get("root_passphrase_file"):
        yield (
            "PORTAL_ROOT_PASSPHRASE and PORTAL_ROOT_PASSPHRASE_FILE are both set: keep only the"
            " file."
        )
    address = values.get("root_address")
    if address and not _safe(address):
        yield (
            "PORTAL_ROOT_ADDRESS is not an https address without a path: write it like"
            " https://vault.example."
        )
    certified = values["root"] == "azure" and values.get("root_identity") == "certificate"
    if certified and not (values.get("client_key_file") and values.get("client_certificate_file")):
        yield (
            "PORTAL_ROOT_IDENTITY is certificate, and PORTAL_CLIENT_KEY_FILE or"
            " PORTAL_CLIENT_CERTIFICATE_FILE is missing: set both, or use a managed identity."
        )


def _safe(address: str) -> bool:
    try:
        place = urlsplit(address)
        host = place.hostname
    except ValueError:  # brackets that hold no address
        return False
    if host is None or place.path not in {"", "/"} or place.query or place.fragment:
        return False
    return place.scheme == "https" or (place.scheme == "http" and host in _HERE)
