import pytest

from tests.vault.setting import Setting


@pytest.fixture
def setting():
    return Setting()
