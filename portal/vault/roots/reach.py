"""How a root that is asked over a wire, or through a device's library, says that it is away."""

from email.utils import parsedate_to_datetime
from typing import Final

from portal.errors import KeysUnavailable

USUAL_WAIT: Final = 0.1


class OutOfReach(KeysUnavailable):
    """The root gave no answer, or one that says it cannot work now; asking again may help."""


class TooMany(OutOfReach):
    """The root did nothing, since it was asked too often; ``after`` is in seconds, if it said."""

    def __init__(self, words: str, after: float | None) -> None:
        super().__init__(words)
        self.after = after


def seconds_in(retry_after: str | None) -> float | None:
    """Read a Retry-After header (RFC 9110, section 10.2.3) that counts seconds.

    A date is far enough away that nobody who reads waits for it, and gives infinity.
    """
    if retry_after is None:
        return None
    try:
        return max(0.0, float(retry_after))
    except ValueError:
        pass
    try:
        parsedate_to_datetime(retry_after)
    except ValueError:
        return None
    return float("inf")
