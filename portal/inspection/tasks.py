"""What the child process can be asked to do with a file, by name."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

Answer = Mapping[str, Any]
"""What a task found, as JSON can say it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """What a task found, and a file that it made; ``name`` says what the file is."""

    answer: Answer
    name: str
    content: bytes | memoryview = field(repr=False)


Task = Callable[[memoryview, Mapping[str, Any]], Answer | Made]
"""Takes the file's bytes and what is asked of them."""

Preparation = Callable[[Mapping[str, Any]], Mapping[str, Any]]
"""Takes what is asked, before the file is looked at, and gives what the task is to be asked."""

TASKS: Final[Mapping[str, str]] = {
    "leaks": "portal.inspection.leaks.checking:check",
    "mend": "portal.inspection.leaks.mending:mend",
    "phrases": "portal.inspection.leaks.checking:hash_phrases",
    "measure": "portal.inspection.measure:measure",
    "text": "portal.inspection.pages:text",
    "count": "portal.inspection.pages:count",
    "page": "portal.inspection.pages:page",
    "mark": "portal.inspection.marking:mark",
    "dress": "portal.inspection.dressing:dress",
    "structure": "portal.inspection.structure:structure",
}
"""The module and function of each task; imported in the child before it is locked in."""

PREPARED: Final[Mapping[str, str]] = {
    "page": "portal.inspection.lines:set_line",
    "mark": "portal.inspection.lines:set_line",
    "structure": "portal.inspection.structure.pdf:be_ready",
}
"""What is done for a task before the child is locked in: with our own words, not with the file."""
