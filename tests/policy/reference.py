"""The reference the policy was written from, where it stands beside the project."""

from pathlib import Path
from typing import Any, Final

import pytest
import yaml

FOLDER: Final = Path(__file__).parents[3] / "shared" / "reference"


def reference(name: str) -> Any:
    """Read a file of the reference; leave the test out, saying so, where there is none."""
    if not (path := FOLDER / name).exists():
        pytest.skip(f"{name} is not beside the project")
    return yaml.safe_load(path.read_text("utf-8"))
