"""What every test of this room starts from."""

import pytest

from tests.vault.setting import Setting


@pytest.fixture
def setting():
    return Setting()
