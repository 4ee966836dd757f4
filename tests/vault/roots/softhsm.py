"""A token of SoftHSM's, the software that speaks as a hardware security module does."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from portal.vault import Patience, Pkcs11Choice
from tests.vault.roots.keeping import QUICK, Keeper

PIN = "invented-4711"
LABEL = "Clear Days"
LIBRARIES = (
    "/usr/lib/softhsm/libsofthsm2.so",
    "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so",
    "/usr/lib64/softhsm/libsofthsm.so",
)


@dataclass(frozen=True)
class Token:
    """The token, its library and the file of its PIN."""

    module: Path
    folder: Path
    pin_file: Path

    def choice(self, name: str, *, key_wrap: bool = False, patience: Patience = QUICK):
        return Pkcs11Choice(
            name=name,
            module=self.module,
            token=LABEL,
            pin_file=self.pin_file,
            key_wrap=key_wrap,
            patience=patience,
        )


def library_or_skip() -> Path:
    """Leave the test out where there is no SoftHSM; in CI that is a failure."""
    found = next((Path(each) for each in LIBRARIES if Path(each).exists()), None)
    if found is None or shutil.which("softhsm2-util") is None:
        pytest.skip("no SoftHSM on this machine: install the package softhsm2 to run these tests")
    return found


@contextmanager
def softhsm(folder: Path) -> Iterator[Token]:
    """Make a token in a folder, and have the library find it there."""
    library = library_or_skip()
    (folder / "tokens").mkdir()
    settings = folder / "softhsm2.conf"
    settings.write_text(f"directories.tokendir = {folder / 'tokens'}\nlog.level = ERROR\n")
    pin_file = folder / "pin"
    pin_file.touch(mode=0o600)
    pin_file.write_text(f"{PIN}\n")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOFTHSM2_CONF", str(settings))
        words = ["--init-token", "--free", "--label", LABEL, "--pin", PIN, "--so-pin", f"so-{PIN}"]
        subprocess.run(  # noqa: S603 -- the machine's own program
            ["softhsm2-util", *words],  # noqa: S607 -- wherever the machine has it
            check=True,
            capture_output=True,
            env=dict(os.environ),
        )
        yield Token(module=library, folder=folder, pin_file=pin_file)


def keepers(token: Token) -> dict[str, Keeper]:
    """Give the token as it is, and as one without AES-GCM would be used."""
    return {
        "pkcs11": Keeper(kind="pkcs11", choice=token.choice, outside=token),
        "pkcs11 by key wrap": Keeper(
            kind="pkcs11", choice=lambda name: token.choice(name, key_wrap=True), outside=token
        ),
    }
