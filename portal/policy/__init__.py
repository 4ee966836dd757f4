"""Who may see what, and why.  Pure: no web, no database, no clock of its own."""

from portal.policy.facts import Facts
from portal.policy.offices import Office
from portal.policy.permissions import Permission
from portal.policy.principals import ANONYMOUS, Appointment, Principal, Standing
from portal.policy.scope import EVERYBODY, PUBLIC_SCOPE, Scope, Thing
from portal.policy.verdict import Verdict, verdict

__all__ = [
    "ANONYMOUS",
    "EVERYBODY",
    "PUBLIC_SCOPE",
    "Appointment",
    "Facts",
    "Office",
    "Permission",
    "Principal",
    "Scope",
    "Standing",
    "Thing",
    "Verdict",
    "verdict",
]
