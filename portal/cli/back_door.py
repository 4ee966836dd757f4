"""What a command is given to work with: settings, databases, and an office opened on demand."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Final

import click
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from config import Settings, UnusableSettings
from portal.audit import Pseudonyms
from portal.cli.keys.asking import passphrase_asked
from portal.errors import KeysUnavailable, PortalError
from portal.receipts import ReceiptStamp
from portal.records.engines import engine_for
from portal.records.journal import Journal
from portal.services.office import PortalOffice, open_office
from portal.settings.chosen_root import root_of
from portal.vault import wants_passphrase

PROJECT: Final = Path(__file__).parent.parent.parent
DEMONSTRATION_SETTINGS: Final = PROJECT / "instance" / "demonstration" / "settings.env"


def read_settings_file(path: Path) -> dict[str, str]:
    """Read NAME=value lines; blank lines and lines beginning with # say nothing.

    :raises click.ClickException: if the file cannot be read or a line is not of that form.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        raise click.ClickException(f"{path} cannot be read as a settings file.") from None
    settings: dict[str, str] = {}
    for number, line in enumerate(lines, start=1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        name, equals, value = line.partition("=")
        if not equals:
            raise click.ClickException(f"{path}, line {number}: write it as NAME=value.")
        settings[name.strip()] = value.strip()
    return settings


@dataclass
class BackDoor:
    """Opens what a command asks for, once, and says plainly when it cannot."""

    settings_file: Path | None = None

    @cached_property
    def environ(self) -> Mapping[str, str]:
        """The variables in force: a file's, the environment's, or the demonstration's."""
        if self.settings_file is not None:
            return read_settings_file(self.settings_file)
        configured = any(name.startswith("PORTAL_") for name in os.environ)
        if not configured and DEMONSTRATION_SETTINGS.exists():
            click.echo("Using the demonstration's settings.", err=True)
            return read_settings_file(DEMONSTRATION_SETTINGS)
        return os.environ

    @cached_property
    def settings(self) -> Settings:
        """The settings, checked.

        :raises click.ClickException: naming everything that is wrong with them.
        """
        try:
            return Settings.from_environ(self.environ)
        except UnusableSettings as unusable:
            raise click.ClickException(str(unusable)) from None

    @cached_property
    def record_engine(self) -> Engine:
        """The record's database."""
        return engine_for(self.settings.database_url)

    @cached_property
    def log_engine(self) -> Engine:
        """The log's database."""
        return engine_for(self.settings.log_database_url)

    def journal(self) -> Journal:
        """Open the log."""
        return Journal(
            self.log_engine,
            stamp=ReceiptStamp(os.urandom(32)),
            clock=now,
            pseudonyms=Pseudonyms(self.settings.log_pepper.encode()),
        )

    def office(self) -> PortalOffice:
        """Open the office: the record, the log, the key door and the papers.

        :raises click.ClickException: if one of them cannot be opened.
        """
        try:
            return open_office(
                session=lambda: Session(self.record_engine),
                log_engine=self.log_engine,
                root=root_of(self.settings),
                papers=self.settings.store,
                pepper=self.settings.log_pepper.encode(),
                clock=now,
                counting=self.settings.counting,
            )
        except PortalError as refused:
            raise click.ClickException(str(refused)) from None

    def unsealed_office(self) -> PortalOffice:
        """Open the office with the root open, asking for its passphrase if nothing configures it.

        :raises click.ClickException: if one of them cannot be opened.
        """
        office = self.office()
        try:
            if office.switch.shut_because:
                choice = root_of(self.settings)
                office.switch.unseal(passphrase_asked() if wants_passphrase(choice) else None)
        except KeysUnavailable as unavailable:
            raise click.ClickException(f"The root does not open: {unavailable}.") from None
        return office


def now() -> datetime:
    """Tell the time; the front and back doors are the only places that look at a clock."""
    return datetime.now(UTC)
