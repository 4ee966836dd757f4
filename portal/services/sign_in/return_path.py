"""Where somebody was going when asked to sign in: a path of this portal, or home."""

import re
from typing import Final

HOME: Final = "/me"
LONGEST: Final = 512
# One leading slash and nothing a browser could read as another host; no percent signs, so that
# nothing can be decoded into one later.
_PLAIN: Final = re.compile(r"/(?!/)[A-Za-z0-9/_.~?=&,+:@-]*", re.ASCII)
_NOT_AGAIN: Final = ("/sign-in", "/sign-out")


def return_path(wanted: str) -> str:
    """Give the wanted path if it is plainly one of this portal's, and otherwise home."""
    plain = len(wanted) <= LONGEST and _PLAIN.fullmatch(wanted) and "//" not in wanted
    if not plain or wanted.startswith(_NOT_AGAIN):
        return HOME
    return wanted
