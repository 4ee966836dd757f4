"""When a session ends by itself: after so long without a request, and after so long in all."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

IDLE_IN_EMERGENCY: Final = timedelta(minutes=15)
IN_EMERGENCY: Final = timedelta(hours=1)


SET_BACK: Final = timedelta(minutes=1)
"""How far a clock may be set back before what began later than now no longer counts.

A step of a few seconds is usual, and so is some difference between the clocks of two hosts; that
disturbs nobody.  Anything longer would let sessions and
sign-ins that are under way last longer by as much, so they end instead.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionLimits:
    """When a session ends by itself; what is fixed here, the settings cannot lengthen."""

    idle: timedelta = timedelta(minutes=30)
    absolute: timedelta = timedelta(hours=8)

    @property
    def idle_after_restricted(self) -> timedelta:
        """How long a session may idle once a restricted paper was opened in it."""
        return self.idle / 2

    @property
    def idle_in_emergency(self) -> timedelta:
        """How long one may idle that was begun with a hardware key (AUTH-16)."""
        return min(IDLE_IN_EMERGENCY, self.idle_after_restricted)

    def idle_of(self, *, restricted: bool, emergency: bool) -> timedelta:
        """Give how long a session may idle, by what it is and what was done in it."""
        if emergency:
            return self.idle_in_emergency
        return self.idle_after_restricted if restricted else self.idle

    def lasts(self, *, emergency: bool) -> timedelta:
        """Give how long a session may last in all."""
        return IN_EMERGENCY if emergency else self.absolute
