"""Publications to read: the invented ones here, and real ones where they are at hand."""

import os
from pathlib import Path

import pytest

from portal.services.imports.source import Source

FIXTURES = Path(__file__).parent / "fixtures"
SAMPLES = Path(__file__).resolve().parents[4] / "shared" / "samples"


def invented(name: str) -> Source:
    """Read an invented publication."""
    return Source((FIXTURES / name).read_text(encoding="utf-8"))


def sample(name: str) -> Source:
    """Read a real publication kept beside the project; skip, saying so, where there is none."""
    path = SAMPLES / name
    if not path.exists():
        if os.environ.get("CI"):
            pytest.fail(f"{name} is not beside the project, and CI leaves nothing out")
        pytest.skip(f"{name} is not beside the project")
    return Source(path.read_text(encoding="utf-8"))
