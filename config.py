"""Settings, read once from the environment at the front door, and checked before the start."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from enum import StrEnum
from pathlib import Path
from typing import Any, Final, Self
from urllib.parse import urlsplit

GUID: Final = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
SHORTEST_SECRET: Final = 32
LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "::1"})
WEAK: Final = ("changeme", "change-me", "secret", "password", "default", "example")
DEMONSTRATION: Final = "demonstration"


class Environment(StrEnum):
    """What an installation is for."""

    PRODUCTION = "production"
    DEMONSTRATION = "demonstration"
    TEST = "test"


class UnusableSettings(Exception):
    """The settings are missing or contradict each other; ``problems`` names every one."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__("The portal cannot start:\n" + "\n".join(f"- {each}" for each in problems))
        self.problems = problems


def _setting(  # noqa: PLR0913 -- one keyword for each column of the table of settings
    name: str,
    about: str,
    *,
    default: Any = None,
    read: Callable[[str], Any] = str,
    wanted: str = "a text",
    secret: bool = False,
) -> Any:
    """Declare a setting: its variable, what it is for, its default and how it is read."""
    row = {"name": name, "about": about, "default": default, "read": read, "wanted": wanted}
    return field(repr=not secret, metadata=row)


def _whole(least: int, most: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        number = int(text)
        if not least <= number <= most:
            raise ValueError
        return number

    return read


def _yes_or_no(text: str) -> bool:
    return {"yes": True, "no": False}[text.lower()]


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Everything that differs between one installation and another."""

    environment: Environment = _setting(
        "PORTAL_ENVIRONMENT",
        "What the installation is for.",
        read=Environment,
        wanted="production, demonstration or test",
    )
    base_url: str = _setting(
        "PORTAL_BASE_URL", "The address people type, without a path.", wanted="an https address"
    )
    database_url: str = _setting(
        "PORTAL_DATABASE_URL",
        "Where the record is kept.",
        wanted="sqlite:////path/record.sqlite3 or postgresql://…",
    )
    log_database_url: str = _setting(
        "PORTAL_LOG_DATABASE_URL",
        "Where the log is kept: not the database of the record.",
        wanted="sqlite:////path/log.sqlite3 or postgresql://…",
    )
    papers: Path = _setting(
        "PORTAL_PAPERS", "The folder in which papers lie.", read=Path, wanted="a folder"
    )
    root_key_file: Path = _setting(
        "PORTAL_ROOT_KEY_FILE",
        "The file that holds the root of the key hierarchy; `portal keys create` makes it.",
        read=Path,
        wanted="a file readable by the portal alone",
    )
    root_passphrase: str = _setting(
        "PORTAL_ROOT_PASSPHRASE",
        "Opens the root key file, if it was made with a passphrase.",
        default="",
        secret=True,
    )
    session_secret: str = _setting(
        "PORTAL_SESSION_SECRET",
        "Signs what browsers hold; a change signs everybody out.",
        wanted="at least 32 random characters, such as `openssl rand -hex 32` prints",
        secret=True,
    )
    log_pepper: str = _setting(
        "PORTAL_LOG_PEPPER",
        "Makes pseudonyms in the log; a change cuts the log's past off from its people.",
        wanted="at least 32 random characters, such as `openssl rand -hex 32` prints",
        secret=True,
    )
    identity_provider: str = _setting(
        "PORTAL_IDENTITY_PROVIDER",
        "Who vouches for people: the address of an Entra ID authority, or `demonstration`.",
        default="https://login.microsoftonline.com",
        wanted="https://login.microsoftonline.com or another Entra ID cloud",
    )
    tenant: str = _setting(
        "PORTAL_TENANT", "The Entra ID tenant.", wanted="a GUID, not a domain name or `common`"
    )
    client_id: str = _setting(
        "PORTAL_CLIENT_ID", "The portal's application (client) id in that tenant.", wanted="a GUID"
    )
    client_secret: str = _setting(
        "PORTAL_CLIENT_SECRET",
        "The client secret of that application.",
        wanted="the secret's value",
        secret=True,
    )
    host: str = _setting(
        "PORTAL_HOST",
        "The address to listen on; put a proxy in front rather than changing it.",
        default="127.0.0.1",
    )
    port: int = _setting(
        "PORTAL_PORT",
        "The port to listen on.",
        default=8000,
        read=_whole(1, 65535),
        wanted="a number from 1 to 65535",
    )
    trusted_proxies: int = _setting(
        "PORTAL_TRUSTED_PROXIES",
        "How many proxies stand in front; their X-Forwarded headers are believed.",
        default=0,
        read=_whole(0, 5),
        wanted="a number from 0 to 5",
    )
    workers: int = _setting(
        "PORTAL_WORKERS",
        "How many processes serve.",
        default=2,
        read=_whole(1, 64),
        wanted="a number from 1 to 64",
    )
    upload_limit: int = _setting(
        "PORTAL_UPLOAD_LIMIT_MB",
        "The largest file that may be uploaded, in megabytes.",
        default=100,
        read=_whole(1, 1000),
        wanted="a number from 1 to 1000",
    )
    idle_minutes: int = _setting(
        "PORTAL_IDLE_MINUTES",
        "After how many idle minutes a session ends (half, after a restricted paper).",
        default=30,
        read=_whole(2, 120),
        wanted="a number from 2 to 120",
    )
    absolute_hours: int = _setting(
        "PORTAL_ABSOLUTE_HOURS",
        "After how many hours every session ends.",
        default=8,
        read=_whole(1, 24),
        wanted="a number from 1 to 24",
    )
    debug: bool = _setting(
        "PORTAL_DEBUG",
        "Show errors to the operator's own browser; never in production.",
        default=False,
        read=_yes_or_no,
        wanted="yes or no",
    )

    @classmethod
    def from_environ(cls, environ: Mapping[str, str]) -> Self:
        """Read the settings from variables, and check them against each other.

        :raises UnusableSettings: naming every missing, unreadable or contradictory one at once.
        """
        values: dict[str, Any] = {}
        problems: list[str] = []
        for each in fields(cls):
            row = each.metadata
            text = environ.get(row["name"], "")
            if not text and row["default"] is None:
                problems.append(f"{row['name']} is missing: set it to {row['wanted']}.")
            elif not text:
                values[each.name] = row["default"]
            else:
                try:
                    values[each.name] = row["read"](text)
                except (ValueError, KeyError):
                    problems.append(f"{row['name']} is not usable: set it to {row['wanted']}.")
        unknown = {name for name in environ if name.startswith("PORTAL_")} - set(documented())
        problems += [
            f"{name} is not a setting: remove it or correct its name." for name in sorted(unknown)
        ]
        problems += [
            sentence
            for needed, wrong, sentence in _CHECKS
            if needed <= values.keys() and wrong(values)
        ]
        if problems:
            raise UnusableSettings(tuple(problems))
        return cls(**values)

    @property
    def demonstration_provider(self) -> bool:
        """Whether the portal's own small identity provider vouches for people."""
        return self.identity_provider == DEMONSTRATION

    @property
    def production(self) -> bool:
        """Whether real people and papers are at stake."""
        return self.environment is Environment.PRODUCTION


def documented() -> dict[str, str]:
    """Give every variable with what it is for, in the order of the table of settings."""
    return {each.metadata["name"]: each.metadata["about"] for each in fields(Settings)}


def _weak(text: str) -> bool:
    return (
        len(text) < SHORTEST_SECRET
        or len(set(text)) < SHORTEST_SECRET // 4
        or any(word in text.lower() for word in WEAK)
    )


def _real(values: Mapping[str, Any]) -> bool:
    return values["environment"] is Environment.PRODUCTION


def _local(address: str) -> bool:
    return urlsplit(address).hostname in LOOPBACK


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
        "tenant",
        lambda v: not GUID.fullmatch(v["tenant"]),
        "PORTAL_TENANT is not a GUID: copy the directory (tenant) id from Entra ID.",
    ),
    _check(
        "environment client_id",
        lambda v: _real(v) and not GUID.fullmatch(v["client_id"]),
        "PORTAL_CLIENT_ID is not a GUID: copy the application (client) id from Entra ID.",
    ),
    _check(
        "database_url log_database_url",
        lambda v: (
            v["database_url"] == v["log_database_url"] and v["database_url"].startswith("sqlite")
        ),
        "PORTAL_LOG_DATABASE_URL is the record's own file: give the log a file of its own.",
    ),
    _check(
        "environment host",
        lambda v: not _real(v) and v["host"] not in LOOPBACK,
        "PORTAL_HOST is not this machine alone: a demonstration listens on 127.0.0.1 only.",
    ),
)
