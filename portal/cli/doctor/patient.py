"""What the doctor examines: the settings, and what is made from them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from config import Settings
from portal.app import desk_for
from portal.cli.back_door import BackDoor, now
from portal.errors import PortalError
from portal.services.directory import Directory
from portal.services.sign_in.desk import Desk
from portal.services.sign_in.provider import Provider
from portal.services.sign_in.refusals import ProviderNotTrusted


class Unmade(PortalError):
    """The settings can be read, but the provider they describe cannot be made from them."""


@dataclass
class Patient:
    """One installation, as its settings describe it."""

    door: BackDoor
    clock: Callable[[], datetime] = now

    @property
    def settings(self) -> Settings:
        """The settings, checked."""
        return self.door.settings

    @property
    def base(self) -> str:
        """The address people type, without a slash at its end."""
        return self.settings.base_url.rstrip("/")

    @cached_property
    def desk(self) -> Desk:
        """The provider and the directory as the portal itself would have them.

        :raises Unmade: saying what in the settings stands against it.
        """
        try:
            return desk_for(self.settings)
        except ProviderNotTrusted as refused:
            raise Unmade(str(refused)) from None
        except (OSError, ValueError):
            raise Unmade("the client's key or certificate file cannot be read") from None

    @property
    def provider(self) -> Provider:
        """The identity provider.

        :raises Unmade: if the settings describe none that may be used.
        """
        return self.desk.provider

    def directory(self) -> Directory:
        """Give the directory afresh: one that has failed is left alone for a while."""
        return Directory(self.provider, self.settings.group_roles)
