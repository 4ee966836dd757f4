"""The canaries of one run: random words, one for each place that must stay closed."""

import secrets
import string
from typing import Final

LETTERS: Final = string.ascii_lowercase + string.digits
MARK: Final = 24
NAME: Final = 16


class Brood:
    """Hatches one canary of 64 characters for each name asked for.

    Every canary of a brood begins and ends with the brood's mark, so that one look for the mark
    finds them all, and one of two marks is whole wherever a canary was cut in two.  They are
    letters and digits alone, which no escaping touches.
    """

    def __init__(self) -> None:
        self.mark = _random(MARK)
        self.named: dict[str, str] = {}

    def __call__(self, name: str) -> str:
        """Give the canary of a name, always the same one."""
        if name not in self.named:
            self.named[name] = f"{self.mark}{_random(NAME)}{self.mark}"
        return self.named[name]


def _random(length: int) -> str:
    return "".join(secrets.choice(LETTERS) for _ in range(length))
