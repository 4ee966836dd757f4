"""Settings, read once from the environment at the front door, and checked before the start."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from enum import StrEnum
from pathlib import Path
from typing import Any, Final, Self
from uuid import UUID

from portal.contradictions import DEMONSTRATION, GUID, contradictions_in

NONE: Final = object()  # the default of a setting that may be left out altogether


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


def _guid(text: str) -> UUID:
    if not GUID.fullmatch(text):
        raise ValueError
    return UUID(text)


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
        "Flask's own key, for what it may sign; sessions are random tokens and do not rest on it.",
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
    tenant: UUID = _setting(
        "PORTAL_TENANT",
        "The Entra ID tenant.",
        read=_guid,
        wanted="a GUID, not a domain name or `common`",
    )
    client_id: str = _setting(
        "PORTAL_CLIENT_ID", "The portal's application (client) id in that tenant.", wanted="a GUID"
    )
    client_key_file: Path | None = _setting(
        "PORTAL_CLIENT_KEY_FILE",
        "The private key (PEM) with which that application proves itself to Entra ID.",
        default=NONE,
        read=Path,
        wanted="a file readable by the portal alone",
    )
    client_certificate_file: Path | None = _setting(
        "PORTAL_CLIENT_CERTIFICATE_FILE",
        "The certificate (PEM) of that key, as uploaded to Entra ID.",
        default=NONE,
        read=Path,
        wanted="a file",
    )
    client_secret: str = _setting(
        "PORTAL_CLIENT_SECRET",
        "A client secret instead of a key and certificate; outside production only.",
        default="",
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
                values[each.name] = None if row["default"] is NONE else row["default"]
            else:
                try:
                    values[each.name] = row["read"](text)
                except (ValueError, KeyError):
                    problems.append(f"{row['name']} is not usable: set it to {row['wanted']}.")
        unknown = {name for name in environ if name.startswith("PORTAL_")} - set(documented())
        problems += [
            f"{name} is not a setting: remove it or correct its name." for name in sorted(unknown)
        ]
        problems += contradictions_in(values)
        if problems:
            raise UnusableSettings(tuple(problems))
        return cls(**values)

    @property
    def demonstration_provider(self) -> bool:
        """Whether the portal's own small identity provider vouches for people."""
        return self.identity_provider == DEMONSTRATION

    @property
    def authority(self) -> str:
        """The address of who vouches for people; the demonstration's is on the next port."""
        if self.demonstration_provider:
            # Not by the portal's own name: browsers share cookies between the ports of a host.
            return f"http://127.0.0.1:{self.port + 1}"
        return self.identity_provider.rstrip("/")

    @property
    def production(self) -> bool:
        """Whether real people and papers are at stake."""
        return self.environment is Environment.PRODUCTION


def documented() -> dict[str, str]:
    """Give every variable with what it is for, in the order of the table of settings."""
    return {each.metadata["name"]: each.metadata["about"] for each in fields(Settings)}
