"""A demonstration to run commands on, made once, and a deployment of it that can be broken."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from portal.cli.back_door import now, read_settings_file
from portal.cli.demo import make
from tests.front_doors.deployment import Deployment, Meddler
from tests.sign_in.forging import CLIENT, SECRET, TENANT
from tests.sign_in.hostile_provider import HostileProvider
from tests.support.serving import Serve, address_of, open_door


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a demonstration, once; tests that change it take a copy."""
    home = tmp_path_factory.mktemp("commands") / "made"
    make(home, 8000)
    return home


def copy_of(made: Path, folder: Path) -> Path:
    copy = folder / "copy"
    shutil.copytree(made, copy)
    settings = (copy / "settings.env").read_text().replace(str(made), str(copy))
    (copy / "settings.env").write_text(settings)
    return copy


@pytest.fixture
def home(made: Path, tmp_path: Path) -> Path:
    """Copy the demonstration."""
    return copy_of(made, tmp_path)


@pytest.fixture(scope="module")
def deployed(
    made: Path, module_server: Serve, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Deployment]:
    """Serve a demonstration behind a proxy, with a provider that says what it is told to say."""
    folder = tmp_path_factory.mktemp("deployed")
    home = copy_of(made, folder)
    provider = HostileProvider()
    provider.start()
    behind = open_door()
    with Meddler.before(address_of(behind)) as proxy:
        environ = {
            **read_settings_file(home / "settings.env"),
            "PORTAL_BASE_URL": proxy.url,
            "PORTAL_IDENTITY_PROVIDER": provider.authority,
            "PORTAL_TENANT": str(TENANT),
            "PORTAL_CLIENT_ID": CLIENT,
            "PORTAL_CLIENT_SECRET": SECRET,
            "PORTAL_TRUSTED_PROXIES": "1",
        }
        provider.at = now
        server = module_server("wsgi:application", environ=environ, health="/health", door=behind)
        yield Deployment(
            environ=environ, provider=provider, proxy=proxy, direct_url=server.url, folder=folder
        )
    provider.stop()


@pytest.fixture
def deployment(deployed: Deployment, tmp_path: Path) -> Deployment:
    """Give the deployment, whole again, and a folder of the test's own."""
    return deployed.made_whole(tmp_path)
