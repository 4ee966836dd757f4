"""Which settings contradict each other or the environment, and what to do about each."""

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

GUID: Final = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
SHORTEST_SECRET: Final = 32
LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "::1"})
WEAK: Final = ("changeme", "change-me", "secret", "password", "default", "example")
DEMONSTRATION: Final = "demonstration"


def contradictions_in(values: Mapping[str, Any]) -> list[str]:
    """Name every contradiction among the settings that could be read, each with what to do."""
    return [
        sentence for needed, wrong, sentence in _CHECKS if needed <= values.keys() and wrong(values)
    ]


def _weak(text: str) -> bool:
    return (
        len(text) < SHORTEST_SECRET
        or len(set(text)) < SHORTEST_SECRET // 4
        or any(word in text.lower() for word in WEAK)
    )


def _real(values: Mapping[str, Any]) -> bool:
    return bool(values["environment"] == "production")


def _local(address: str) -> bool:
    try:
        return urlsplit(address).hostname in LOOPBACK
    except ValueError:  # brackets that hold no address
        return False


Check = tuple[frozenset[str], Callable[[Mapping[str, Any]], bool], str]


def _check(needed: str, wrong: Callable[[Mapping[str, Any]], bool], sentence: str) -> Check:
    return frozenset(needed.split()), wrong, sentence


_CHECKS: Final[tuple[Check, ...]] = (
    _check(
        "environment identity_provider",
        lambda v: _real(v) and v["identity_provider"] == DEMONSTRATION,
        "PORTAL_IDENTITY_PROVIDER is the demonstration provider, which lets anybody be anybody:"
        " in production set it to https://login.microsoftonline.com.",
    ),
    _check(
        "environment identity_provider",
        lambda v: (
            _real(v)
            and not v["identity_provider"].startswith("https://")
            and v["identity_provider"] != DEMONSTRATION
        ),
        "PORTAL_IDENTITY_PROVIDER is not an https address:"
        " in production set it to https://login.microsoftonline.com.",
    ),
    _check(
        "environment graph",
        lambda v: _real(v) and bool(v["graph"]),
        "PORTAL_GRAPH is set: in production remove it, since the address of Microsoft Graph follows"
        " from the identity provider's.",
    ),
    _check(
        "environment graph",
        lambda v: not _real(v) and bool(v["graph"]) and not _local(v["graph"]),
        "PORTAL_GRAPH is not an address on this machine: remove it, or name one such as"
        " http://localhost:8002.",
    ),
    _check(
        "graph identity_provider",
        lambda v: bool(v["graph"]) and v["identity_provider"] == DEMONSTRATION,
        "PORTAL_GRAPH is set, and PORTAL_IDENTITY_PROVIDER is the demonstration provider, which"
        " has a directory of its own: remove PORTAL_GRAPH.",
    ),
    _check(
        "environment base_url",
        lambda v: _real(v) and not v["base_url"].startswith("https://"),
        "PORTAL_BASE_URL is not an https address: in production put a proxy with a certificate"
        " in front and set the https address.",
    ),
    _check(
        "base_url",
        lambda v: (
            urlsplit(v["base_url"]).scheme not in {"http", "https"}
            or not urlsplit(v["base_url"]).hostname
            or urlsplit(v["base_url"]).path not in {"", "/"}
        ),
        "PORTAL_BASE_URL is not an address without a path: write it like https://papers.example.",
    ),
    _check(
        "environment base_url",
        lambda v: not _real(v) and v["base_url"].startswith("http:") and not _local(v["base_url"]),
        "PORTAL_BASE_URL is an http address of another machine: use https, or localhost.",
    ),
    _check(
        "environment debug",
        lambda v: _real(v) and v["debug"],
        "PORTAL_DEBUG is on: remove it in production.",
    ),
    *(
        _check(
            f"environment {name}",
            lambda v, name=name: _weak(v[name]),  # type: ignore[misc]
            f"PORTAL_{name.upper()} is short or easily guessed: set it to at least 32 random"
            " characters, such as `openssl rand -hex 32` prints.",
        )
        for name in ("session_secret", "log_pepper")
    ),
    _check(
        "session_secret log_pepper",
        lambda v: v["session_secret"] == v["log_pepper"],
        "PORTAL_SESSION_SECRET and PORTAL_LOG_PEPPER are the same: give each its own.",
    ),
    _check(
        "environment client_id",
        lambda v: _real(v) and not GUID.fullmatch(v["client_id"]),
        "PORTAL_CLIENT_ID is not a GUID: copy the application (client) id from Entra ID.",
    ),
    _check(
        "environment client_secret",
        lambda v: _real(v) and bool(v["client_secret"]),
        "PORTAL_CLIENT_SECRET is set: in production remove it, and give the application a key and"
        " certificate instead.",
    ),
    _check(
        "client_secret client_key_file client_certificate_file identity_provider",
        lambda v: (
            v["identity_provider"] != DEMONSTRATION
            and not v["client_secret"]
            and not (v["client_key_file"] and v["client_certificate_file"])
        ),
        "PORTAL_CLIENT_KEY_FILE and PORTAL_CLIENT_CERTIFICATE_FILE are both needed to sign people"
        " in: make a key and certificate, and upload the certificate to Entra ID.",
    ),
    _check(
        "client_secret client_key_file",
        lambda v: bool(v["client_secret"]) and v["client_key_file"] is not None,
        "PORTAL_CLIENT_SECRET and PORTAL_CLIENT_KEY_FILE are both set: keep only the key.",
    ),
    _check(
        "database_url log_database_url",
        lambda v: (
            v["database_url"] == v["log_database_url"] and v["database_url"].startswith("sqlite")
        ),
        "PORTAL_LOG_DATABASE_URL is the record's own file: give the log a file of its own.",
    ),
    _check(
        "papers papers_endpoint papers_key_id papers_secret",
        lambda v: (
            isinstance(v["papers"], Path)
            and bool(v["papers_endpoint"] or v["papers_key_id"] or v["papers_secret"])
        ),
        "PORTAL_PAPERS_ENDPOINT, PORTAL_PAPERS_KEY_ID or PORTAL_PAPERS_SECRET is set, and"
        " PORTAL_PAPERS is a folder: remove them, or name the container or bucket they are for.",
    ),
    _check(
        "papers_endpoint",
        lambda v: v["papers_endpoint"].startswith("http:") and not _local(v["papers_endpoint"]),
        "PORTAL_PAPERS_ENDPOINT is an http address of another machine: use https.",
    ),
    _check(
        "papers papers_key_id papers_secret",
        lambda v: (
            getattr(v["papers"], "kind", None) == "s3"
            and bool(v["papers_key_id"]) != bool(v["papers_secret"])
        ),
        "PORTAL_PAPERS_KEY_ID and PORTAL_PAPERS_SECRET go together for a bucket: set both, or"
        " neither, so that the machine proves itself by its role.",
    ),
    _check(
        "environment host",
        lambda v: not _real(v) and v["host"] not in LOOPBACK,
        "PORTAL_HOST is not this machine alone: a demonstration listens on 127.0.0.1 only.",
    ),
)
