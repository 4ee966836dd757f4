"""What everybody who signs in meets: one provider, its directory, and how long a session lasts."""

from dataclasses import dataclass, field

from portal.policy.step_up import StepUpContexts
from portal.services.directory import Directory
from portal.services.sign_in.limits import SessionLimits
from portal.services.sign_in.provider import Provider


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """Made once, by the front door."""

    provider: Provider
    directory: Directory
    limits: SessionLimits = field(default_factory=SessionLimits)
    contexts: StepUpContexts = field(default_factory=StepUpContexts)
