"""The papers that a board published, where they lie beside the project."""

from pathlib import Path

import pytest

FOLDERS = [each / "shared" / "samples" for each in Path(__file__).resolve().parents[4:6]]
FOUND = [each for folder in FOLDERS if folder.is_dir() for each in sorted(folder.glob("*.*"))]
REASON = "the published papers are not beside the project"
samples = pytest.mark.parametrize(
    "sample",
    FOUND or [pytest.param(None, marks=pytest.mark.skip(reason=REASON))],
    ids=lambda each: each.name if each else "none",
)
