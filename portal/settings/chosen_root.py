"""Turns the settings of the root into the vault's choice of one."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, assert_never

from portal.errors import KeysUnavailable
from portal.settings.roots import RootIdentity, RootKind
from portal.vault import (
    AzureChoice,
    LocalChoice,
    Patience,
    Pkcs11Choice,
    RootChoice,
    TransitChoice,
)

if TYPE_CHECKING:
    from azure.core.credentials import TokenCredential

    from config import Settings


def root_of(settings: "Settings") -> RootChoice:
    """Give the one root that the settings name."""
    name, patience = settings.root_name, Patience(seconds=settings.root_seconds)
    match settings.root:
        case RootKind.LOCAL:
            return LocalChoice(
                path=_there(settings.root_key_file),
                passphrase=settings.root_passphrase,
                passphrase_file=settings.root_passphrase_file,
            )
        case RootKind.PKCS11:
            return Pkcs11Choice(
                name=name,
                module=_there(settings.root_module),
                token=settings.root_token,
                pin_file=_there(settings.root_pin_file),
                patience=patience,
            )
        case RootKind.TRANSIT:
            return TransitChoice(
                name=name,
                address=settings.root_address,
                token_file=_there(settings.root_token_file),
                mount=settings.root_mount,
                namespace=settings.root_namespace,
                authority=settings.root_authority_file,
                patience=patience,
            )
        case RootKind.AZURE:
            return AzureChoice(
                name=name,
                address=settings.root_address,
                credential=_credential(settings),
                authority=settings.root_authority_file,
                patience=patience,
            )
        case _:
            assert_never(settings.root)


def _there(path: Path | None) -> Path:
    """Give a file that the settings are checked to name where this root needs it."""
    if path is None:
        raise ValueError("a setting of the root is missing")
    return path


def _credential(settings: "Settings") -> "Callable[[], TokenCredential]":
    def managed() -> "TokenCredential":
        from azure.identity import ManagedIdentityCredential  # noqa: PLC0415 -- wants its time

        return ManagedIdentityCredential()

    def certificate() -> "TokenCredential":
        from azure.identity import CertificateCredential  # noqa: PLC0415 -- likewise

        try:
            pem = b"\n".join(
                _there(each).read_bytes()
                for each in (settings.client_key_file, settings.client_certificate_file)
            )
            return CertificateCredential(
                str(settings.tenant),
                settings.client_id,
                certificate_data=pem,
                authority=settings.authority,
            )
        except (OSError, ValueError):
            raise KeysUnavailable("the client's key or certificate file cannot be read") from None

    return managed if settings.root_identity is RootIdentity.MANAGED else certificate
