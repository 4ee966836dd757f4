"""The tables, a file per noun.  Columns and constraints only: no rule of law or of business."""

from portal.records.tables.bodies import Body, BodyRegime, Deployment, PublicVersion
from portal.records.tables.business import Action, ActionState, ForwardPlanEntry
from portal.records.tables.guarded import Guarded
from portal.records.tables.identity import LoginTransaction, SignInSession
from portal.records.tables.imports import ImportBatch, ImportDoubt, ImportState
from portal.records.tables.meetings import (
    AgendaItem,
    Attendance,
    Declaration,
    ItemKind,
    Meeting,
    MeetingState,
    Minute,
    MinutesState,
    Presence,
)
from portal.records.tables.papers import Paper, PaperKind, PaperVersion
from portal.records.tables.people import Capacity, OfficeHolding, Organisation, Person, Seat
from portal.records.tables.restrictions import (
    Compartment,
    CompartmentKey,
    Invitation,
    Permission,
    Restriction,
    RestrictionState,
    WithheldNotice,
)

__all__ = [
    "Action",
    "ActionState",
    "AgendaItem",
    "Attendance",
    "Body",
    "BodyRegime",
    "Capacity",
    "Compartment",
    "CompartmentKey",
    "Declaration",
    "Deployment",
    "ForwardPlanEntry",
    "Guarded",
    "ImportBatch",
    "ImportDoubt",
    "ImportState",
    "Invitation",
    "ItemKind",
    "LoginTransaction",
    "Meeting",
    "MeetingState",
    "Minute",
    "MinutesState",
    "OfficeHolding",
    "Organisation",
    "Paper",
    "PaperKind",
    "PaperVersion",
    "Permission",
    "Person",
    "Presence",
    "PublicVersion",
    "Restriction",
    "RestrictionState",
    "Seat",
    "SignInSession",
    "WithheldNotice",
]
