"""Which root an installation has, as its settings say: the kinds there are to choose from."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeAlias

from portal.vault.roots.guarded import USUAL, Patience
from portal.vault.roots.secret_files import read_secret

if TYPE_CHECKING:
    from azure.core.credentials import TokenCredential

MARKER: Final = "root"
"""The slot that `portal keys create` makes: that it is there says that the name is taken."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalChoice:
    """A key file on this host; its passphrase, if it has one, is given or lies in a file."""

    path: Path
    passphrase: str = field(default="", repr=False)
    passphrase_file: Path | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Pkcs11Choice:
    """A token of a hardware security module, and the library (a shared object) that speaks to it.

    With ``key_wrap`` keys are wrapped by AES-KW even where the token has AES-GCM.
    """

    name: str
    module: Path
    token: str
    pin_file: Path
    key_wrap: bool = False
    patience: Patience = USUAL


@dataclass(frozen=True, slots=True, kw_only=True)
class TransitChoice:
    """The transit engine of a Vault or OpenBao server, and the file in which its token lies."""

    name: str
    address: str
    token_file: Path
    mount: str = "transit"
    namespace: str = ""
    authority: Path | None = None
    patience: Patience = USUAL


@dataclass(frozen=True, slots=True, kw_only=True)
class AzureChoice:
    """An Azure Key Vault, and what makes the credential that signs the portal in there."""

    name: str
    address: str
    credential: "Callable[[], TokenCredential]"
    authority: Path | None = None
    patience: Patience = USUAL


KeptChoice: TypeAlias = Pkcs11Choice | TransitChoice | AzureChoice
RootChoice: TypeAlias = LocalChoice | KeptChoice


def passphrase_of(choice: LocalChoice) -> str | None:
    """Give the configured passphrase of a key file, or nothing if none is configured.

    :raises KeysUnavailable: if the file in which it lies cannot be read.
    """
    if choice.passphrase_file is not None:
        return read_secret(choice.passphrase_file)
    return choice.passphrase or None
