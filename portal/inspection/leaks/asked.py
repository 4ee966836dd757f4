"""What a check is asked to look for, as JSON brings it."""

import re
import resource
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from portal.inspection.leaks.content.markings import Printed
from portal.inspection.leaks.content.personal import bare
from portal.inspection.leaks.model import Deadline

_USUAL_SECONDS: Final = 45.0
_SHARE: Final = 0.6


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is looked for, besides what is hidden.

    ``markings`` are patterns for the beginnings of lines; ``known`` is what the body itself makes
    public, and ``title`` what it calls the paper: neither is a leak.  ``meeting`` is the one whose
    closed figures are looked for, or kept; without it none are.
    """

    media_type: str
    public: bool
    names: tuple[str, ...] = field(repr=False)
    key: bytes = field(repr=False)
    hashes: frozenset[bytes] = field(repr=False)
    meeting: str
    markings: tuple[Printed, ...]
    known: frozenset[str] = field(repr=False)
    title: str = field(repr=False)
    pictures: bool
    until: Deadline


def asked_in(told: Mapping[str, Any]) -> Asked:
    """Read what is asked."""
    phrases = told.get("phrases") or {}
    return Asked(
        media_type=str(told.get("media_type", "")),
        public=told.get("access", "public") == "public",
        names=tuple(told.get("names", ())),
        key=bytes.fromhex(phrases.get("key", "")),
        hashes=frozenset(bytes.fromhex(each) for each in phrases.get("hashes", ())),
        meeting=str(phrases.get("meeting", "")),
        markings=tuple(
            Printed(each["mark"], re.compile(each["pattern"])) for each in told.get("markings", ())
        ),
        known=frozenset(bare(each) for each in told.get("known", ())),
        title=str(told.get("title", "")),
        pictures=bool(told.get("pictures", True)),
        until=Deadline(time.monotonic() + _seconds()),
    )


def _seconds() -> float:
    """Give how long a check may take: most of what this process may, if it is limited."""
    limit, _ = resource.getrlimit(resource.RLIMIT_CPU)
    return _USUAL_SECONDS if limit == resource.RLIM_INFINITY else limit * _SHARE
