"""Those who keep roots, as real as this machine has them, and how a test opens a root of each."""

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from portal.vault import Patience, RootChoice, create_root, open_root

QUICK = Patience(seconds=60)  # whatever else the machine has to do
_numbers = count(1)


@dataclass(frozen=True, kw_only=True)
class Keeper:
    """One who keeps roots: gives the choice of a root by its name."""

    kind: str
    choice: Callable[[str], RootChoice]
    outside: Any = None  # whatever a test may do behind the portal's back

    def new(self) -> "Kept":
        """Make a root that nobody else has."""
        choice = self.choice(f"clear-days-{next(_numbers)}")
        return Kept(choice=choice, root=create_root(choice))


@dataclass(frozen=True, kw_only=True)
class Kept:
    """A root, and how another process would open it."""

    choice: RootChoice
    root: Any = field(repr=False)

    def again(self):
        """Open the same root another time."""
        return open_root(self.choice)
