"""Which authentication context each sensitive compartment asks for, and how long it holds."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from types import MappingProxyType
from typing import Final, Self

HOLDS_FOR: Final = timedelta(minutes=15)
"""How long somebody who has met a context goes on having met it (AUTH-13)."""

ANY: Final = "*"
_CONTEXT: Final = re.compile(r"c[1-9][0-9]?", re.ASCII)
_SLUG: Final = re.compile(r"[a-z][a-z0-9_]*|\*", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class StepUpContexts:
    """The contexts by the slug of a compartment, as the settings name them.

    Settings and not the record, so that nobody who writes to the record can lower them.
    """

    otherwise: str = "c1"
    by_slug: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    @classmethod
    def read(cls, text: str) -> Self:
        """Read ``c1``, or ``dhr=c1,prevent=c2,*=c3``.

        Without ``*`` every compartment that is not named asks for ``c1``.

        :raises ValueError: if a name is not a compartment's, or a value not a context's.
        """
        if "=" not in text:
            return cls(otherwise=_context(text))
        pairs = [each.strip().partition("=") for each in text.split(",")]
        by_slug = {slug.strip(): _context(context) for slug, _, context in pairs}
        if len(by_slug) != len(pairs) or not all(map(_SLUG.fullmatch, by_slug)):
            raise ValueError
        otherwise = by_slug.pop(ANY, "c1")
        return cls(otherwise=otherwise, by_slug=MappingProxyType(by_slug))

    def of(self, slug: str) -> str:
        """Give the context that a sensitive compartment asks for."""
        return self.by_slug.get(slug, self.otherwise)

    def __str__(self) -> str:
        """Write them as the settings do."""
        named = [f"{slug}={context}" for slug, context in sorted(self.by_slug.items())]
        return ",".join([*named, f"{ANY}={self.otherwise}"]) if named else self.otherwise

    @property
    def all(self) -> tuple[str, ...]:
        """Every context that some compartment asks for, in order."""
        return tuple(sorted({self.otherwise, *self.by_slug.values()}))


def is_context(text: str) -> bool:
    """Say whether a text is the identifier of an authentication context."""
    return _CONTEXT.fullmatch(text) is not None


def _context(text: str) -> str:
    if not is_context(text.strip()):
        raise ValueError
    return text.strip()
