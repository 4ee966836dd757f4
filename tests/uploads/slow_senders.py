"""A portal as it is served, but less patient with slow senders: tests have no time."""

import os
from collections.abc import Callable
from typing import Any

from config import Settings
from portal.app import create_app
from portal.web import arriving


def application() -> Callable[..., Any]:
    """Build it from the settings in the environment."""
    arriving.IDLE = 1.0  # type: ignore[misc]
    return create_app(Settings.from_environ(os.environ))
