"""Each who keeps a root, made once; and a root of each for the tests that hold for all of them."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from portal.vault import LocalChoice
from tests.vault.roots.keeping import Keeper, Kept
from tests.vault.roots.key_vault import Vault, key_vault
from tests.vault.roots.openbao import Server, openbao
from tests.vault.roots.softhsm import Token, keepers, softhsm

KEEPERS = ["local", "pkcs11", "pkcs11 by key wrap", "transit", "azure"]


@pytest.fixture(scope="session")
def token(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Token]:
    with softhsm(tmp_path_factory.mktemp("softhsm")) as made:
        yield made


@pytest.fixture(scope="session")
def bao(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with openbao(tmp_path_factory.mktemp("openbao")) as served:
        yield served


@pytest.fixture(scope="session")
def vault_at_work(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Vault]:
    with key_vault(tmp_path_factory.mktemp("key-vault")) as served:
        yield served


@pytest.fixture
def vault(vault_at_work: Vault) -> Vault:
    """Give the key vault, honest again whatever the last test told it."""
    vault_at_work.forget()
    return vault_at_work


@pytest.fixture(params=KEEPERS)
def keeper(request: pytest.FixtureRequest, tmp_path: Path) -> Keeper:
    """Give each who keeps roots, in turn."""
    if request.param == "local":
        return Keeper(kind="local", choice=lambda name: LocalChoice(path=tmp_path / name))
    if request.param == "transit":
        return request.getfixturevalue("bao").keeper
    if request.param == "azure":
        return request.getfixturevalue("vault").keeper
    return keepers(request.getfixturevalue("token"))[request.param]


@pytest.fixture
def kept(keeper: Keeper) -> Kept:
    """Give a new root of each kind."""
    return keeper.new()
