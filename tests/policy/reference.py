"""The reference the policy was written from, where it stands beside the project."""

from pathlib import Path
from typing import Any, Final

import pytest
import yaml

FOLDERS: Final = [each / "shared" / "reference" for each in Path(__file__).parents[3:5]]
"""Beside the project; one step further out, where the tests run in a broken copy of it."""


def reference(name: str) -> Any:
    """Read a file of the reference; leave the test out, saying so, where there is none."""
    path = next((each / name for each in FOLDERS if (each / name).exists()), None)
    if path is None:
        pytest.skip(f"{name} is not beside the project")
    return yaml.safe_load(path.read_text("utf-8"))
