"""Which organisation somebody comes from, as the domain of their work address.

It leads them to their own organisation's sign-in (Entra ID's ``domain_hint``), and is nothing to
the portal: who they are is never read from it.
"""

import re
from typing import Final

LONGEST: Final = 253  # octets of a domain name, RFC 1035 section 2.3.4
_DOMAIN: Final = re.compile(
    r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]", re.ASCII
)


def organisation_in(typed: str) -> str | None:
    """Read a domain out of what somebody typed, who may have typed their whole address.

    :returns: the domain in small letters; empty if nothing was typed; ``None`` if it is no domain.
    """
    domain = typed.strip().lower().rpartition("@")[2]
    if not domain:
        return "" if not typed.strip() else None
    return domain if len(domain) <= LONGEST and _DOMAIN.fullmatch(domain) else None
