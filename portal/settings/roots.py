"""The settings of the root of the keys: which kind it is, and where each kind is found."""

import re
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

from portal.settings.declared import NONE, setting, whole


class RootKind(StrEnum):
    """Who keeps the root of the keys."""

    LOCAL = "local"
    PKCS11 = "pkcs11"
    TRANSIT = "transit"
    AZURE = "azure"


class RootIdentity(StrEnum):
    """What answers for the portal at Azure."""

    MANAGED = "managed"
    CERTIFICATE = "certificate"


_NAME: Final = re.compile("[a-z][a-z0-9-]{1,38}[a-z0-9]")


def _named(text: str) -> str:
    if not _NAME.fullmatch(text):
        raise ValueError
    return text


@dataclass(frozen=True, kw_only=True)
class RootSettings:
    """What differs between one installation's root and another's."""

    root: RootKind = setting(
        "PORTAL_ROOT",
        "Who keeps the root of the key hierarchy: a file, a hardware security module, a Vault or"
        " OpenBao server, or an Azure Key Vault. No other is ever asked.",
        default=RootKind.LOCAL,
        read=RootKind,
        wanted="local, pkcs11, transit or azure",
    )
    root_key_file: Path | None = setting(
        "PORTAL_ROOT_KEY_FILE",
        "`local`: the file that holds the root; `portal keys create` makes it.",
        default=NONE,
        read=Path,
        wanted="a file readable by the portal alone",
    )
    root_passphrase: str = setting(
        "PORTAL_ROOT_PASSPHRASE",
        "`local`: opens the root key file, if it was made with a passphrase; better left out.",
        default="",
        secret=True,
    )
    root_passphrase_file: Path | None = setting(
        "PORTAL_ROOT_PASSPHRASE_FILE",
        "`local`: the file in which that passphrase lies, or the name of a systemd credential.",
        default=NONE,
        read=Path,
        wanted="a file readable by the portal alone, or a name without a slash",
    )
    root_name: str = setting(
        "PORTAL_ROOT_NAME",
        "All but `local`: what this portal's keys are called there; never used for another portal.",
        default="",
        read=_named,
        wanted="3 to 40 small letters, digits and hyphens",
    )
    root_module: Path | None = setting(
        "PORTAL_ROOT_MODULE",
        "`pkcs11`: the library by which the module is spoken to.",
        default=NONE,
        read=Path,
        wanted="a file, such as /usr/lib/softhsm/libsofthsm2.so",
    )
    root_token: str = setting(
        "PORTAL_ROOT_TOKEN",
        "`pkcs11`: the label of the token.",
        default="",
        wanted="the label of a token",
    )
    root_pin_file: Path | None = setting(
        "PORTAL_ROOT_PIN_FILE",
        "`pkcs11`: the file in which the token's PIN lies, or the name of a systemd credential.",
        default=NONE,
        read=Path,
        wanted="a file readable by the portal alone, or a name without a slash",
    )
    root_address: str = setting(
        "PORTAL_ROOT_ADDRESS",
        "`transit`, `azure`: the address of the server, or of the key vault.",
        default="",
        wanted="an https address",
    )
    root_token_file: Path | None = setting(
        "PORTAL_ROOT_TOKEN_FILE",
        "`transit`: the file in which the portal's token lies, or the name of a systemd credential;"
        " it is read anew at each call.",
        default=NONE,
        read=Path,
        wanted="a file readable by the portal alone, or a name without a slash",
    )
    root_mount: str = setting(
        "PORTAL_ROOT_MOUNT",
        "`transit`: where the transit engine is mounted.",
        default="transit",
    )
    root_namespace: str = setting(
        "PORTAL_ROOT_NAMESPACE", "`transit`: the namespace of that server, if any.", default=""
    )
    root_identity: RootIdentity = setting(
        "PORTAL_ROOT_IDENTITY",
        "`azure`: what answers for the portal there: the host's managed identity, or the"
        " application's own key and certificate.",
        default=RootIdentity.MANAGED,
        read=RootIdentity,
        wanted="managed or certificate",
    )
    root_authority_file: Path | None = setting(
        "PORTAL_ROOT_AUTHORITY_FILE",
        "`transit`, `azure`: the certificate (PEM) of who signed the server's, if it is your own"
        " authority.",
        default=NONE,
        read=Path,
        wanted="a file",
    )
    root_seconds: int = setting(
        "PORTAL_ROOT_SECONDS",
        "All but `local`: how long the root is waited for, with all its tries.",
        default=5,
        read=whole(1, 30),
        wanted="a number from 1 to 30",
    )
    root_sockets: Path | None = setting(
        "PORTAL_ROOT_SOCKETS",
        "The private folder in which each worker listens for `portal keys seal` and `unseal`; for"
        " `local` it is beside the root key file, if left out.",
        default=NONE,
        read=Path,
        wanted="a folder that the portal alone may enter",
    )

    @property
    def sockets(self) -> Path:
        """Where workers listen to be sealed and unsealed."""
        if self.root_sockets is None and self.root_key_file is not None:
            return self.root_key_file.with_name(f"{self.root_key_file.name}.workers")
        return self.root_sockets or Path()
