"""What the child process can be asked to do with a file, by name."""

from collections.abc import Callable, Mapping
from typing import Any, Final

Answer = Mapping[str, Any]
"""What a task found, as JSON can say it."""

Task = Callable[[memoryview, Mapping[str, Any]], Answer]
"""Takes the file's bytes and what is asked of them."""

TASKS: Final[Mapping[str, str]] = {
    "leaks": "portal.inspection.leaks.checking:check",
    "mend": "portal.inspection.leaks.mending:mend",
    "phrases": "portal.inspection.leaks.checking:hash_phrases",
    "measure": "portal.inspection.measure:measure",
    "structure": "portal.inspection.structure:structure",
}
"""The module and function of each task; imported in the child before it is locked in."""
