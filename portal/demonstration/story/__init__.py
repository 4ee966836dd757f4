"""The demonstration's story, as data: people, meetings and papers of an invented borough."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def chapter(name: str) -> Mapping[str, Any]:
    """Read ``people``, ``meetings``, ``papers`` or ``life``."""
    return tomllib.loads((files(__name__) / f"{name}.toml").read_text(encoding="utf-8"))
