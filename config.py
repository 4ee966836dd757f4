"""Settings, read once from the environment at the front door, and checked before the start."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, time
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, Self
from uuid import UUID

from portal.inspection.clamd import Scanner
from portal.policy.app_roles import AppRole
from portal.policy.notice import Counting, Reading
from portal.policy.step_up import StepUpContexts
from portal.settings.contradictions import DEMONSTRATION, contradictions_in
from portal.settings.declared import (
    NONE,
    UnusableSettings,
    days,
    group_roles,
    guid,
    read_from,
    setting,
    time_of_day,
    whole,
    yes_or_no,
)
from portal.settings.papers import PapersSettings
from portal.settings.root_contradictions import contradictions_of_the_root
from portal.settings.roots import RootSettings


class Environment(StrEnum):
    """What an installation is for."""

    PRODUCTION = "production"
    DEMONSTRATION = "demonstration"
    TEST = "test"


__all__ = ["Environment", "Settings", "UnusableSettings", "counting_in", "documented"]
_OF_COUNTING: Final = {
    "offices_close": "offices_close",
    "count_saturdays": "saturdays",
    "closures": "closures",
    "long_notice": "long_notice",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings(PapersSettings, RootSettings):
    """Everything that differs between one installation and another."""

    environment: Environment = setting(
        "PORTAL_ENVIRONMENT",
        "What the installation is for.",
        read=Environment,
        wanted="production, demonstration or test",
    )
    base_url: str = setting(
        "PORTAL_BASE_URL", "The address people type, without a path.", wanted="an https address"
    )
    database_url: str = setting(
        "PORTAL_DATABASE_URL",
        "Where the record is kept.",
        wanted="sqlite:////path/record.sqlite3 or postgresql://…",
    )
    log_database_url: str = setting(
        "PORTAL_LOG_DATABASE_URL",
        "Where the log is kept: not the database of the record.",
        wanted="sqlite:////path/log.sqlite3 or postgresql://…",
    )
    session_secret: str = setting(
        "PORTAL_SESSION_SECRET",
        "Flask's own key, for what it may sign; sessions are random tokens and do not rest on it.",
        wanted="at least 32 random characters, such as `openssl rand -hex 32` prints",
        secret=True,
    )
    log_pepper: str = setting(
        "PORTAL_LOG_PEPPER",
        "Makes pseudonyms in the log; a change cuts the log's past off from its people.",
        wanted="at least 32 random characters, such as `openssl rand -hex 32` prints",
        secret=True,
    )
    identity_provider: str = setting(
        "PORTAL_IDENTITY_PROVIDER",
        "Who vouches for people: the address of an Entra ID authority, or `demonstration`.",
        default="https://login.microsoftonline.com",
        wanted="https://login.microsoftonline.com or another Entra ID cloud",
    )
    tenant: UUID = setting(
        "PORTAL_TENANT",
        "The Entra ID tenant.",
        read=guid,
        wanted="a GUID, not a domain name or `common`",
    )
    client_id: str = setting(
        "PORTAL_CLIENT_ID", "The portal's application (client) id in that tenant.", wanted="a GUID"
    )
    client_key_file: Path | None = setting(
        "PORTAL_CLIENT_KEY_FILE",
        "The private key (PEM) with which that application proves itself to Entra ID.",
        default=NONE,
        read=Path,
        wanted="a file readable by the portal alone",
    )
    client_certificate_file: Path | None = setting(
        "PORTAL_CLIENT_CERTIFICATE_FILE",
        "The certificate (PEM) of that key, as uploaded to Entra ID.",
        default=NONE,
        read=Path,
        wanted="a file",
    )
    client_secret: str = setting(
        "PORTAL_CLIENT_SECRET",
        "A client secret instead of a key and certificate; outside production only.",
        default="",
        wanted="the secret's value",
        secret=True,
    )
    graph: str = setting(
        "PORTAL_GRAPH",
        "The address of Microsoft Graph, where it does not follow from the identity provider's:"
        " on loopback only.",
        default="",
        wanted="nothing, or an address on this machine",
    )
    step_up_contexts: StepUpContexts = setting(
        "PORTAL_STEP_UP_CONTEXTS",
        "Which authentication context a reader of a sensitive compartment has to meet: one for"
        " all, or one for each.",
        default=StepUpContexts(),
        read=StepUpContexts.read,
        wanted="c1, or a list such as dhr=c1,prevent=c2",
    )
    group_roles: Mapping[UUID, AppRole] = setting(
        "PORTAL_GROUP_ROLES",
        "Which groups of the directory give which application role; best none: assign roles.",
        default=MappingProxyType({}),
        read=group_roles,
        wanted="a list such as 0f3c…=Portal.Member, with whole GUIDs",
    )
    host: str = setting(
        "PORTAL_HOST",
        "The address to listen on; put a proxy in front rather than changing it.",
        default="127.0.0.1",
    )
    port: int = setting(
        "PORTAL_PORT",
        "The port to listen on.",
        default=8000,
        read=whole(1, 65535),
        wanted="a number from 1 to 65535",
    )
    trusted_proxies: int = setting(
        "PORTAL_TRUSTED_PROXIES",
        "How many proxies stand in front; their X-Forwarded headers are believed.",
        default=0,
        read=whole(0, 5),
        wanted="a number from 0 to 5",
    )
    workers: int = setting(
        "PORTAL_WORKERS",
        "How many processes serve.",
        default=2,
        read=whole(1, 64),
        wanted="a number from 1 to 64",
    )
    upload_limit: int = setting(
        "PORTAL_UPLOAD_LIMIT_MB",
        "The largest file that may be uploaded, in megabytes.",
        default=100,
        read=whole(1, 1000),
        wanted="a number from 1 to 1000",
    )
    scanner: Scanner | None = setting(
        "PORTAL_CLAMD",
        "Where clamd listens, if uploads are to be scanned for harmful programs.",
        default=NONE,
        read=Scanner.at,
        wanted="the path of its socket, or a port of this machine such as 127.0.0.1:3310",
    )
    idle_minutes: int = setting(
        "PORTAL_IDLE_MINUTES",
        "After how many idle minutes a session ends (half, after a restricted paper).",
        default=30,
        read=whole(2, 120),
        wanted="a number from 2 to 120",
    )
    absolute_hours: int = setting(
        "PORTAL_ABSOLUTE_HOURS",
        "After how many hours every session ends.",
        default=8,
        read=whole(1, 24),
        wanted="a number from 1 to 24",
    )
    offices_close: time = setting(
        "PORTAL_OFFICES_CLOSE",
        "When the offices close: what is published later counts as the next working day's.",
        default=time(17),
        read=time_of_day,
        wanted="a time such as 17:00",
    )
    count_saturdays: bool = setting(
        "PORTAL_COUNT_SATURDAYS",
        "Whether Saturdays count among the clear days of notice.",
        default=False,
        read=yes_or_no,
        wanted="yes or no",
    )
    closures: frozenset[date] = setting(
        "PORTAL_CLOSURES",
        "Days besides weekends and bank holidays on which the offices are shut.",
        default=frozenset(),
        read=days,
        wanted="dates such as 2026-12-29,2026-12-30",
    )
    long_notice: Reading = setting(
        "PORTAL_LONG_NOTICE",
        "Whether the 28 clear days' notice of executives counts calendar or working days.",
        default=Reading.CALENDAR,
        read=Reading,
        wanted="calendar or working",
    )
    debug: bool = setting(
        "PORTAL_DEBUG",
        "Show errors to the operator's own browser; never in production.",
        default=False,
        read=yes_or_no,
        wanted="yes or no",
    )

    @classmethod
    def from_environ(cls, environ: Mapping[str, str]) -> Self:
        """Read the settings from variables, and check them against each other.

        :raises UnusableSettings: naming every missing, unreadable or contradictory one at once.
        """
        values, problems = read_from(environ, fields(cls))
        unknown = {name for name in environ if name.startswith("PORTAL_")} - set(documented())
        problems += [
            f"{name} is not a setting: remove it or correct its name." for name in sorted(unknown)
        ]
        problems += contradictions_in(values) + contradictions_of_the_root(values)
        if problems:
            raise UnusableSettings(tuple(problems))
        return cls(**values)

    @property
    def counting(self) -> Counting:
        """How this council counts days."""
        return Counting(**{its: getattr(self, name) for name, its in _OF_COUNTING.items()})

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


def counting_in(environ: Mapping[str, str]) -> Counting:
    """Read how days are counted, and nothing else: questions about dates need no installation.

    :raises UnusableSettings: naming every one of those settings that cannot be read.
    """
    settled = {each.name: each for each in fields(Settings) if each.name in _OF_COUNTING}
    values, problems = read_from(environ, settled.values())
    if problems:
        raise UnusableSettings(tuple(problems))
    return Counting(**{_OF_COUNTING[name]: value for name, value in values.items()})


def documented() -> dict[str, str]:
    """Give every variable with what it is for, in the order of the table of settings."""
    return {row["name"]: row["about"] for row in declared()}


def declared() -> list[Mapping[str, Any]]:
    """Give what is declared of each setting, those of the root behind the others."""
    root = {each.name for each in fields(RootSettings)}
    return [each.metadata for each in sorted(fields(Settings), key=lambda each: each.name in root)]
