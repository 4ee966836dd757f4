"""What everybody who signs in meets: one provider, and how long a session lasts."""

from dataclasses import dataclass, field

from portal.services.sign_in.provider import Provider
from portal.services.sign_in.sessions import SessionLimits


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """Made once, by the front door."""

    provider: Provider
    limits: SessionLimits = field(default_factory=SessionLimits)
