"""The portal does not begin to serve with a provider that is not the one configured."""

import os
import subprocess
import sys

import pytest

from tests.sign_in.front_half import PORTAL
from tests.sign_in.providers_at_work import ROOT, environ_of


@pytest.fixture
def database_kind():
    """On SQLite alone: the database plays no part in knowing the provider."""
    return "sqlite"


def portal(environ: dict[str, str], *command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603 -- our own command
        [sys.executable, "-m", "portal.cli", *command],
        cwd=ROOT,
        env={**os.environ, **environ},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.slow
@pytest.mark.parametrize(
    ("of_itself", "fault"),
    [
        ({"issuer": "https://login.microsoftonline.com/common/v2.0"}, "another issuer"),
        ({"token_endpoint": "https://elsewhere.example/token"}, "token_endpoint"),
    ],
)
def test_another_provider_than_the_configured_one_is_a_reason_not_to_serve(
    provider, tmp_path, of_itself, fault
):
    folder = f"sqlite:///{tmp_path}"
    environ = environ_of(provider.authority, f"{folder}/record.db", f"{folder}/log.db", tmp_path)
    environ |= {"PORTAL_BASE_URL": PORTAL, "PORTAL_PORT": "65000"}
    provider.tells_of_itself = of_itself
    migrated = portal(environ, "migrate")
    assert migrated.returncode == 0, migrated.stderr

    refused = portal(environ, "serve")

    assert refused.returncode == 1
    assert "The identity provider is not to be trusted" in refused.stderr
    assert fault in refused.stderr
