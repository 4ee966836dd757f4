"""Who may see what, and why.  Pure: no web, no database, no clock of its own."""

from portal.policy.attributes import (
    Classification,
    DocType,
    Effect,
    Jurisdiction,
    Regime,
    Role,
    Stage,
)
from portal.policy.facts import Facts
from portal.policy.offices import ROLE_OF, WITHOUT_COMPARTMENTS, Office
from portal.policy.permissions import Permission
from portal.policy.principals import (
    ANONYMOUS,
    Appointment,
    BodyId,
    CompartmentId,
    ItemId,
    MeetingId,
    PersonId,
    Principal,
    Standing,
)
from portal.policy.scope import EVERYBODY, PUBLIC_SCOPE, Scope, Thing
from portal.policy.verdict import Verdict, verdict

__all__ = [
    "ANONYMOUS",
    "EVERYBODY",
    "PUBLIC_SCOPE",
    "ROLE_OF",
    "WITHOUT_COMPARTMENTS",
    "Appointment",
    "BodyId",
    "Classification",
    "CompartmentId",
    "DocType",
    "Effect",
    "Facts",
    "ItemId",
    "Jurisdiction",
    "MeetingId",
    "Office",
    "Permission",
    "PersonId",
    "Principal",
    "Regime",
    "Role",
    "Scope",
    "Stage",
    "Standing",
    "Thing",
    "Verdict",
    "verdict",
]
